package dev.fairlead.app;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.SynchronousSink;
import reactor.core.scheduler.Schedulers;

/** Where an archive comes from: a file, or standard input. */
final class ArchiveInput {

  private static final int CHUNK = 64 * 1024;

  private ArchiveInput() {}

  /**
   * The bytes of an archive, read as they are asked for.
   *
   * @param session whose streams and directory are used
   * @param file name of the file; null or {@code -} for standard input
   * @return the bytes
   * @throws IllegalArgumentException if there is no such file
   */
  static Flux<ByteBuffer> open(Session session, @Nullable String file) {
    if (file == null || file.equals("-")) {
      return session.processIo().input();
    }
    Path path = session.terminal().directory().resolve(file);
    if (Files.isDirectory(path)) {
      throw new IllegalArgumentException("'" + file + "' is a directory, not an archive");
    }
    if (!Files.exists(path)) {
      throw new IllegalArgumentException("there is no file '" + file + "'");
    }
    return read(path);
  }

  private static Flux<ByteBuffer> read(Path path) {
    return Flux.<ByteBuffer, FileChannel>generate(
            () -> channel(path), ArchiveInput::next, ArchiveInput::close)
        .subscribeOn(Schedulers.boundedElastic());
  }

  private static FileChannel channel(Path path) throws IOException {
    try {
      return FileChannel.open(path);
    } catch (NoSuchFileException e) {
      throw new IllegalArgumentException("there is no file '" + path + "'", e);
    }
  }

  private static FileChannel next(FileChannel channel, SynchronousSink<ByteBuffer> sink) {
    ByteBuffer bytes = ByteBuffer.allocate(CHUNK);
    try {
      if (channel.read(bytes) < 0) {
        sink.complete();
      } else {
        sink.next(bytes.flip().asReadOnlyBuffer());
      }
    } catch (IOException e) {
      sink.error(new UncheckedIOException("the archive could not be read", e));
    }
    return channel;
  }

  private static void close(FileChannel channel) {
    try {
      channel.close();
    } catch (IOException e) {
      throw new UncheckedIOException("the archive could not be closed", e);
    }
  }
}
