package dev.fairlead.docker;

import dev.fairlead.spi.OperatingSystem;
import java.util.Objects;

/**
 * What is expected to listen at a place, judged by the place alone: good for advice on how to start
 * it, never for what it is once it answers.
 *
 * @param name as people know it
 * @param start how to start it
 * @param install how to get it, or how to start it where that is the likelier need
 */
record Product(String name, String start, String install) {

  /** Whatever it is that a variable, a context or the user named. */
  static final Product NAMED =
      new Product("the Docker Engine", "start the Docker Engine behind it", "correct the address");

  /** Docker's own engine for a user without the rights of root. */
  static final Product ROOTLESS =
      new Product(
          "rootless Docker",
          "systemctl --user start docker",
          "dockerd-rootless-setuptool.sh install");

  /** Docker Desktop. */
  static final Product DESKTOP = started("Docker Desktop", "open Docker Desktop");

  /** OrbStack. */
  static final Product ORBSTACK = started("OrbStack", "orb start");

  /** Rancher Desktop. */
  static final Product RANCHER =
      started("Rancher Desktop", "open Rancher Desktop, with dockerd (moby) as container engine");

  private static final String GUIDE = "https://docs.docker.com/engine/install/";

  Product {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(start, "start");
    Objects.requireNonNull(install, "install");
  }

  /** What listens on the default socket. */
  static Product engine(OperatingSystem system) {
    if (system == OperatingSystem.LINUX) {
      return new Product(
          "Docker Engine",
          "sudo systemctl start docker",
          "sudo systemctl start docker, or install it first: " + GUIDE);
    }
    String open = "open Docker Desktop, OrbStack or Rancher Desktop, or type colima start";
    return new Product("Docker", open, open + "; to install one of them: " + GUIDE);
  }

  /** A profile of Colima. */
  static Product colima(String profile) {
    return started(
        "Colima", profile.equals("default") ? "colima start" : "colima start " + profile);
  }

  /** An instance of Lima. */
  static Product lima(String instance) {
    return started("Lima", "limactl start " + instance);
  }

  private static Product started(String name, String start) {
    return new Product(name, start, start);
  }
}
