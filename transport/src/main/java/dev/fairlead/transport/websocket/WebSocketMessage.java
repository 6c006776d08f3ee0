package dev.fairlead.transport.websocket;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/**
 * A whole message, in however many frames it came.
 *
 * @param kind what it says of itself
 * @param bytes its content, read-only; that of a text is UTF-8. Each call of the accessor returns
 *     an independent view from the first byte to the last
 */
public record WebSocketMessage(Kind kind, ByteBuffer bytes) {

  /** What a message says of itself. */
  public enum Kind {
    /** Bytes of any kind. */
    BINARY,
    /** UTF-8. */
    TEXT
  }

  /** Checks, and takes a read-only view. */
  public WebSocketMessage {
    Objects.requireNonNull(kind, "kind");
    bytes = bytes.asReadOnlyBuffer().slice();
  }

  /**
   * A message of bytes.
   *
   * @param bytes its content, not to be changed afterwards
   * @return the message
   */
  public static WebSocketMessage binary(ByteBuffer bytes) {
    return new WebSocketMessage(Kind.BINARY, bytes);
  }

  /**
   * A message of text.
   *
   * @param text its content
   * @return the message
   */
  public static WebSocketMessage text(String text) {
    return new WebSocketMessage(Kind.TEXT, ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
  }

  @Override
  public ByteBuffer bytes() {
    return bytes.duplicate();
  }

  /**
   * The content as text.
   *
   * @return the content decoded as UTF-8
   */
  public String text() {
    return StandardCharsets.UTF_8.decode(bytes()).toString();
  }
}
