package dev.fairlead.app.copy;

import dev.fairlead.spi.Cleanups;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.Function;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Files out of a container, as docker's users expect: what the target is called depends on what is
 * there. A new directory appears under its name when it is whole; in one that exists, each file
 * does.
 */
public final class CopyOut {

  private static final int LINKS = 32;

  private final Function<String, Flux<ByteBuffer>> archives;
  private final Links links;
  private final Owners owners;
  private final Consumer<String> notices;
  private final Cleanups cleanups;

  /**
   * Prepares copies out of one container.
   *
   * @param archives yields the archive of a path inside
   * @param links what becomes of a symbolic link that is the source itself
   * @param owners whom the files belong to afterwards
   * @param notices told what was left out
   * @param cleanups counts what goes on after a cancellation
   */
  public CopyOut(
      Function<String, Flux<ByteBuffer>> archives,
      Links links,
      Owners owners,
      Consumer<String> notices,
      Cleanups cleanups) {
    this.archives = archives;
    this.links = links;
    this.owners = owners;
    this.notices = notices;
    this.cleanups = cleanups;
  }

  /**
   * Copies.
   *
   * @param source the path inside
   * @param target the path of this machine as it was written
   * @param resolved the same, absolute
   * @return completes when all is there; {@link CopyException} if something cannot be written.
   *     Cancelling takes back what is not whole
   */
  public Mono<Void> copy(CopyPath source, CopyPath target, Path resolved) {
    return WaitingWork.of(() -> work(source, target, resolved), cleanups)
        .onErrorMap(IOException.class, e -> failed(target, e));
  }

  /** Java names the file where it opens one, not where it writes to one that is open. */
  private static CopyException failed(CopyPath target, IOException error) {
    String asked =
        error instanceof FileSystemException
            ? "cannot write "
            : "cannot copy to " + target.path() + ": ";
    return new CopyException(asked + Failures.of(error), error);
  }

  private void work(CopyPath source, CopyPath target, Path resolved) throws IOException {
    String path = source.inside();
    for (int hops = 0; hops < LINKS; hops++) {
      String asked = source.meansContents() || path.equals("/") ? path + "/." : path;
      try (InputStream bytes = new ChunkInput(archives.apply(asked));
          TarArchiveInputStream archive =
              new TarArchiveInputStream(bytes, StandardCharsets.UTF_8.name())) {
        TarArchiveEntry first = archive.getNextEntry();
        if (first == null) {
          throw new CopyException("the archive of " + asked + " is empty");
        }
        if (links == Links.KEEP || !first.isSymbolicLink()) {
          place(source, target, resolved, archive, first);
          drain(bytes);
          return;
        }
        path = CopyPath.follow(path, first.getLinkName());
      }
    }
    throw new CopyException(source.path() + ": too many symbolic links, one after another");
  }

  /** What is wrong with an archive may be told behind its end. */
  private static void drain(InputStream bytes) throws IOException {
    byte[] rest = new byte[8192];
    while (bytes.read(rest) >= 0) {
      // Only the end counts.
    }
  }

  private void place(
      CopyPath source,
      CopyPath target,
      Path resolved,
      TarArchiveInputStream archive,
      TarArchiveEntry first)
      throws IOException {
    String inside = source.inside();
    boolean contents = source.meansContents() || inside.equals("/");
    boolean directory = contents || first.isDirectory();
    Path root = root(target, resolved, directory, contents ? "" : CopyPath.name(inside));
    Target fenced = new Target(root, !contents);
    if (directory && !Files.exists(root, LinkOption.NOFOLLOW_LINKS)) {
      whole(fenced, archive, first);
    } else {
      new Unpacking(fenced, owners, notices).all(archive, first);
    }
  }

  /** Where the root of the archive goes: the rules of docker cp. */
  private static Path root(CopyPath target, Path resolved, boolean directory, String name)
      throws IOException {
    if (Files.isDirectory(resolved)) {
      Path real = resolved.toRealPath();
      return name.isEmpty() ? real : real.resolve(name);
    }
    boolean exists = Files.exists(resolved);
    if (exists && (directory || target.meansDirectory())) {
      throw new CopyException("cannot copy to " + target.path() + ": it is no directory");
    }
    if (exists) {
      return resolved.toRealPath();
    }
    if (!directory && target.meansDirectory()) {
      throw new CopyException("cannot copy to " + target.path() + ": there is no such directory");
    }
    Path last = Objects.requireNonNull(resolved.normalize());
    Path parent = last.getParent();
    if (parent == null || !Files.isDirectory(parent)) {
      throw new CopyException(
          "cannot copy to " + target.path() + ": there is no directory " + parent);
    }
    return parent.toRealPath().resolve(last.getFileName());
  }

  /** A new directory, which gets its name when nothing is missing any more. */
  private void whole(Target target, TarArchiveInputStream archive, TarArchiveEntry first)
      throws IOException {
    Path temporary = Unpacking.temporary(target.root());
    boolean done = false;
    try {
      new Unpacking(target.at(temporary), owners, notices).all(archive, first);
      Unpacking.move(temporary, target.root());
      done = true;
    } finally {
      if (!done) {
        delete(temporary);
      }
    }
  }

  private static void delete(Path tree) throws IOException {
    if (Files.exists(tree, LinkOption.NOFOLLOW_LINKS)) {
      Files.walkFileTree(tree, new Deletion());
    }
  }

  /** Deletes what it visits, and never what a link leads to. */
  private static final class Deletion extends SimpleFileVisitor<Path> {
    @Override
    public FileVisitResult preVisitDirectory(Path path, BasicFileAttributes facts)
        throws IOException {
      FileModes.mode(path, 0700);
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFile(Path path, BasicFileAttributes facts) throws IOException {
      Files.delete(path);
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult postVisitDirectory(Path path, @Nullable IOException error)
        throws IOException {
      Files.delete(path);
      return FileVisitResult.CONTINUE;
    }
  }
}
