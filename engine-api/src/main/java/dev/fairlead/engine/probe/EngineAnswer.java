package dev.fairlead.engine.probe;

import dev.fairlead.engine.JsonObject;
import dev.fairlead.engine.system.EngineFlavour;
import dev.fairlead.spi.VersionRange;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * What an engine says of itself.
 *
 * @param version the answer to {@code GET /version}
 * @param info the answer to {@code GET /info}; without fields when it did not come in time
 */
record EngineAnswer(JsonObject version, JsonObject info) {

  EngineAnswer {
    Objects.requireNonNull(version, "version");
    Objects.requireNonNull(info, "info");
  }

  /** What Podman tells with each answer, in the words of {@code GET /version}. */
  static EngineAnswer ofPodman(String version, String api, JsonObject info) {
    return new EngineAnswer(
        JsonObject.of(
            Map.of(
                "Version",
                version,
                "ApiVersion",
                api,
                "Components",
                List.of(Map.of("Name", "Podman Engine")))),
        info);
  }

  /** Version of the product and of its API. */
  VersionRange versions() {
    return new VersionRange(
        version.text("Version").orElse("unknown"),
        version.text("MinAPIVersion"),
        version.text("ApiVersion"));
  }

  EngineFlavour flavour() {
    return EngineFlavour.of(version, info);
  }

  boolean podman() {
    return flavour().id().equals("podman");
  }
}
