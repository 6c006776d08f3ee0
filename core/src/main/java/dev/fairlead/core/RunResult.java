package dev.fairlead.core;

import dev.fairlead.spi.container.ContainerId;
import dev.fairlead.spi.container.Exit;
import java.util.Objects;

/**
 * How a container ended and what it wrote.
 *
 * @param container its id; it may have been removed already
 * @param exit how it ended
 * @param stdout the beginning of its standard output, and of all output of a terminal
 * @param stderr the beginning of its standard error
 */
public record RunResult(
    ContainerId container, Exit exit, CapturedOutput stdout, CapturedOutput stderr) {

  /** Checks that no part is null. */
  public RunResult {
    Objects.requireNonNull(container, "container");
    Objects.requireNonNull(exit, "exit");
    Objects.requireNonNull(stdout, "stdout");
    Objects.requireNonNull(stderr, "stderr");
  }
}
