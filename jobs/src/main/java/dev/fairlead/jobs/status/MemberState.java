package dev.fairlead.jobs.status;

import dev.fairlead.spi.container.ContainerState;
import dev.fairlead.spi.container.Exit;
import java.util.Optional;

/** How one node or init step of a job is, by what was observed of its container. */
public enum MemberState {
  /** It has not been started yet: its container is there, or the runtime is going to make it. */
  WAITING,
  /** It runs. */
  RUNNING,
  /** It was observed to end with exit code 0. */
  SUCCEEDED,
  /** It was observed to end otherwise: with another code, by a signal, or before it ran. */
  FAILED,
  /** It has ended, and nobody observed how. */
  LOST,
  /** It has no container: it was not made yet, or it was removed. */
  MISSING,
  /** Its container cannot be read, or more than one says that it is this node. */
  UNREADABLE;

  /**
   * Whether it has come to its end, as far as anybody will ever know.
   *
   * @return true if it succeeded, failed or was lost
   */
  public boolean ended() {
    return this == SUCCEEDED || this == FAILED || this == LOST;
  }

  /**
   * Whether the job cannot succeed any more because of it.
   *
   * @return true if it failed or was lost
   */
  public boolean bad() {
    return this == FAILED || this == LOST;
  }

  /** The only way from a container to a state: nothing but an observed 0 is a success. */
  static MemberState of(ContainerState container, Optional<Exit> exit) {
    return switch (container) {
      case CREATED -> WAITING;
      case RUNNING, PAUSED, RESTARTING, STOPPING -> RUNNING;
      case EXITED, DEAD -> exit.map(MemberState::of).orElse(LOST);
      case REMOVING, ABSENT -> MISSING;
      case UNKNOWN -> UNREADABLE;
    };
  }

  /** What an end means. */
  static MemberState of(Exit exit) {
    if (exit.success()) {
      return SUCCEEDED;
    }
    return exit instanceof Exit.Lost ? LOST : FAILED;
  }
}
