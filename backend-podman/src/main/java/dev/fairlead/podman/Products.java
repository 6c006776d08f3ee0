package dev.fairlead.podman;

import dev.fairlead.engine.probe.Product;

/** The ways in which Podman's service is there, and how each is started. */
final class Products {

  /** Whatever it is that a variable, a connection or the user named. */
  static final Product NAMED =
      new Product("Podman", "start the Podman service behind it", "correct the address");

  /** What listens on the socket of a user. */
  static final Product OF_THE_USER =
      new Product(
          "the Podman of this user",
          "systemctl --user restart podman.socket",
          Remedies.socketOfUser());

  /** What listens on the socket of root. */
  static final Product OF_ROOT =
      new Product(
          "the Podman of root", "sudo systemctl restart podman.socket", Remedies.socketOfRoot());

  /** Where no virtual machine has been made yet. */
  static final Product NO_MACHINE =
      Product.started("Podman machine", "podman machine init && podman machine start");

  private Products() {}

  /** The virtual machine of a name. */
  static Product machine(String name) {
    return Product.started("Podman machine " + name, "podman machine start " + name);
  }

  /** What listens on a socket, where the program may have to be got first. */
  static Product toBeInstalled(Product product) {
    return new Product(
        product.name(),
        product.start(),
        "install Podman (https://podman.io/docs/installation), then type " + product.install());
  }
}
