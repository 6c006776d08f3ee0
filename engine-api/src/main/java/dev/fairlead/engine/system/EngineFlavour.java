package dev.fairlead.engine.system;

import dev.fairlead.engine.JsonObject;
import java.util.Locale;
import java.util.Objects;

/**
 * Which product answers through the Engine API, by what it says of itself: the path of its socket
 * tells nothing.
 *
 * <p>Podman is known by the name of its first component in {@code GET /version} (4.3 to 5.8).
 * Docker Desktop names itself in {@code Platform.Name} there and in {@code OperatingSystem} of
 * {@code GET /info}; OrbStack in {@code OperatingSystem}; Colima, Rancher Desktop and Lima are
 * known by the host names that they give to their machines.
 *
 * @param id stable and lower case, for example {@code docker}, {@code colima} or {@code podman}
 * @param title as people know it, for example {@code Docker Engine, rootless}
 */
public record EngineFlavour(String id, String title) {

  private static final String ENGINE = "Docker Engine";

  /** Checks that no part is null. */
  public EngineFlavour {
    Objects.requireNonNull(id, "id");
    Objects.requireNonNull(title, "title");
  }

  /**
   * Tells the product.
   *
   * @param version the answer to {@code GET /version}
   * @param info the answer to {@code GET /info}; an object without fields if it is not known
   * @return the product; Docker's own engine if nothing says otherwise
   */
  public static EngineFlavour of(JsonObject version, JsonObject info) {
    String platform = version.object("Platform").text("Name").orElse("");
    String system = info.text("OperatingSystem").orElse("");
    String host = info.text("Name").orElse("").toLowerCase(Locale.ROOT);
    if (podman(version)) {
      return new EngineFlavour("podman", "Podman" + (rootless(info) ? ", rootless" : ""));
    }
    if (platform.startsWith("Docker Desktop") || system.equals("Docker Desktop")) {
      return new EngineFlavour("docker-desktop", "Docker Desktop");
    }
    if (system.startsWith("OrbStack") || host.equals("orbstack")) {
      return new EngineFlavour("orbstack", "OrbStack");
    }
    if (system.startsWith("Rancher Desktop") || host.equals("lima-rancher-desktop")) {
      return new EngineFlavour("rancher-desktop", "Rancher Desktop");
    }
    if (host.equals("colima") || host.startsWith("colima-")) {
      return new EngineFlavour("colima", "Colima");
    }
    if (host.startsWith("lima-")) {
      return new EngineFlavour("lima", "Lima");
    }
    return engine(platform, rootless(info));
  }

  private static EngineFlavour engine(String platform, boolean rootless) {
    String name = platform.isEmpty() || platform.startsWith(ENGINE) ? ENGINE : platform;
    return new EngineFlavour("docker", name + (rootless ? ", rootless" : ""));
  }

  private static boolean podman(JsonObject version) {
    return version.objects("Components").stream()
        .anyMatch(component -> component.text("Name").orElse("").startsWith("Podman"));
  }

  /**
   * Whether the daemon works without the rights of root. Docker says so among its security options,
   * Podman by a field of its own.
   *
   * @param info the answer to {@code GET /info}
   * @return true if it says so
   */
  static boolean rootless(JsonObject info) {
    return info.flag("Rootless") || info.texts("SecurityOptions").contains("name=rootless");
  }
}
