package dev.fairlead.jobs.internal.workspace;

import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One removal of a directory that was proved to be ours. What cannot be removed does not keep the
 * rest, and the marker goes last: what is left can still be told from what is not ours.
 */
final class WorkspaceRemoval extends SimpleFileVisitor<Path> {

  private final WorkspaceDirectory ours;
  private int failures;
  private @Nullable Path first;
  private @Nullable IOException cause;

  WorkspaceRemoval(WorkspaceDirectory ours) {
    this.ours = ours;
  }

  /** Removes; blocks for as long as the file system takes. */
  void run() {
    try {
      Files.walkFileTree(ours.path(), this);
    } catch (IOException e) {
      failed(ours.path(), e);
    }
    if (failures == 0) {
      delete(ours.marker());
      delete(ours.path());
    }
  }

  /** What could not be removed, in words; empty if all is gone. */
  Optional<String> trouble() {
    if (cause == null) {
      return Optional.empty();
    }
    String others = failures > 1 ? " and " + (failures - 1) + " more" : "";
    return Optional.of(first + others + " (" + WorkspaceFiles.words(cause) + ")");
  }

  @Override
  public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
    if (!file.equals(ours.marker())) {
      delete(file);
    }
    return FileVisitResult.CONTINUE;
  }

  @Override
  public FileVisitResult visitFileFailed(Path file, IOException error) {
    failed(file, error);
    return FileVisitResult.CONTINUE;
  }

  @Override
  public FileVisitResult postVisitDirectory(Path directory, @Nullable IOException error) {
    if (error != null) {
      failed(directory, error);
    } else if (!directory.equals(ours.path())) {
      delete(directory);
    }
    return FileVisitResult.CONTINUE;
  }

  private void delete(Path path) {
    try {
      Files.delete(path);
    } catch (NoSuchFileException gone) {
      // A process of the job that is about to end may have removed it itself.
      return;
    } catch (DirectoryNotEmptyException e) {
      if (failures == 0) {
        failed(path, e);
      }
    } catch (IOException e) {
      failed(path, e);
    }
  }

  private void failed(Path path, IOException error) {
    failures++;
    if (cause == null) {
      first = path;
      cause = error;
    }
  }
}
