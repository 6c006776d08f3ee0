package dev.fairlead.transport.http;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The server's side of WebSocket, by the letter of RFC 6455 and independent of the code tested. */
final class WebSocketPeer {

  static final int CONTINUATION = 0;
  static final int TEXT = 1;
  static final int BINARY = 2;
  static final int CLOSE = 8;
  static final int PING = 9;
  static final int PONG = 10;

  private static final Pattern KEY = Pattern.compile("(?im)^Sec-WebSocket-Key: *(\\S+)\\s*$");

  private final ServerConnection connection;

  private WebSocketPeer(ServerConnection connection) {
    this.connection = connection;
  }

  /** What a client sent. */
  record Frame(int opcode, boolean masked, ByteBuffer payload) {

    int code() {
      return payload.getShort(0) & 0xffff;
    }

    byte[] bytes() {
      byte[] copy = new byte[payload.remaining()];
      payload.duplicate().get(copy);
      return copy;
    }

    String text() {
      return new String(bytes(), StandardCharsets.UTF_8);
    }
  }

  /** Switches as the client asks for it, with more headers, each with its line end. */
  static WebSocketPeer accept(ServerConnection connection, String more) throws IOException {
    return accept(connection, connection.readHead(), more);
  }

  static WebSocketPeer accept(ServerConnection connection, String head, String more)
      throws IOException {
    connection.write(answer(head, more));
    return new WebSocketPeer(connection);
  }

  static String answer(String head, String more) {
    Matcher key = KEY.matcher(head);
    if (!key.find()) {
      throw new AssertionError("no key in: " + head);
    }
    return "HTTP/1.1 101 Switching Protocols\r\nUpgrade: WebSocket\r\nConnection: Upgrade\r\n"
        + ("Sec-WebSocket-Accept: " + accept(key.group(1)) + "\r\n")
        + more
        + "\r\n";
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

  /** A frame as servers send it, whole and last of its message. */
  static byte[] frame(int opcode, byte[] payload) {
    return frame(opcode, true, payload);
  }

  static byte[] frame(int opcode, boolean last, byte[] payload) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write((last ? 0x80 : 0) | opcode);
    if (payload.length < 126) {
      out.write(payload.length);
    } else if (payload.length < 1 << 16) {
      out.write(126);
      out.writeBytes(ByteBuffer.allocate(2).putShort((short) payload.length).array());
    } else {
      out.write(127);
      out.writeBytes(ByteBuffer.allocate(8).putLong(payload.length).array());
    }
    out.writeBytes(payload);
    return out.toByteArray();
  }

  static byte[] close(int code, String reason) {
    byte[] words = reason.getBytes(StandardCharsets.UTF_8);
    return frame(
        CLOSE, ByteBuffer.allocate(2 + words.length).putShort((short) code).put(words).array());
  }

  static byte[] text(String text) {
    return frame(TEXT, text.getBytes(StandardCharsets.UTF_8));
  }

  ServerConnection connection() {
    return connection;
  }

  void send(byte[]... frames) throws IOException {
    for (byte[] frame : frames) {
      connection.write(frame);
    }
  }

  /** The client's next frame. */
  Frame receive() throws IOException {
    byte[] start = connection.read(2);
    int length = start[1] & 0x7f;
    if (length == 126) {
      length = ByteBuffer.wrap(connection.read(2)).getShort() & 0xffff;
    } else if (length == 127) {
      length = Math.toIntExact(ByteBuffer.wrap(connection.read(8)).getLong());
    }
    boolean masked = start[1] < 0;
    byte[] mask = masked ? connection.read(4) : new byte[4];
    byte[] payload = connection.read(length);
    for (int i = 0; i < length; i++) {
      payload[i] ^= mask[i % 4];
    }
    return new Frame(start[0] & 0x0f, masked, ByteBuffer.wrap(payload));
  }
}
