package dev.fairlead.process.internal.supervisor;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The directory that all containers of this backend are kept in, and who may change its structure
 * when. Blocks.
 *
 * @param path the directory, absolute
 */
public record Home(Path path) {

  /** Name of the file, in each container's directory, that its supervisor holds a lock on. */
  public static final String LOCK = "lock";

  /** Locks of the file system are per process; this one is between the threads of this process. */
  private static final Map<Path, ReentrantLock> LOCKS = new ConcurrentHashMap<>();

  private static final Set<PosixFilePermission> PRIVATE_DIRECTORY =
      PosixFilePermissions.fromString("rwx------");
  private static final Set<PosixFilePermission> PRIVATE_FILE =
      PosixFilePermissions.fromString("rw-------");

  /**
   * Something that is done while nobody else changes the structure.
   *
   * @param <T> type of the result
   */
  @FunctionalInterface
  public interface Change<T extends @Nullable Object> {
    /**
     * Does it.
     *
     * @return the result
     * @throws IOException if it fails
     */
    T make() throws IOException;
  }

  /** Checks that the path is absolute. */
  public Home {
    if (!path.isAbsolute()) {
      throw new IllegalArgumentException(path + " is not absolute");
    }
  }

  /**
   * Makes the directory and its parts, for this user alone.
   *
   * @throws IOException if it cannot be made
   */
  public void prepare() throws IOException {
    Path parent = path.getParent();
    if (parent != null) {
      Files.createDirectories(parent);
    }
    for (Path each : new Path[] {path, containers(), names(), path.resolve("trash")}) {
      makePrivate(each);
    }
  }

  /**
   * Deletes what was being made or removed when its process was killed.
   *
   * @throws IOException if something cannot be deleted
   */
  public void clean() throws IOException {
    locked(
        () -> {
          try (DirectoryStream<Path> entries = Files.newDirectoryStream(path.resolve("trash"))) {
            for (Path entry : entries) {
              deleteTree(entry);
            }
          }
          return true;
        });
  }

  private static void makePrivate(Path directory) throws IOException {
    if (Files.isDirectory(directory)) {
      return;
    }
    try {
      Files.createDirectory(directory, PosixFilePermissions.asFileAttribute(PRIVATE_DIRECTORY));
    } catch (FileAlreadyExistsException e) {
      // Another process made it at the same moment; unless it is something else.
      if (!Files.isDirectory(directory)) {
        throw e;
      }
    }
  }

  /**
   * Where containers are.
   *
   * @return a directory with one directory for each, by id
   */
  public Path containers() {
    return path.resolve("containers");
  }

  /**
   * Where names are.
   *
   * @return a directory with one file for each, holding the id
   */
  public Path names() {
    return path.resolve("names");
  }

  /**
   * The directory of one container.
   *
   * @param id its id
   * @return the directory, which need not exist
   */
  public Path container(String id) {
    return containers().resolve(id);
  }

  /**
   * Changes the structure while nobody else does, in whatever process.
   *
   * @param <T> type of the result
   * @param change what to do
   * @return its result
   * @throws IOException if it fails
   */
  public <T extends @Nullable Object> T locked(Change<T> change) throws IOException {
    ReentrantLock lock = LOCKS.computeIfAbsent(path, key -> new ReentrantLock());
    lock.lock();
    try (FileChannel channel =
            FileChannel.open(
                path.resolve(LOCK),
                Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE),
                privateFile());
        FileLock held = channel.lock()) {
      if (!held.isValid()) {
        throw new IOException("the lock of " + path + " was lost");
      }
      return change.make();
    } finally {
      lock.unlock();
    }
  }

  /**
   * Removes a container and its name, if it is there; to be called while {@link #locked}.
   *
   * @param id its id
   * @param name its name
   * @throws IOException if it cannot be removed
   */
  public void remove(String id, String name) throws IOException {
    Path gone = path.resolve("trash").resolve(id + "-" + UUID.randomUUID());
    try {
      Files.move(container(id), gone, StandardCopyOption.ATOMIC_MOVE);
    } catch (NoSuchFileException e) {
      return;
    }
    Path nameFile = names().resolve(name);
    if (Files.exists(nameFile) && Files.readString(nameFile).equals(id)) {
      Files.delete(nameFile);
    }
    deleteTree(gone);
  }

  /**
   * Attributes of a file for this user alone.
   *
   * @return mode 0600
   */
  public static FileAttribute<?> privateFile() {
    return PosixFilePermissions.asFileAttribute(PRIVATE_FILE);
  }

  /**
   * Attributes of a directory for this user alone.
   *
   * @return mode 0700
   */
  public static FileAttribute<?> privateDirectory() {
    return PosixFilePermissions.asFileAttribute(PRIVATE_DIRECTORY);
  }

  /**
   * Deletes a directory with all that is in it.
   *
   * @param directory what to delete
   * @throws IOException if something cannot be deleted
   */
  public static void deleteTree(Path directory) throws IOException {
    Files.walkFileTree(
        directory,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Files.deleteIfExists(file);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path each, @Nullable IOException failure)
              throws IOException {
            Files.deleteIfExists(each);
            return FileVisitResult.CONTINUE;
          }
        });
  }
}
