package dev.fairlead.podman;

import dev.fairlead.engine.Dialect;
import dev.fairlead.engine.JsonObject;
import dev.fairlead.engine.KernelSupport;
import dev.fairlead.spi.Capabilities;
import dev.fairlead.spi.Capability;

/**
 * What a Podman can do through this backend, by its version and what it says in {@code GET /info}.
 */
final class PodmanCapabilities {

  private PodmanCapabilities() {}

  static Capabilities of(JsonObject info, Dialect dialect) {
    Capabilities.Builder capabilities = Capabilities.builder();
    capabilities
        .without(Capability.INDEXED_JOBS, "Podman schedules no jobs")
        .without(
            Capability.PORT_FORWARD,
            "Podman's API reaches no port of a container; publish it, or use its address")
        .without(
            Capability.REGISTRY_TRANSPORT,
            "the service decides it, by insecure in its own registries.conf")
        .withNote(Capability.GPU, "as CDI devices, such as nvidia.com/gpu=all")
        .without(Capability.IMAGE_LAYOUT, "Podman's archives have Docker's own layout alone")
        .without(Capability.LOG_PREVIOUS, "all runs of a container write to one log")
        .withNote(Capability.LOG_TIMESTAMPS, "in whole seconds before Podman 5.8")
        .withNote(
            Capability.NAME_RESOLUTION,
            "on networks that users made; with CNI only if its plugin dnsname is installed")
        .withNote(
            Capability.EXEC_KILL, "by a shell of the container; without one, an error says so");
    addHealth(capabilities, info);
    if (KernelSupport.ignoresLimits(info)) {
      capabilities
          .without(
              Capability.PAUSE,
              "without the rights of root, Podman needs version 2 of control groups to pause")
          .without(
              Capability.STATS,
              "without the rights of root, Podman needs version 2 of control groups to measure:"
                  + " it would tell the memory of a group that is not the container's");
    }
    addLimits(capabilities, dialect);
    return capabilities.withTheRest().build();
  }

  private static void addHealth(Capabilities.Builder capabilities, JsonObject info) {
    if (!hasTimers(info)) {
      capabilities.withNote(
          Capability.HEALTH_CHECK,
          "by timers of systemd, which this one does not work with: each check is made when its"
              + " time has come and somebody asks for the health");
    }
  }

  /** Podman has no daemon that could make health checks: it leaves that to timers of systemd. */
  static boolean hasTimers(JsonObject info) {
    return info.text("CgroupDriver").orElse("").equals("systemd");
  }

  private static void addLimits(Capabilities.Builder capabilities, Dialect dialect) {
    if (!dialect.attachHistoryIsWhole()) {
      capabilities.without(
          Capability.ATTACH_HISTORY,
          "Podman before 5.4 mixes up the frames of what was written before; read the log");
    }
    if (dialect.topIsOneColumn()) {
      capabilities.without(
          Capability.TOP_ARGUMENTS, "Podman before 5.4 asks the container's own ps");
    }
  }
}
