package dev.fairlead.app;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What it means that a standard stream of this process could not be written. */
final class WriteFailure {

  private static final String BROKEN_PIPE = "Broken pipe";

  private WriteFailure() {}

  /**
   * A reader that has gone is one thing, output that is lost another. The platform tells them apart
   * only in words of the user's language, so the descriptor is looked at too (Linux, proc(5)).
   *
   * @param descriptor 1 for standard output, 2 for standard error
   * @param cause what writing said
   * @return {@link ClosedPipeException}, or the failure
   */
  static RuntimeException of(int descriptor, IOException cause) {
    if (BROKEN_PIPE.equals(cause.getMessage()) || isPipe(descriptor)) {
      return new ClosedPipeException(cause);
    }
    String name = descriptor == 1 ? "standard output" : "standard error";
    return new UncheckedIOException(
        name + " could not be written: " + cause.getMessage() + "; some output is lost", cause);
  }

  private static boolean isPipe(int descriptor) {
    try {
      String target = Files.readSymbolicLink(Path.of("/proc/self/fd/" + descriptor)).toString();
      return target.startsWith("pipe:") || target.startsWith("socket:");
    } catch (IOException e) {
      return false;
    }
  }
}
