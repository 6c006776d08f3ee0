package dev.fairlead.spi.image;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Objects;
import org.reactivestreams.Publisher;

/** The files that a build can use. */
public sealed interface BuildContext permits BuildContext.Directory, BuildContext.Tar {

  /**
   * A directory of this machine; a {@code .dockerignore} in it is honoured.
   *
   * @param path the directory
   * @return the context
   */
  static BuildContext directory(Path path) {
    return new Directory(path);
  }

  /**
   * An archive.
   *
   * @param content the bytes of a tar archive, subscribed to once by each build
   * @return the context
   */
  static BuildContext tar(Publisher<ByteBuffer> content) {
    return new Tar(content);
  }

  /**
   * A directory of this machine.
   *
   * @param path the directory; it is read when the build starts
   */
  record Directory(Path path) implements BuildContext {

    /** Checks that the path is given. */
    public Directory {
      Objects.requireNonNull(path, "path");
    }
  }

  /**
   * An archive.
   *
   * @param content the bytes of an uncompressed tar archive; must allow a subscription by each
   *     build
   */
  record Tar(Publisher<ByteBuffer> content) implements BuildContext {

    /** Checks that the archive is given. */
    public Tar {
      Objects.requireNonNull(content, "content");
    }

    @Override
    public String toString() {
      return "Tar[…]";
    }
  }
}
