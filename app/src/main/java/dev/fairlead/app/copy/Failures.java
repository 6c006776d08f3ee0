package dev.fairlead.app.copy;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;

/** What went wrong with a file, in words: Java's own are often the bare name. */
final class Failures {

  private Failures() {}

  static String of(IOException error) {
    if (error instanceof NoSuchFileException missing) {
      return missing.getFile() + ": there is no such file or directory";
    }
    if (error instanceof AccessDeniedException denied) {
      return denied.getFile() + ": permission denied";
    }
    if (error instanceof FileAlreadyExistsException there) {
      return there.getFile() + ": it exists already";
    }
    if (error instanceof DirectoryNotEmptyException full) {
      return full.getFile() + ": it is a directory that is not empty";
    }
    if (error instanceof FileSystemException other && other.getReason() != null) {
      return other.getFile() + ": " + other.getReason();
    }
    return String.valueOf(error.getMessage());
  }
}
