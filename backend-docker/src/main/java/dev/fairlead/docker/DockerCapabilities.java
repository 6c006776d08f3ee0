package dev.fairlead.docker;

import dev.fairlead.engine.EngineClient;
import dev.fairlead.engine.JsonObject;
import dev.fairlead.spi.Capabilities;
import dev.fairlead.spi.Capability;

/**
 * What a Docker Engine can do through this backend, by its version and what it says in {@code GET
 * /info}. Docker Engine 20.10 has all of the rest, and later ones have lost nothing.
 */
final class DockerCapabilities {

  private DockerCapabilities() {}

  static Capabilities of(JsonObject info, EngineClient client) {
    Capabilities.Builder capabilities = Capabilities.builder();
    capabilities
        .without(Capability.PODS, "Docker has no pods")
        .without(Capability.INDEXED_JOBS, "Docker schedules no jobs")
        .without(
            Capability.PORT_FORWARD,
            "Docker's API reaches no port of a container; publish it, or use its address")
        .without(
            Capability.REGISTRY_TRANSPORT,
            "the daemon decides it, by insecure-registries in its own configuration")
        .withNote(
            Capability.EXEC_KILL, "by a shell of the container; without one, an error says so")
        .withNote(
            Capability.IMAGE_BUILD, "by the classic builder; nothing that only BuildKit knows")
        .withNote(Capability.EVENT_HISTORY, "the last 256 events")
        .withNote(Capability.NAME_RESOLUTION, "on networks that users made, not on bridge")
        .withNote(
            Capability.GPU,
            "NVIDIA's, with its container toolkit; the daemon tells only at the start if it lacks");
    addDevices(capabilities, info);
    addLayouts(capabilities, client);
    addLogs(capabilities, info);
    return capabilities.withTheRest().build();
  }

  /** Docker 25 and later say where they look for specifications, if they are told to look. */
  private static void addDevices(Capabilities.Builder capabilities, JsonObject info) {
    if (info.texts("CDISpecDirs").isEmpty()) {
      capabilities.without(
          Capability.CDI_DEVICES,
          "the daemon looks for no device specifications: Docker 25 or later does, with the"
              + " feature cdi in its configuration");
    }
  }

  private static void addLayouts(Capabilities.Builder capabilities, EngineClient client) {
    if (client.dialect().savesBothLayouts(client.api())) {
      capabilities.withNote(Capability.IMAGE_LAYOUT, "each archive has both layouts");
    } else {
      capabilities.without(
          Capability.IMAGE_LAYOUT, "before Docker 25 an archive has Docker's own layout alone");
    }
  }

  private static void addLogs(Capabilities.Builder capabilities, JsonObject info) {
    capabilities.without(Capability.LOG_PREVIOUS, "all runs of a container write to one log");
    String driver = info.text("LoggingDriver").orElse("json-file");
    if (!driver.equals("local")) {
      capabilities.without(
          Capability.LOG_BYTES_EXACT,
          "the daemon's log driver " + driver + " replaces what is no UTF-8");
    }
  }
}
