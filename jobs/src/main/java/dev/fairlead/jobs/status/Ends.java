package dev.fairlead.jobs.status;

import dev.fairlead.spi.container.Exit;
import java.util.Optional;

/** Ends of containers in words. */
final class Ends {

  private Ends() {}

  /** What its code alone does not say of an end. */
  static String reason(Exit exit) {
    if (exit instanceof Exit.Lost lost) {
      return lost.reason();
    }
    if (exit instanceof Exit.StartFailed failed) {
      return failed.reason();
    }
    return exit instanceof Exit.OutOfMemory ? "out of memory" : "";
  }

  /** Why a node is in a state, where the state alone does not say it. */
  static String reason(MemberState state, Optional<Exit> exit, String nativeState) {
    return switch (state) {
      case FAILED, LOST -> exit.map(Ends::reason).orElse("the runtime does not tell how it ended");
      case MISSING -> "it is being removed";
      case UNREADABLE -> "its state is " + nativeState;
      case WAITING, RUNNING, SUCCEEDED -> "";
    };
  }

  /** How a node ended, in words that follow its name. */
  static String words(JobMember member) {
    String why = member.reason().isEmpty() ? "" : ": " + member.reason();
    return switch (member.state()) {
      case SUCCEEDED -> "succeeded";
      case FAILED ->
          member
                  .exit()
                  .filter(exit -> exit.code().isPresent())
                  .map(exit -> "failed with exit code " + exit.code().getAsInt())
                  .orElse("failed")
              + why;
      case LOST -> "has ended, and nobody saw how" + why;
      case MISSING -> "is missing" + why;
      case UNREADABLE -> "cannot be read" + why;
      case WAITING -> "was not started" + why;
      case RUNNING -> "runs";
    };
  }
}
