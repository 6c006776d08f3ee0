package dev.fairlead.spi.container;

import java.util.Objects;
import java.util.OptionalInt;

/**
 * How a container or an executed command ended. A code is there only if it was observed; nothing
 * that is missing, unreadable or lost is ever 0.
 */
public sealed interface Exit {

  /**
   * The observed code.
   *
   * @return 0 to 255, as a shell would see it; empty if none was observed
   */
  OptionalInt code();

  /**
   * Whether this is an observed 0.
   *
   * @return true only for {@link Exited} with code 0
   */
  default boolean success() {
    return this instanceof Exited exited && exited.status() == 0;
  }

  /**
   * The process ended by itself, or by a signal that its runtime reports only as a code.
   *
   * @param status the code, 0 to 255
   */
  record Exited(int status) implements Exit {
    /** Checks that it can have been observed. */
    public Exited {
      if (status < 0 || status > 255) {
        throw new IllegalArgumentException("no process ends with the code " + status);
      }
    }

    @Override
    public OptionalInt code() {
      return OptionalInt.of(status);
    }
  }

  /**
   * The process was ended by a signal, and the runtime says so.
   *
   * @param signal the signal
   */
  record Signalled(Signal signal) implements Exit {
    /** Checks that there is one. */
    public Signalled {
      Objects.requireNonNull(signal, "signal");
    }

    @Override
    public OptionalInt code() {
      return OptionalInt.of(128 + signal.number());
    }
  }

  /**
   * The process was ended because its memory ran out.
   *
   * @param status the code, usually 137
   */
  record OutOfMemory(int status) implements Exit {
    /** Checks that it can have been observed. */
    public OutOfMemory {
      if (status < 0 || status > 255) {
        throw new IllegalArgumentException("no process ends with the code " + status);
      }
    }

    @Override
    public OptionalInt code() {
      return OptionalInt.of(status);
    }
  }

  /**
   * The process never ran.
   *
   * @param status 127 if the program was not found, 126 if it could not be executed, else what the
   *     runtime reported; empty if it reported nothing
   * @param reason the runtime's words
   */
  record StartFailed(OptionalInt status, String reason) implements Exit {
    /** Checks that no part is null. */
    public StartFailed {
      Objects.requireNonNull(status, "status");
      Objects.requireNonNull(reason, "reason");
    }

    @Override
    public OptionalInt code() {
      return status;
    }
  }

  /**
   * The end was not observed, and cannot be any more.
   *
   * @param reason why not
   */
  record Lost(String reason) implements Exit {
    /** Checks that there is a reason. */
    public Lost {
      Objects.requireNonNull(reason, "reason");
    }

    @Override
    public OptionalInt code() {
      return OptionalInt.empty();
    }
  }
}
