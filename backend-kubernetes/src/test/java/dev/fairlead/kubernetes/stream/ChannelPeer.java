package dev.fairlead.kubernetes.stream;

import dev.fairlead.testbed.Answers;
import dev.fairlead.testbed.ScriptedDaemon.Answer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;

/** A kubelet's end of a WebSocket whose messages begin with a channel, as Latin-1 text. */
final class ChannelPeer {

  private final SocketChannel channel;

  private ChannelPeer(SocketChannel channel) {
    this.channel = channel;
  }

  /** What happens once the protocol was switched; the connection ends with it. */
  interface Talk {
    void run(ChannelPeer peer) throws IOException;
  }

  static Answer answer(String protocol, Talk talk) {
    return (request, channel) -> {
      String key =
          request
              .head()
              .lines()
              .filter(line -> line.startsWith("Sec-WebSocket-Key: "))
              .findFirst()
              .orElseThrow(() -> new AssertionError("no key in " + request.head()))
              .substring(19)
              .strip();
      Answers.write(
          channel,
          "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
              + ("Sec-WebSocket-Accept: " + accept(key) + "\r\n")
              + ("Sec-WebSocket-Protocol: " + protocol + "\r\n\r\n"));
      talk.run(new ChannelPeer(channel));
      return false;
    };
  }

  private static String accept(String key) {
    try {
      byte[] asked =
          (key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11").getBytes(StandardCharsets.US_ASCII);
      return Base64.getEncoder().encodeToString(MessageDigest.getInstance("SHA-1").digest(asked));
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }

  ChannelPeer send(String... messages) throws IOException {
    for (String message : messages) {
      frame(2, message.getBytes(StandardCharsets.ISO_8859_1));
    }
    return this;
  }

  void goodbye() throws IOException {
    frame(8, new byte[] {3, (byte) 0xe8});
  }

  private void frame(int opcode, byte[] payload) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(0x80 | opcode);
    if (payload.length < 126) {
      out.write(payload.length);
    } else {
      out.write(126);
      out.write(payload.length >> 8);
      out.write(payload.length);
    }
    out.writeBytes(payload);
    Answers.write(channel, out.toByteArray());
  }

  /** The client's next message, which is a short one. */
  String receive() throws IOException {
    byte[] start = read(2);
    byte[] mask = read(4);
    byte[] payload = read(start[1] & 0x7f);
    for (int i = 0; i < payload.length; i++) {
      payload[i] ^= mask[i % 4];
    }
    return new String(payload, StandardCharsets.ISO_8859_1);
  }

  private byte[] read(int bytes) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(bytes);
    while (buffer.hasRemaining()) {
      if (channel.read(buffer) < 0) {
        throw new IOException("the client went first");
      }
    }
    return buffer.array();
  }
}
