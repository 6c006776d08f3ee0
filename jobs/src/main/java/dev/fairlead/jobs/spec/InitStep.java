package dev.fairlead.jobs.spec;

import dev.fairlead.jobs.status.JobPart;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * Something that has to succeed once before any node of a job is made. Immutable.
 *
 * <p>It runs in a container of its own. What it does not say itself is that of the job's template:
 * environment, secrets, mounts, user and limits, and it sees the job's workspace and network. It
 * has no rank, no GPUs and no published ports.
 *
 * @param name its name: a-z first, then a-z, 0-9 and hyphens, at most 40 characters; neither {@code
 *     node} nor {@code pip}, which lines of nodes and of the installation of packages are tagged
 *     with
 * @param image its image; empty for that of the nodes
 * @param command what it executes, program and arguments, in place of the image's entry point
 * @param deadline how long it may take, positive
 */
public record InitStep(
    String name, Optional<String> image, List<String> command, Duration deadline) {

  /** As many as a job may have. */
  public static final int MOST = 20;

  /** How long a step may take unless somebody says otherwise. */
  public static final Duration DEFAULT_DEADLINE = Duration.ofMinutes(10);

  /** The name of the step that installs packages. */
  public static final String PIP = "pip";

  /** Checks all of it. */
  public InitStep {
    Objects.requireNonNull(image, "image");
    command = List.copyOf(command);
    refuseIf(
        !name.matches("[a-z]([a-z0-9-]{0,38}[a-z0-9])?"),
        "'"
            + name
            + "' cannot be the name of an init step: a-z first, then a-z, 0-9 and hyphens, at most"
            + " 40 characters");
    refuseIf(
        name.equals(JobPart.NODE) || name.equals(PIP),
        "no init step can be called '" + name + "': other lines are tagged with it");
    refuseIf(command.isEmpty() || command.get(0).isBlank(), "init step " + name + " does nothing");
    refuseIf(
        image.filter(String::isBlank).isPresent(), "the image of init step " + name + " is blank");
    refuseIf(
        deadline.isZero() || deadline.isNegative(),
        "the deadline of init step " + name + " must be positive");
  }

  /**
   * A step of the job's image, with the usual deadline.
   *
   * @param name its name
   * @param command what it executes
   * @return the step
   */
  public static InitStep of(String name, String... command) {
    return new InitStep(name, Optional.empty(), List.of(command), DEFAULT_DEADLINE);
  }

  /**
   * This step in another image.
   *
   * @param value the image
   * @return a copy
   */
  public InitStep withImage(String value) {
    return new InitStep(name, Optional.of(value), command, deadline);
  }

  /**
   * This step with another deadline.
   *
   * @param value how long it may take
   * @return a copy
   */
  public InitStep withDeadline(Duration value) {
    return new InitStep(name, image, command, value);
  }

  private static void refuseIf(boolean wrong, String words) {
    if (wrong) {
      throw new IllegalArgumentException(words);
    }
  }
}
