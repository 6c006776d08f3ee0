package dev.fairlead.core;

import dev.fairlead.spi.container.Exit;
import java.util.Objects;

/**
 * How an executed command ended and what it wrote.
 *
 * @param exit how it ended
 * @param stdout the beginning of its standard output, and of all output of a terminal
 * @param stderr the beginning of its standard error
 */
public record ExecResult(Exit exit, CapturedOutput stdout, CapturedOutput stderr) {

  /** Checks that no part is null. */
  public ExecResult {
    Objects.requireNonNull(exit, "exit");
    Objects.requireNonNull(stdout, "stdout");
    Objects.requireNonNull(stderr, "stderr");
  }
}
