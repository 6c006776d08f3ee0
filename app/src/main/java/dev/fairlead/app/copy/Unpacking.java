package dev.fairlead.app.copy;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.FileTime;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HexFormat;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.jspecify.annotations.Nullable;

/**
 * Unpacks entries of an archive. Each file is written under another name and renamed when it is
 * whole; modes and times of a directory are set when its entries are through.
 */
final class Unpacking {

  private static final int BUFFER = 64 * 1024;

  /** A directory whose entries are coming. */
  private record Open(Path path, TarArchiveEntry entry) {}

  private final Target target;
  private final Owners owners;
  private final Consumer<String> notices;
  private final Deque<Open> directories = new ArrayDeque<>();
  private final byte[] buffer = new byte[BUFFER];

  Unpacking(Target target, Owners owners, Consumer<String> notices) {
    this.target = target;
    this.owners = owners;
    this.notices = notices;
  }

  /** Unpacks an entry that was read, and all that follow. */
  void all(TarArchiveInputStream archive, TarArchiveEntry first) throws IOException {
    TarArchiveEntry entry = first;
    while (entry != null) {
      one(archive, entry);
      entry = archive.getNextEntry();
    }
    while (!directories.isEmpty()) {
      close(directories.pop());
    }
  }

  private void one(TarArchiveInputStream archive, TarArchiveEntry entry) throws IOException {
    Path place = target.place(entry.getName());
    while (!directories.isEmpty() && !place.startsWith(directories.peek().path())) {
      close(directories.pop());
    }
    if (entry.isDirectory()) {
      directory(place, entry);
    } else if (entry.isSymbolicLink()) {
      refuseDirectory(place);
      replace(place, name -> link(name, entry));
    } else if (entry.isLink()) {
      refuseDirectory(place);
      Path other = target.place(entry.getLinkName());
      replace(place, name -> Files.createLink(name, other));
    } else if (hasContent(entry)) {
      refuseDirectory(place);
      replace(place, name -> file(name, archive, entry));
    } else {
      notices.accept("left out " + place + ": it is neither a file, a directory nor a link");
    }
  }

  /** For the library everything is a file that is nothing else. */
  private static boolean hasContent(TarArchiveEntry entry) {
    return entry.isFile()
        && !entry.isFIFO()
        && !entry.isCharacterDevice()
        && !entry.isBlockDevice();
  }

  private void directory(Path place, TarArchiveEntry entry) throws IOException {
    if (!Files.isDirectory(place, LinkOption.NOFOLLOW_LINKS)) {
      if (Files.exists(place, LinkOption.NOFOLLOW_LINKS)) {
        throw new CopyException("cannot replace " + place + " by a directory");
      }
      Files.createDirectory(place);
    } else if (target.isForeignRoot(place)) {
      return;
    }
    directories.push(new Open(place, entry));
  }

  private static void refuseDirectory(Path place) {
    if (Files.isDirectory(place, LinkOption.NOFOLLOW_LINKS)) {
      throw new CopyException("cannot replace the directory " + place + " by something else");
    }
  }

  /** Makes what is to be there. */
  private interface Making {
    void under(Path name) throws IOException;
  }

  private static void replace(Path place, Making making) throws IOException {
    Path temporary = temporary(place);
    boolean done = false;
    try {
      making.under(temporary);
      move(temporary, place);
      done = true;
    } finally {
      if (!done) {
        Files.deleteIfExists(temporary);
      }
    }
  }

  /** A name beside another one that nobody has. */
  static Path temporary(Path place) {
    byte[] word = new byte[8];
    ThreadLocalRandom.current().nextBytes(word);
    return place.resolveSibling(".fairlead-cp-" + HexFormat.of().formatHex(word));
  }

  static void move(Path from, Path to) throws IOException {
    try {
      Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
    } catch (AtomicMoveNotSupportedException e) {
      Files.move(from, to, StandardCopyOption.REPLACE_EXISTING);
    }
  }

  private void link(Path name, TarArchiveEntry entry) throws IOException {
    Files.createSymbolicLink(name, Path.of(entry.getLinkName()));
    if (owners == Owners.SOURCE) {
      FileModes.owner(name, entry.getLongUserId(), entry.getLongGroupId());
    }
    times(name, entry.getLastModifiedTime());
  }

  private void file(Path name, TarArchiveInputStream archive, TarArchiveEntry entry)
      throws IOException {
    long written = 0;
    try (OutputStream out =
        Files.newOutputStream(name, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      for (int length = archive.read(buffer); length >= 0; length = archive.read(buffer)) {
        out.write(buffer, 0, length);
        written += length;
      }
    }
    if (written != entry.getRealSize()) {
      throw new CopyException(
          "the archive ends within " + entry.getName() + ", after " + written + " bytes of it");
    }
    finish(name, entry);
  }

  private void close(Open directory) throws IOException {
    finish(directory.path(), directory.entry());
  }

  private void finish(Path name, TarArchiveEntry entry) throws IOException {
    if (owners == Owners.SOURCE) {
      FileModes.owner(name, entry.getLongUserId(), entry.getLongGroupId());
    }
    FileModes.mode(name, entry.getMode());
    times(name, entry.getLastModifiedTime());
  }

  private static void times(Path name, @Nullable FileTime modified) throws IOException {
    BasicFileAttributeView view =
        Files.getFileAttributeView(name, BasicFileAttributeView.class, LinkOption.NOFOLLOW_LINKS);
    view.setTimes(modified, null, null);
  }
}
