package dev.fairlead.process.internal.supervisor;

import java.nio.ByteBuffer;

/**
 * How output is kept: records of one byte for the stream, eight for the time in nanoseconds since
 * 1970, four for the length, and that many bytes; numbers with the highest byte first.
 */
public final class LogFormat {

  /** Name of the file. */
  public static final String FILE = "log";

  /** Standard output. */
  public static final byte STDOUT = 1;

  /** Standard error. */
  public static final byte STDERR = 2;

  /** What comes before the bytes of a record. */
  public static final int HEADER_BYTES = 13;

  /** The most bytes of one record. */
  public static final int MAX_BYTES = 65_536;

  private LogFormat() {}

  /**
   * Writes a header.
   *
   * @param target where to
   * @param stream {@link #STDOUT} or {@link #STDERR}
   * @param timeNanos nanoseconds since 1970
   * @param length bytes that follow
   */
  static void putHeader(ByteBuffer target, byte stream, long timeNanos, int length) {
    target.put(stream).putLong(timeNanos).putInt(length);
  }
}
