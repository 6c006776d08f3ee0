package dev.fairlead.docker;

import dev.fairlead.engine.probe.Product;
import dev.fairlead.spi.OperatingSystem;

/** Docker's products, and how each is started. */
final class Products {

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
  static final Product DESKTOP = Product.started("Docker Desktop", "open Docker Desktop");

  /** OrbStack. */
  static final Product ORBSTACK = Product.started("OrbStack", "orb start");

  /** Rancher Desktop. */
  static final Product RANCHER =
      Product.started(
          "Rancher Desktop", "open Rancher Desktop, with dockerd (moby) as container engine");

  private static final String COLIMA = "Colima";
  private static final String GUIDE = "https://docs.docker.com/engine/install/";

  private Products() {}

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
    return Product.started(
        COLIMA, profile.equals("default") ? "colima start" : "colima start " + profile);
  }

  /** Whether it is a profile of Colima. */
  static boolean isColima(Product product) {
    return product.name().equals(COLIMA);
  }

  /** An instance of Lima. */
  static Product lima(String instance) {
    return Product.started("Lima", "limactl start " + instance);
  }
}
