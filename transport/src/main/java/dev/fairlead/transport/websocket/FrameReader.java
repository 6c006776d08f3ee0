package dev.fairlead.transport.websocket;

import dev.fairlead.transport.http.TransportException;
import dev.fairlead.transport.http.TransportException.Kind;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.ContinuationWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CorruptedWebSocketFrameException;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocket13FrameDecoder;
import io.netty.handler.codec.http.websocketx.WebSocketCloseStatus;
import io.netty.handler.codec.http.websocketx.WebSocketDecoderConfig;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Puts messages together from the bytes that a server sends. Not for use by several threads at
 * once.
 *
 * <p>All buffers are of the heap and belong to nobody's pool, so that a reader which is cancelled
 * in the middle of a frame has nothing to give back.
 */
final class FrameReader {

  private final String where;
  private final int maxMessageBytes;
  private final Consumer<byte[]> ping;
  private final EmbeddedChannel frames;

  private final ByteArrayOutputStream begun = new ByteArrayOutputStream();
  private WebSocketMessage.Kind kind = WebSocketMessage.Kind.BINARY;
  private boolean within;
  private boolean ended;

  /**
   * Creates a reader.
   *
   * @param ping told what a ping carries, for the answer
   */
  FrameReader(String where, int maxMessageBytes, Consumer<byte[]> ping) {
    this.where = where;
    this.maxMessageBytes = maxMessageBytes;
    this.ping = ping;
    this.frames =
        HeapChannel.of(
            new WebSocket13FrameDecoder(
                WebSocketDecoderConfig.newBuilder()
                    .expectMaskedFrames(false)
                    .allowExtensions(false)
                    .maxFramePayloadLength(maxMessageBytes)
                    .closeOnProtocolViolation(false)
                    .build()));
  }

  /** What these bytes come to, with what came before; nothing any more behind the end. */
  List<Incoming> read(ByteBuffer bytes) {
    List<Incoming> all = new ArrayList<>(2);
    if (ended) {
      return all;
    }
    try {
      frames.writeInbound(Unpooled.wrappedBuffer(bytes));
      take(all);
    } catch (CorruptedWebSocketFrameException e) {
      // Those before the one that is wrong are good.
      take(all);
      fail(e.closeStatus(), String.valueOf(e.getMessage()), all);
    }
    return all;
  }

  private void take(List<Incoming> all) {
    for (WebSocketFrame frame = frames.readInbound();
        frame != null && !ended;
        frame = frames.readInbound()) {
      take(frame, all);
    }
  }

  private void take(WebSocketFrame frame, List<Incoming> all) {
    if (frame instanceof CloseWebSocketFrame close) {
      ended = true;
      int code = close.statusCode();
      all.add(new Incoming.Close(code < 0 ? Incoming.Close.NO_CODE : code, close.reasonText()));
    } else if (frame instanceof PingWebSocketFrame) {
      ping.accept(ByteBufUtil.getBytes(frame.content()));
    } else if (frame instanceof TextWebSocketFrame) {
      kind = WebSocketMessage.Kind.TEXT;
      add(frame, all);
    } else if (frame instanceof BinaryWebSocketFrame) {
      kind = WebSocketMessage.Kind.BINARY;
      add(frame, all);
    } else if (frame instanceof ContinuationWebSocketFrame) {
      add(frame, all);
    }
  }

  private void add(WebSocketFrame frame, List<Incoming> all) {
    byte[] part = ByteBufUtil.getBytes(frame.content());
    if (begun.size() + part.length > maxMessageBytes) {
      fail(WebSocketCloseStatus.MESSAGE_TOO_BIG, "", all);
      return;
    }
    within = !frame.isFinalFragment();
    if (within || begun.size() > 0) {
      begun.writeBytes(part);
    }
    if (within) {
      return;
    }
    byte[] whole = begun.size() > 0 ? begun.toByteArray() : part;
    begun.reset();
    if (kind == WebSocketMessage.Kind.TEXT && !isText(whole)) {
      fail(WebSocketCloseStatus.INVALID_PAYLOAD_DATA, "a text that is no UTF-8", all);
      return;
    }
    all.add(new Incoming.Message(new WebSocketMessage(kind, ByteBuffer.wrap(whole))));
  }

  private static boolean isText(byte[] bytes) {
    try {
      StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
      return true;
    } catch (CharacterCodingException e) {
      return false;
    }
  }

  private void fail(WebSocketCloseStatus status, String what, List<Incoming> all) {
    ended = true;
    boolean large = status.code() == WebSocketCloseStatus.MESSAGE_TOO_BIG.code();
    all.add(
        new Incoming.Failure(
            status.code(),
            new TransportException(
                large ? Kind.TOO_LARGE : Kind.GARBAGE,
                large
                    ? where + ": a message has more than " + maxMessageBytes + " bytes"
                    : where + ": what came is against the protocol of WebSocket: " + what,
                null)));
  }

  /** The connection has ended, though the server has not said that it would. */
  TransportException cut() {
    return new TransportException(
        Kind.CUT,
        where
            + ": the connection was closed "
            + (within ? "within a message" : "without a word, as it is when something broke"),
        null);
  }
}
