package dev.fairlead.core;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * The beginning of an output stream.
 *
 * @param bytes what was kept, read-only; each call of the accessor returns an independent view from
 *     the first byte to the last
 * @param totalBytes how much was written in all
 */
public record CapturedOutput(ByteBuffer bytes, long totalBytes) {

  /** Checks, and takes a read-only view. */
  public CapturedOutput {
    bytes = bytes.asReadOnlyBuffer().slice();
    if (totalBytes < bytes.remaining()) {
      throw new IllegalArgumentException("more was kept than written");
    }
  }

  @Override
  public ByteBuffer bytes() {
    return bytes.duplicate();
  }

  /**
   * Whether more was written than was kept.
   *
   * @return true if the end is missing
   */
  public boolean truncated() {
    return totalBytes > bytes.remaining();
  }

  /**
   * What was kept, as text. A character that is cut by the bound becomes U+FFFD.
   *
   * @return what was kept, decoded as UTF-8
   */
  public String text() {
    return StandardCharsets.UTF_8.decode(bytes()).toString();
  }
}
