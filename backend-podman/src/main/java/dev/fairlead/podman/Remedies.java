package dev.fairlead.podman;

import dev.fairlead.engine.probe.HomesOwner;
import dev.fairlead.spi.ProbeContext;

/** Commands that make a socket of Podman be there for good. */
final class Remedies {

  private Remedies() {}

  static String socketOfUser() {
    return "systemctl --user enable --now podman.socket";
  }

  static String socketOfRoot() {
    return "sudo systemctl enable --now podman.socket";
  }

  /** The one for whoever looks; blocks for as long as the file system takes. */
  static String socketFor(ProbeContext machine) {
    return isRoot(machine) ? socketOfRoot() : socketOfUser();
  }

  /** Whether it is root who looks; blocks for as long as the file system takes. */
  static boolean isRoot(ProbeContext machine) {
    return HomesOwner.number(machine).filter(number -> number == 0).isPresent();
  }
}
