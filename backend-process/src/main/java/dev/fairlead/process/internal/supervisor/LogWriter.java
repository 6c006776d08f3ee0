package dev.fairlead.process.internal.supervisor;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.concurrent.TimeUnit;

/** Appends output to the log. A disk that is full makes the process wait, and loses nothing. */
final class LogWriter implements Closeable {

  private static final long RETRY_MILLIS = 100;

  private final FileChannel file;
  private final ByteBuffer record =
      ByteBuffer.allocateDirect(LogFormat.HEADER_BYTES + LogFormat.MAX_BYTES);
  private final Runnable grown;
  private long size;
  private long lastNanos;
  private boolean closed;

  private LogWriter(FileChannel file, Runnable grown) throws IOException {
    this.file = file;
    this.grown = grown;
    this.size = file.size();
  }

  static LogWriter open(Path path, Runnable grown) throws IOException {
    FileChannel file = FileChannel.open(path, StandardOpenOption.WRITE);
    try {
      file.position(file.size());
      return new LogWriter(file, grown);
    } catch (IOException e) {
      file.close();
      throw e;
    }
  }

  /** Where the next record begins: all before it is whole. */
  synchronized long size() {
    return size;
  }

  void append(byte stream, byte[] bytes, int length) throws IOException {
    synchronized (this) {
      Instant now = Instant.now();
      lastNanos =
          Math.max(lastNanos, TimeUnit.SECONDS.toNanos(now.getEpochSecond()) + now.getNano());
      record.clear();
      LogFormat.putHeader(record, stream, lastNanos, length);
      record.put(bytes, 0, length).flip();
      write();
      size += LogFormat.HEADER_BYTES + length;
    }
    grown.run();
  }

  private void write() throws IOException {
    while (!closed) {
      try {
        while (record.hasRemaining()) {
          file.write(record);
        }
        return;
      } catch (IOException e) {
        record.rewind();
        file.truncate(size);
        file.position(size);
        pause(e);
      }
    }
  }

  private void pause(IOException cause) throws IOException {
    long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(RETRY_MILLIS);
    try {
      for (long left = RETRY_MILLIS; left > 0 && !closed; ) {
        wait(left);
        left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw cause;
    }
  }

  @Override
  public synchronized void close() throws IOException {
    closed = true;
    notifyAll();
    file.close();
  }
}
