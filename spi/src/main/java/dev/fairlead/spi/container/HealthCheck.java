package dev.fairlead.spi.container;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A command that tells whether a container is well.
 *
 * @param command what is executed inside; its exit code 0 means well. Empty switches off the check
 *     that the image brings
 * @param shell whether the command is one line for the image's shell
 * @param interval pause between two checks; empty for the runtime's default
 * @param timeout how long one check may take; empty for the runtime's default
 * @param startPeriod how long failures do not count after the start; empty for the runtime's
 *     default
 * @param retries how many failures in a row mean unwell; empty for the runtime's default
 */
public record HealthCheck(
    List<String> command,
    Form shell,
    Optional<Duration> interval,
    Optional<Duration> timeout,
    Optional<Duration> startPeriod,
    OptionalInt retries) {

  /** How a command is meant. */
  public enum Form {
    /** A program and its arguments. */
    EXEC,
    /** One line for the image's shell. */
    SHELL
  }

  /** Checks and copies. */
  public HealthCheck {
    command = List.copyOf(command);
    Objects.requireNonNull(shell, "shell");
    Objects.requireNonNull(interval, "interval");
    Objects.requireNonNull(timeout, "timeout");
    Objects.requireNonNull(startPeriod, "startPeriod");
    Objects.requireNonNull(retries, "retries");
    if (shell == Form.SHELL && command.size() != 1) {
      throw new IllegalArgumentException("a shell command is exactly one line");
    }
  }

  /**
   * A check by a program, with the runtime's defaults.
   *
   * @param command program and arguments, not empty
   * @return the check
   */
  public static HealthCheck exec(List<String> command) {
    return new HealthCheck(
        command,
        Form.EXEC,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        OptionalInt.empty());
  }

  /**
   * No check, also where the image brings one.
   *
   * @return the check that is none
   */
  public static HealthCheck disabled() {
    return exec(List.of());
  }
}
