package dev.fairlead.app;

import java.io.PrintStream;
import reactor.core.Exceptions;

/** How errors are shown: one line that says what to do; the stack trace only on request. */
final class Failure {

  private Failure() {}

  /**
   * Shows an error.
   *
   * @param root the shared options
   * @param error the error
   * @return the exit code that it means
   */
  static int report(Fairlead root, Throwable error) {
    Throwable bare = Exceptions.unwrap(error);
    PrintStream err = root.terminal().err();
    err.println("fairlead: " + Printable.of(message(bare)));
    if (root.debug) {
      bare.printStackTrace(err);
    }
    return ExitCodes.of(bare);
  }

  private static String message(Throwable error) {
    String text = error.getMessage();
    return text == null || text.isBlank() ? error.toString() : text;
  }
}
