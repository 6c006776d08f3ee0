package dev.fairlead.engine.probe;

import dev.fairlead.spi.ProbeContext;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Whom the described machine is looked at for: the owner of the home directory. Every method blocks
 * for as long as the file system takes.
 */
public final class HomesOwner {

  private HomesOwner() {}

  /**
   * The number of that user.
   *
   * @param machine the machine
   * @return the number, 0 for root; empty where users have none, or the home is not there
   */
  public static Optional<Integer> number(ProbeContext machine) {
    try {
      Object number = Files.getAttribute(machine.home(), "unix:uid");
      return number instanceof Integer known ? Optional.of(known) : Optional.empty();
    } catch (IOException | UnsupportedOperationException | IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /**
   * The directory for the sockets of that user: {@code XDG_RUNTIME_DIR}, or where it usually is. A
   * session without a login, as from cron or sudo, lacks the variable, not the directory.
   *
   * @param machine the machine
   * @return the directory, which need not be there; empty where there can be none
   */
  public static Optional<Path> runtimeDirectory(ProbeContext machine) {
    return machine
        .variable("XDG_RUNTIME_DIR")
        .map(Path::of)
        .or(() -> number(machine).map(number -> machine.resolve("/run/user/" + number)));
  }
}
