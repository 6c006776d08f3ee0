package dev.fairlead.process.internal.supervisor;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import org.jspecify.annotations.Nullable;

/** Reads the log forward, record by record, in constant memory. For one thread at a time. */
public final class LogScanner {

  private static final int BUFFER_BYTES = 2 * (LogFormat.HEADER_BYTES + LogFormat.MAX_BYTES);

  private final FileChannel file;
  private final ByteBuffer buffer = ByteBuffer.allocate(BUFFER_BYTES).limit(0);
  private long position;

  /**
   * Starts at a record.
   *
   * @param file the open log
   * @param position where a record begins
   */
  public LogScanner(FileChannel file, long position) {
    this.file = file;
    this.position = position;
  }

  /**
   * A record.
   *
   * @param stream {@link LogFormat#STDOUT} or {@link LogFormat#STDERR}
   * @param timeNanos nanoseconds since 1970
   * @param bytes what was written, read-only
   */
  public record Entry(byte stream, long timeNanos, ByteBuffer bytes) {}

  /**
   * Where the next record begins.
   *
   * @return the offset in bytes
   */
  public long position() {
    return position;
  }

  /**
   * Reads the next record.
   *
   * @param limit offset up to which records are known to be whole
   * @return the record; null if there is no whole one before the limit
   * @throws IOException if the file cannot be read, or holds something else
   */
  public @Nullable Entry next(long limit) throws IOException {
    if (!have(LogFormat.HEADER_BYTES, limit)) {
      return null;
    }
    int start = buffer.position();
    byte stream = buffer.get(start);
    long time = buffer.getLong(start + 1);
    int length = buffer.getInt(start + 9);
    if ((stream != LogFormat.STDOUT && stream != LogFormat.STDERR)
        || length < 0
        || length > LogFormat.MAX_BYTES) {
      throw new IOException("the log has no record at byte " + position);
    }
    if (!have(LogFormat.HEADER_BYTES + length, limit)) {
      return null;
    }
    byte[] bytes = new byte[length];
    buffer.position(buffer.position() + LogFormat.HEADER_BYTES);
    buffer.get(bytes);
    position += LogFormat.HEADER_BYTES + length;
    return new Entry(stream, time, ByteBuffer.wrap(bytes).asReadOnlyBuffer());
  }

  private boolean have(int bytes, long limit) throws IOException {
    if (position + bytes > limit) {
      return false;
    }
    if (buffer.remaining() >= bytes) {
      return true;
    }
    buffer.compact();
    long from = position + buffer.position();
    while (buffer.position() < bytes) {
      int length = file.read(buffer, from);
      if (length < 0) {
        break;
      }
      from += length;
    }
    buffer.flip();
    return buffer.remaining() >= bytes;
  }
}
