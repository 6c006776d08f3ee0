package dev.fairlead.engine;

import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * What {@code GET /exec/{id}/json} says of an executed command. The process number in it is one of
 * the daemon's machine and says no more than that there was a process.
 *
 * @param running whether the daemon takes it to be running
 * @param code its exit code; Docker has none before the end, Podman has 0
 * @param ran whether there was ever a process; also true where the daemon does not tell
 */
record ExecState(boolean running, OptionalInt code, boolean ran) {

  /** What a shell says of a program that cannot be executed, and Docker of other failures too. */
  static final int NOT_EXECUTABLE = 126;

  static ExecState read(JsonObject json) {
    OptionalLong code = json.number("ExitCode");
    OptionalLong pid = json.number("Pid");
    return new ExecState(
        json.flag("Running"),
        code.isPresent() ? OptionalInt.of((int) code.getAsLong()) : OptionalInt.empty(),
        pid.isEmpty() || pid.getAsLong() > 0);
  }

  /** Before the start there is no code either: the daemon confirms before it starts the command. */
  boolean ended() {
    return !running && code.isPresent();
  }

  /**
   * Whether the end may be one of the connection only. When it fails to pass on output, Docker
   * takes the command for ended with 126 and forgets it, while it runs (seen with 20.10).
   */
  boolean mayBeCutOff() {
    return ended() && ran && code.orElse(0) == NOT_EXECUTABLE;
  }
}
