package dev.fairlead.docker;

import dev.fairlead.engine.JsonObject;
import dev.fairlead.spi.Capabilities;
import dev.fairlead.spi.Capability;

/**
 * What a Docker Engine can do through this backend, by what it says in {@code GET /info}. Docker
 * Engine 20.10 has all of the rest, and later ones have lost nothing.
 */
final class DockerCapabilities {

  private static final String NOT_OFFERED = "this version of the Docker backend does not offer it";

  private static final Capability[] LATER = {
    Capability.STATS,
    Capability.EXPORT,
    Capability.COMMIT,
    Capability.IMAGE_PUSH,
    Capability.IMAGE_BUILD,
    Capability.IMAGE_PRUNE,
    Capability.IMAGE_HISTORY,
    Capability.IMAGE_SAVE,
    Capability.IMAGE_LAYOUT,
    Capability.IMAGE_LOAD,
    Capability.IMAGE_IMPORT,
  };

  private DockerCapabilities() {}

  static Capabilities of(JsonObject info) {
    Capabilities.Builder capabilities = Capabilities.builder();
    for (Capability capability : LATER) {
      capabilities.without(capability, NOT_OFFERED);
    }
    capabilities
        .without(Capability.PODS, "Docker has no pods")
        .without(Capability.INDEXED_JOBS, "Docker schedules no jobs")
        .without(
            Capability.PORT_FORWARD,
            "Docker's API reaches no port of a container; publish it, or use its address")
        .without(
            Capability.EXEC_KILL,
            "Docker's API cannot end an executed command: it runs on when it is cancelled")
        .without(
            Capability.REGISTRY_TRANSPORT,
            "the daemon decides it, by insecure-registries in its own configuration")
        .withNote(Capability.EVENT_HISTORY, "the last 256 events")
        .withNote(Capability.NAME_RESOLUTION, "on networks that users made, not on bridge")
        .withNote(
            Capability.GPU,
            "NVIDIA's, with its container toolkit; the daemon tells only at the start if it lacks");
    addDevices(capabilities, info);
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

  private static void addLogs(Capabilities.Builder capabilities, JsonObject info) {
    String driver = info.text("LoggingDriver").orElse("json-file");
    if (!driver.equals("local")) {
      capabilities.without(
          Capability.LOG_BYTES_EXACT,
          "the daemon's log driver " + driver + " replaces what is no UTF-8");
    }
  }
}
