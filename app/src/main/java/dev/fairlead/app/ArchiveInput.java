package dev.fairlead.app;

import dev.fairlead.spi.ArchiveFile;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;

/** Where an archive comes from: a file, or standard input. */
final class ArchiveInput {

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
    return file(session, file).map(ArchiveFile::read).orElseGet(session.processIo()::input);
  }

  /**
   * The file of an archive.
   *
   * @param session whose directory is used
   * @param file name of the file; null or {@code -} for standard input
   * @return the file; empty for standard input
   * @throws IllegalArgumentException if there is no such file
   */
  static Optional<Path> file(Session session, @Nullable String file) {
    if (file == null || file.equals("-")) {
      return Optional.empty();
    }
    Path path = session.terminal().directory().resolve(file);
    if (Files.isDirectory(path)) {
      throw new IllegalArgumentException("'" + file + "' is a directory, not an archive");
    }
    if (!Files.exists(path)) {
      throw new IllegalArgumentException("there is no file '" + file + "'");
    }
    return Optional.of(path);
  }
}
