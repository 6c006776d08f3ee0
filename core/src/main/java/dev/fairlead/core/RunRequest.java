package dev.fairlead.core;

import dev.fairlead.spi.PlanMode;
import dev.fairlead.spi.container.AttachOptions;
import dev.fairlead.spi.container.ContainerSpec;
import dev.fairlead.spi.container.ProcessSpec;
import dev.fairlead.spi.container.TerminalSize;
import dev.fairlead.spi.image.PullOptions;
import dev.fairlead.spi.image.PullProgress;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * What to run, and how. Immutable.
 *
 * @param spec the container
 * @param mode whether wishes that the runtime cannot fulfil refuse the specification
 * @param pull how its image is pulled, where its pull policy asks for that
 * @param progress told each step of the pull, on the thread that it comes on; must not block
 * @param size size of this client's terminal; empty if it has none
 */
public record RunRequest(
    ContainerSpec spec,
    PlanMode mode,
    PullOptions pull,
    Consumer<PullProgress> progress,
    Optional<TerminalSize> size) {

  /** Checks that no part is null. */
  public RunRequest {
    Objects.requireNonNull(spec, "spec");
    Objects.requireNonNull(mode, "mode");
    Objects.requireNonNull(pull, "pull");
    Objects.requireNonNull(progress, "progress");
    Objects.requireNonNull(size, "size");
  }

  /**
   * A container, strictly as specified, with the defaults for all else.
   *
   * @param spec the container
   * @return the request
   */
  public static RunRequest of(ContainerSpec spec) {
    return new RunRequest(
        spec, PlanMode.STRICT, PullOptions.defaults(), step -> {}, Optional.empty());
  }

  /**
   * This request in another mode.
   *
   * @param value whether wishes that the runtime cannot fulfil refuse the specification
   * @return a copy
   */
  public RunRequest withMode(PlanMode value) {
    return new RunRequest(spec, value, pull, progress, size);
  }

  /**
   * This request with options for the pull.
   *
   * @param value how the image is pulled
   * @return a copy
   */
  public RunRequest withPull(PullOptions value) {
    return new RunRequest(spec, mode, value, progress, size);
  }

  /**
   * This request with somebody who is told of the pull.
   *
   * @param value told each step; must not block
   * @return a copy
   */
  public RunRequest withProgress(Consumer<PullProgress> value) {
    return new RunRequest(spec, mode, pull, value, size);
  }

  /**
   * This request for a terminal of a size.
   *
   * @param value the size
   * @return a copy
   */
  public RunRequest withSize(TerminalSize value) {
    return new RunRequest(spec, mode, pull, progress, Optional.of(value));
  }

  /** How to attach: input where the container has it open. */
  AttachOptions attachOptions() {
    boolean open = spec.process().stdin() != ProcessSpec.Stdin.CLOSED;
    return new AttachOptions(
        open ? AttachOptions.Input.YES : AttachOptions.Input.NO, AttachOptions.History.NO, size);
  }
}
