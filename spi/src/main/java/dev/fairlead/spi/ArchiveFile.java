package dev.fairlead.spi;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import reactor.core.publisher.Flux;
import reactor.core.publisher.SynchronousSink;
import reactor.core.scheduler.Schedulers;

/**
 * Archives between streams and files, on threads that may block. Memory is bounded by a few pieces.
 * For backends that have no shorter way, and for archives that go through the caller anyway.
 */
public final class ArchiveFile {

  private static final int AHEAD = 4;
  private static final int PIECE_BYTES = 128 << 10;

  private ArchiveFile() {}

  /**
   * Writes an archive. Cancelling ends it with the piece that is being written.
   *
   * @param archive the bytes
   * @param target where they go, from where it stands; in blocking mode; neither forced to a disk
   *     nor closed
   * @return how many bytes have been written, told after each piece, by demand; signals {@link
   *     UncheckedIOException} when the target fails, and the errors of the archive
   */
  public static Flux<Long> write(Flux<ByteBuffer> archive, WritableByteChannel target) {
    Objects.requireNonNull(archive, "archive");
    Objects.requireNonNull(target, "target");
    return Flux.defer(
        () -> {
          AtomicLong written = new AtomicLong();
          return archive
              .publishOn(Schedulers.boundedElastic(), AHEAD)
              .map(bytes -> written.addAndGet(write(bytes, target)));
        });
  }

  private static int write(ByteBuffer bytes, WritableByteChannel target) {
    int length = bytes.remaining();
    try {
      while (bytes.hasRemaining()) {
        target.write(bytes);
      }
      return length;
    } catch (IOException e) {
      throw unwritable(e);
    }
  }

  /**
   * Reads an archive as it is asked for.
   *
   * @param archive the file, opened for each subscription and closed with it
   * @return its bytes as read-only buffers; signals {@link UncheckedIOException} when it cannot be
   *     read
   */
  public static Flux<ByteBuffer> read(Path archive) {
    Objects.requireNonNull(archive, "archive");
    return Flux.<ByteBuffer, FileChannel>generate(
            () -> FileChannel.open(archive), ArchiveFile::next, ArchiveFile::close)
        .onErrorMap(IOException.class, ArchiveFile::unreadable)
        .subscribeOn(Schedulers.boundedElastic());
  }

  private static FileChannel next(FileChannel channel, SynchronousSink<ByteBuffer> sink) {
    ByteBuffer bytes = ByteBuffer.allocate(PIECE_BYTES);
    try {
      if (channel.read(bytes) < 0) {
        sink.complete();
      } else {
        sink.next(bytes.flip().asReadOnlyBuffer());
      }
    } catch (IOException e) {
      sink.error(e);
    }
    return channel;
  }

  private static void close(FileChannel channel) {
    try {
      channel.close();
    } catch (IOException e) {
      throw unreadable(e);
    }
  }

  /**
   * What it means that a target fails.
   *
   * @param cause what it says
   * @return the error to signal
   */
  public static UncheckedIOException unwritable(IOException cause) {
    return new UncheckedIOException(
        "the archive could not be written: " + cause.getMessage(), cause);
  }

  /**
   * What it means that a file fails.
   *
   * @param cause what it says
   * @return the error to signal
   */
  public static UncheckedIOException unreadable(IOException cause) {
    return new UncheckedIOException("the archive could not be read: " + cause.getMessage(), cause);
  }
}
