package dev.fairlead.spi.log;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/**
 * A piece of output, byte for byte. Where one piece ends and the next begins means nothing: neither
 * lines nor characters respect it.
 *
 * @param stream where it was written to
 * @param bytes the content, read-only and owned by this frame: it never changes afterwards. Each
 *     call of the accessor returns an independent view from the first byte to the last
 * @param timestamp when the runtime took it in; empty unless it was asked for and the runtime tells
 */
public record OutputFrame(StandardStream stream, ByteBuffer bytes, Optional<Instant> timestamp)
    implements LogEvent {

  /** Checks, and takes a read-only view. */
  public OutputFrame {
    Objects.requireNonNull(stream, "stream");
    Objects.requireNonNull(timestamp, "timestamp");
    bytes = bytes.asReadOnlyBuffer().slice();
  }

  /**
   * A piece without a time.
   *
   * @param stream where it was written to
   * @param bytes the content, not to be changed afterwards
   * @return the frame
   */
  public static OutputFrame of(StandardStream stream, ByteBuffer bytes) {
    return new OutputFrame(stream, bytes, Optional.empty());
  }

  @Override
  public ByteBuffer bytes() {
    return bytes.duplicate();
  }

  /**
   * How many bytes there are.
   *
   * @return the number of bytes
   */
  public int size() {
    return bytes.remaining();
  }

  /**
   * The content as text. A character that is cut by the end of the frame becomes U+FFFD: where that
   * matters, {@link LogLines} decodes across frames.
   *
   * @return the content decoded as UTF-8
   */
  public String text() {
    return StandardCharsets.UTF_8.decode(bytes()).toString();
  }
}
