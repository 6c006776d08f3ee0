package dev.fairlead.transport.websocket;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PongWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocket13FrameEncoder;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import java.nio.ByteBuffer;

/** Makes frames, masked as those of clients have to be. Not for use by several threads at once. */
final class FrameWriter {

  private static final int LONGEST_REASON = 123;

  private final EmbeddedChannel frames = HeapChannel.of(new WebSocket13FrameEncoder(true));

  ByteBuffer message(WebSocketMessage message) {
    ByteBuf content = Unpooled.wrappedBuffer(message.bytes());
    return encode(
        message.kind() == WebSocketMessage.Kind.TEXT
            ? new TextWebSocketFrame(content)
            : new BinaryWebSocketFrame(content));
  }

  ByteBuffer pong(byte[] content) {
    return encode(new PongWebSocketFrame(Unpooled.wrappedBuffer(content)));
  }

  /**
   * A goodbye.
   *
   * @param reason ASCII, cut off after what a control frame can hold
   */
  ByteBuffer close(int code, String reason) {
    return encode(
        new CloseWebSocketFrame(
            code, reason.substring(0, Math.min(reason.length(), LONGEST_REASON))));
  }

  private ByteBuffer encode(WebSocketFrame frame) {
    frames.writeOutbound(frame);
    ByteBuf encoded = frames.readOutbound();
    return encoded.nioBuffer();
  }
}
