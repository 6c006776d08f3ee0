package dev.fairlead.spi.container;

import java.util.Objects;
import java.util.Optional;

/**
 * Which streams of a container's first process are wanted. Keys that detach are the client's own
 * affair: runtimes differ in them, so backends switch theirs off.
 *
 * @param input whether this client writes to standard input; the container must have it open
 * @param history whether what was written before the attachment comes first
 * @param size size of this client's terminal; empty if it has none
 */
public record AttachOptions(Input input, History history, Optional<TerminalSize> size) {

  /** Whether a client writes to standard input. */
  public enum Input {
    /** It does not. */
    NO,
    /** It does. */
    YES
  }

  /** What was written before the attachment. */
  public enum History {
    /** Left out. */
    NO,
    /** Comes first. */
    YES
  }

  /** Checks that no part is null. */
  public AttachOptions {
    Objects.requireNonNull(input, "input");
    Objects.requireNonNull(history, "history");
    Objects.requireNonNull(size, "size");
  }

  /**
   * Both output streams from now on, and no input.
   *
   * @return the options
   */
  public static AttachOptions output() {
    return new AttachOptions(Input.NO, History.NO, Optional.empty());
  }

  /**
   * Both output streams from now on, and input.
   *
   * @return the options
   */
  public static AttachOptions interactive() {
    return new AttachOptions(Input.YES, History.NO, Optional.empty());
  }

  /**
   * Whether this client writes to standard input.
   *
   * @return true for {@link Input#YES}
   */
  public boolean writes() {
    return input == Input.YES;
  }
}
