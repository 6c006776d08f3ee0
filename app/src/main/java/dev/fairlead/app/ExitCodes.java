package dev.fairlead.app;

import dev.fairlead.spi.container.Exit;
import dev.fairlead.spi.container.Signal;
import dev.fairlead.spi.error.NotExecutableException;
import dev.fairlead.spi.error.NotFoundException;

/** The codes that the command ends with, besides those of containers. */
final class ExitCodes {

  /** All went well. */
  static final int OK = 0;

  /** The command line was malformed. */
  static final int USAGE = 2;

  /** Fairlead or the runtime failed; the container's own code is not known. */
  static final int FAILED = 125;

  /** The program inside exists and cannot be executed. */
  static final int NOT_EXECUTABLE = 126;

  /** The program inside was not found. */
  static final int NOT_FOUND = 127;

  private static final int SIGNAL_BASE = 128;

  private ExitCodes() {}

  /**
   * The code for the end of a container or of a command inside; {@link #FAILED} if none was seen.
   */
  static int of(Exit exit) {
    return exit.code().orElse(FAILED);
  }

  /** The code for an end by a signal that this process received. */
  static int of(Signal signal) {
    return SIGNAL_BASE + signal.number();
  }

  /** The code for an error. */
  static int of(Throwable error) {
    if (error instanceof IllegalArgumentException) {
      return USAGE;
    }
    if (error instanceof NotExecutableException) {
      return NOT_EXECUTABLE;
    }
    if (error instanceof NotFoundException missing
        && missing.kind() == NotFoundException.Kind.COMMAND) {
      return NOT_FOUND;
    }
    return FAILED;
  }
}
