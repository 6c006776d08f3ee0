package dev.fairlead.testbed;

import dev.fairlead.testbed.ScriptedDaemon.Answer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;

/** Answers of the kinds that daemons give, whole and broken. */
public final class Answers {

  private Answers() {}

  /**
   * A whole body of known length.
   *
   * @param status the status
   * @param body the body
   * @return the answer
   */
  public static Answer json(int status, String body) {
    return json(status, "", body);
  }

  /**
   * A whole body of known length.
   *
   * @param status the status
   * @param headers more headers, each with its line end
   * @param body the body
   * @return the answer
   */
  public static Answer json(int status, String headers, String body) {
    return (request, channel) -> {
      write(
          channel,
          "HTTP/1.1 "
              + status
              + " X\r\n"
              + headers
              + "Content-Length: "
              + body.getBytes(StandardCharsets.UTF_8).length
              + "\r\n\r\n"
              + body);
      return true;
    };
  }

  /**
   * A chunked body.
   *
   * @param whole whether it ends as it should; otherwise the connection ends behind the last chunk
   * @param parts the chunks
   * @return the answer
   */
  public static Answer chunked(boolean whole, byte[]... parts) {
    return (request, channel) -> {
      write(channel, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
      for (byte[] part : parts) {
        write(channel, Integer.toHexString(part.length) + "\r\n");
        write(channel, part);
        write(channel, "\r\n");
      }
      if (whole) {
        write(channel, "0\r\n\r\n");
      }
      return whole;
    };
  }

  /**
   * A head that promises a body, and then the end of the connection.
   *
   * @return the answer
   */
  public static Answer cutBody() {
    return chunked(false);
  }

  /**
   * A connection that is upgraded, carries bytes, and ends.
   *
   * @param bytes the bytes
   * @return the answer
   */
  public static Answer upgraded(byte[] bytes) {
    return (request, channel) -> {
      write(channel, "HTTP/1.1 101 UPGRADED\r\nConnection: Upgrade\r\nUpgrade: tcp\r\n\r\n");
      write(channel, bytes);
      return false;
    };
  }

  /**
   * An answer that takes the request, and never comes.
   *
   * @return the answer
   */
  public static Answer silence() {
    return (request, channel) -> {
      ByteBuffer one = ByteBuffer.allocate(1);
      return channel.read(one) > 0;
    };
  }

  /**
   * A head that promises a chunked body, of which nothing ever comes.
   *
   * @return the answer
   */
  public static Answer silentBody() {
    return (request, channel) -> {
      write(channel, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
      return silence().write(request, channel);
    };
  }

  /**
   * Writes text.
   *
   * @param channel where to
   * @param text the text
   * @throws IOException if the client went first
   */
  public static void write(SocketChannel channel, String text) throws IOException {
    write(channel, text.getBytes(StandardCharsets.UTF_8));
  }

  /**
   * Writes bytes.
   *
   * @param channel where to
   * @param bytes the bytes
   * @throws IOException if the client went first
   */
  public static void write(SocketChannel channel, byte[] bytes) throws IOException {
    ByteBuffer buffer = ByteBuffer.wrap(bytes);
    while (buffer.hasRemaining()) {
      channel.write(buffer);
    }
  }
}
