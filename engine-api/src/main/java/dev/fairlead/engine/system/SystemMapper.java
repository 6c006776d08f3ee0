package dev.fairlead.engine.system;

import dev.fairlead.engine.EngineClient;
import dev.fairlead.engine.JsonObject;
import dev.fairlead.spi.Endpoint;
import dev.fairlead.spi.system.Answer;
import dev.fairlead.spi.system.SystemInfo;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Puts {@code GET /version} and {@code GET /info} into the contract's words. Of the latter only
 * chosen fields are told on: the addresses of proxies in it may hold passwords.
 */
final class SystemMapper {

  /** Fields of {@code GET /info} that are told by names of our own. */
  private static final Map<String, String> DETAILS =
      Map.of(
          "Name", "host-name",
          "KernelVersion", "kernel",
          "OperatingSystem", "distribution",
          "LoggingDriver", "log-driver",
          "CgroupDriver", "cgroup-driver",
          "DefaultRuntime", "default-runtime",
          "DockerRootDir", "data-directory");

  private static final Map<String, String> MACHINES =
      Map.of("x86_64", "amd64", "aarch64", "arm64", "armv7l", "arm", "i686", "386");

  private SystemMapper() {}

  static SystemInfo describe(EngineClient client, JsonObject version, JsonObject info) {
    SystemInfo.Builder system =
        SystemInfo.builder(
                EngineFlavour.of(version, info).id(), version.text("Version").orElse("unknown"))
            .apiVersion(client.api().toString())
            .machine(
                info.text("OSType").or(() -> version.text("Os")).orElse("unknown"),
                machine(version, info))
            .rootless(Answer.of(EngineFlavour.rootless(info)))
            .cdi(cdi(client, info))
            .gpus(gpus(info))
            .warnings(info.texts("Warnings"));
    info.number("NCPU").ifPresent(cpus -> system.cpus(Math.toIntExact(cpus)));
    info.number("MemTotal").ifPresent(system::memoryBytes);
    info.text("CgroupVersion")
        .filter(text -> text.matches("\\d"))
        .ifPresent(text -> system.cgroupVersion(Integer.parseInt(text)));
    info.text("Driver").ifPresent(system::storageDriver);
    publishedHost(client.endpoint()).ifPresent(system::publishedHost);
    DETAILS.forEach(
        (field, name) -> info.text(field).ifPresent(value -> system.detail(name, value)));
    return system.build();
  }

  private static String machine(JsonObject version, JsonObject info) {
    return version
        .text("Arch")
        .or(() -> info.text("Architecture").map(name -> MACHINES.getOrDefault(name, name)))
        .orElse("unknown");
  }

  /** Who tells where specifications are looked for does so if they are looked for at all. */
  private static Answer cdi(EngineClient client, JsonObject info) {
    return client.dialect().tellsOfDeviceSpecifications()
        ? Answer.of(!info.texts("CDISpecDirs").isEmpty())
        : Answer.UNKNOWN;
  }

  /** Docker 28 lists the devices that it found specifications of. */
  private static List<String> gpus(JsonObject info) {
    return info.objects("DiscoveredDevices").stream()
        .flatMap(device -> device.text("ID").stream())
        .filter(id -> id.contains("/gpu="))
        .toList();
  }

  /** Machines behind a Unix socket forward published ports to the one that the socket is on. */
  private static Optional<String> publishedHost(Endpoint endpoint) {
    return endpoint.socketPath().isPresent()
        ? Optional.of("localhost")
        : Optional.ofNullable(endpoint.uri().getHost());
  }
}
