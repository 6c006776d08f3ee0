package dev.fairlead.docker;

import dev.fairlead.spi.VersionRange;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * What an engine says of itself in {@code GET /version} and {@code GET /info}, and what kind of
 * engine that makes it. The path of its socket says nothing.
 *
 * <p>Podman is known by the name of its first component (Podman 4.3 to 5.8). Docker Desktop names
 * itself in {@code Platform.Name} and {@code OperatingSystem}; OrbStack in {@code OperatingSystem};
 * Colima, Rancher Desktop and Lima are known by the host names that they give their machines.
 *
 * @param version the answer to {@code GET /version}
 * @param info the answer to {@code GET /info}; empty when it did not come in time
 */
record EngineAnswer(Map<String, Object> version, Map<String, Object> info) {

  EngineAnswer {
    version = Collections.unmodifiableMap(version);
    info = Collections.unmodifiableMap(info);
  }

  /** Version of the product and of its API. */
  VersionRange versions() {
    return new VersionRange(
        text(version, "Version").orElse("unknown"),
        text(version, "MinAPIVersion"),
        text(version, "ApiVersion"));
  }

  /** Whether it is Podman behind Docker's API. */
  boolean podman() {
    return components().stream()
        .anyMatch(component -> text(component, "Name").orElse("").startsWith("Podman"));
  }

  /** The name of the product. */
  String flavour() {
    String platform =
        version.get("Platform") instanceof Map<?, ?> map ? text(map, "Name").orElse("") : "";
    String system = text(info, "OperatingSystem").orElse("");
    String host = text(info, "Name").orElse("").toLowerCase(Locale.ROOT);
    if (podman()) {
      return "Podman";
    }
    if (platform.startsWith("Docker Desktop") || system.equals("Docker Desktop")) {
      return "Docker Desktop";
    }
    if (system.startsWith("OrbStack") || host.equals("orbstack")) {
      return "OrbStack";
    }
    if (system.startsWith("Rancher Desktop") || host.equals("lima-rancher-desktop")) {
      return "Rancher Desktop";
    }
    if (host.equals("colima") || host.startsWith("colima-")) {
      return "Colima";
    }
    if (host.startsWith("lima-")) {
      return "Lima";
    }
    return engine(platform) + (rootless() ? ", rootless" : "");
  }

  private static String engine(String platform) {
    return platform.isEmpty() || platform.startsWith("Docker Engine") ? "Docker Engine" : platform;
  }

  private boolean rootless() {
    return info.get("SecurityOptions") instanceof List<?> options
        && options.stream().anyMatch("name=rootless"::equals);
  }

  private List<Map<?, ?>> components() {
    List<Map<?, ?>> found = new ArrayList<>();
    if (version.get("Components") instanceof List<?> all) {
      for (Object one : all) {
        if (one instanceof Map<?, ?> component) {
          found.add(component);
        }
      }
    }
    return found;
  }

  private static Optional<String> text(Map<?, ?> object, String field) {
    return object.get(field) instanceof String value && !value.isBlank()
        ? Optional.of(value)
        : Optional.empty();
  }
}
