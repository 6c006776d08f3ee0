package dev.fairlead.app.copy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.Objects;
import java.util.function.Consumer;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.SynchronousSink;
import reactor.core.scheduler.Schedulers;

/**
 * Packs a file or a directory of this machine, reading on only while somebody takes what was
 * packed. Symbolic links stay links.
 */
public final class Packing {

  private static final int CHUNK = 64 * 1024;

  /** A directory under way. */
  private record Open(DirectoryStream<Path> stream, Iterator<Path> children, String prefix) {}

  private final Owners owners;
  private final Consumer<String> notices;
  private final ByteArrayOutputStream packed = new ByteArrayOutputStream(2 * CHUNK);
  private final TarArchiveOutputStream tar =
      new TarArchiveOutputStream(packed, StandardCharsets.UTF_8.name());
  private final Deque<Open> directories = new ArrayDeque<>();
  private final byte[] buffer = new byte[CHUNK];
  private @Nullable InputStream file;
  private Path fileName;
  private long left;
  private boolean done;

  private Packing(Path source, String name, Owners owners, Consumer<String> notices)
      throws IOException {
    this.owners = owners;
    this.notices = notices;
    this.fileName = source;
    tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
    tar.setBigNumberMode(TarArchiveOutputStream.BIGNUMBER_POSIX);
    tar.setAddPaxHeadersForNonAsciiNames(true);
    add(source, name);
  }

  /**
   * Packs. Nothing is opened before the subscription; cancelling closes what is open.
   *
   * @param source the file, directory or link
   * @param name what it is called in the archive; {@code .} for what is in a directory
   * @param owners whom the files belong to in the archive
   * @param notices told what was left out
   * @return the archive; {@link CopyException} if something cannot be read, or changes meanwhile
   */
  public static Flux<ByteBuffer> of(
      Path source, String name, Owners owners, Consumer<String> notices) {
    return Flux.<ByteBuffer, Packing>generate(
            () -> new Packing(source, name, owners, notices),
            (packing, sink) -> packing.next(sink),
            Packing::close)
        .subscribeOn(Schedulers.boundedElastic())
        .onErrorMap(IOException.class, e -> new CopyException("cannot read " + Failures.of(e), e));
  }

  private Packing next(SynchronousSink<ByteBuffer> sink) {
    try {
      while (!done && packed.size() < CHUNK) {
        step();
      }
      if (packed.size() == 0) {
        sink.complete();
      } else {
        sink.next(ByteBuffer.wrap(packed.toByteArray()).asReadOnlyBuffer());
        packed.reset();
      }
    } catch (DirectoryIteratorException e) {
      sink.error(Objects.requireNonNull(e.getCause(), "cause"));
    } catch (IOException | CopyException e) {
      sink.error(e);
    }
    return this;
  }

  private void step() throws IOException {
    if (file != null) {
      copy(file);
      return;
    }
    Open directory = directories.peek();
    if (directory == null) {
      tar.finish();
      done = true;
    } else if (directory.children().hasNext()) {
      Path child = directory.children().next();
      add(child, directory.prefix() + child.getFileName());
    } else {
      directories.pop().stream().close();
    }
  }

  @SuppressWarnings("StreamResourceLeak") // closed when it is through, or with all that is open
  private void add(Path path, String name) throws IOException {
    BasicFileAttributes facts =
        Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    if (facts.isSymbolicLink()) {
      TarArchiveEntry entry = entry(path, name, TarConstants.LF_SYMLINK, facts);
      entry.setLinkName(Files.readSymbolicLink(path).toString());
      tar.putArchiveEntry(entry);
      tar.closeArchiveEntry();
    } else if (facts.isDirectory()) {
      tar.putArchiveEntry(entry(path, name + "/", TarConstants.LF_DIR, facts));
      tar.closeArchiveEntry();
      DirectoryStream<Path> children = Files.newDirectoryStream(path);
      directories.push(new Open(children, children.iterator(), name + "/"));
    } else if (facts.isRegularFile()) {
      InputStream content = Files.newInputStream(path, LinkOption.NOFOLLOW_LINKS);
      file = content;
      fileName = path;
      left = facts.size();
      TarArchiveEntry entry = entry(path, name, TarConstants.LF_NORMAL, facts);
      entry.setSize(left);
      tar.putArchiveEntry(entry);
    } else {
      notices.accept("left out " + path + ": it is neither a file, a directory nor a link");
    }
  }

  private TarArchiveEntry entry(Path path, String name, byte kind, BasicFileAttributes facts)
      throws IOException {
    FileModes.Facts modes = FileModes.of(path, facts.isDirectory());
    TarArchiveEntry entry = new TarArchiveEntry(name, kind);
    entry.setMode(modes.mode());
    entry.setLastModifiedTime(facts.lastModifiedTime());
    entry.setUserId(owners == Owners.SOURCE ? modes.uid() : 0);
    entry.setGroupId(owners == Owners.SOURCE ? modes.gid() : 0);
    return entry;
  }

  private void copy(InputStream content) throws IOException {
    if (left > 0) {
      int length = content.read(buffer, 0, (int) Math.min(buffer.length, left));
      if (length < 0) {
        throw new CopyException(fileName + " became shorter while it was copied");
      }
      tar.write(buffer, 0, length);
      left -= length;
    }
    if (left == 0) {
      tar.closeArchiveEntry();
      content.close();
      file = null;
    }
  }

  private void close() {
    try {
      if (file != null) {
        file.close();
      }
      for (Open directory : directories) {
        directory.stream().close();
      }
    } catch (IOException e) {
      notices.accept("could not close " + Failures.of(e));
    }
  }
}
