package dev.fairlead.engine;

import dev.fairlead.spi.container.ContainerId;
import dev.fairlead.spi.container.ContainerInfo;
import dev.fairlead.spi.container.ContainerState;
import dev.fairlead.spi.container.Exit;
import dev.fairlead.spi.container.Health;
import dev.fairlead.spi.container.HealthReport;
import dev.fairlead.spi.container.Mount;
import dev.fairlead.spi.container.PortProtocol;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads containers out of {@code GET /containers/{id}/json} and {@code GET /containers/json}.
 * Addresses are read per network, since Docker 29 has no others.
 */
final class ContainerMapper {

  private static final int KILLED = 137;
  private static final Pattern EXITED = Pattern.compile("^Exited \\((\\d{1,3})\\)");
  private static final Pattern PORT = Pattern.compile("[1-9][0-9]{0,4}");
  private static final Pattern HEALTH =
      Pattern.compile("\\((?:health: )?(healthy|unhealthy|starting)\\)");

  private ContainerMapper() {}

  static ContainerInfo inspected(JsonObject json) {
    JsonObject state = json.object("State");
    JsonObject config = json.object("Config");
    String word = state.text("Status").orElse("");
    List<String> command = new ArrayList<>(json.text("Path").stream().toList());
    command.addAll(json.texts("Args"));
    return new ContainerInfo(
        ContainerId.of(json.text("Id").orElse("")),
        name(json.text("Name").orElse("")),
        config.text("Image").or(() -> json.text("Image")).orElse(""),
        json.text("Image"),
        state(word),
        word,
        exit(state),
        state.object("Health").text("Status").flatMap(ContainerMapper::health),
        command,
        config.flag("Tty"),
        json.time("Created"),
        state.time("StartedAt"),
        state.time("FinishedAt"),
        positive(state.number("Pid")),
        (int) json.number("RestartCount").orElse(0),
        config.textMap("Labels"),
        boundPorts(json.object("NetworkSettings").object("Ports")),
        networks(json.object("NetworkSettings").object("Networks")),
        mounts(json.objects("Mounts")));
  }

  /** The list tells neither command as executed, nor terminal, nor when it was started. */
  static ContainerInfo listed(JsonObject json) {
    String word = json.text("State").orElse("");
    String status = json.text("Status").orElse("");
    return new ContainerInfo(
        ContainerId.of(json.text("Id").orElse("")),
        json.texts("Names").stream().findFirst().map(ContainerMapper::name).orElse(""),
        json.text("Image").orElse(""),
        json.text("ImageID"),
        state(word),
        word,
        listedExit(status),
        listedHealth(status),
        List.of(),
        false,
        created(json),
        Optional.empty(),
        Optional.empty(),
        OptionalLong.empty(),
        0,
        json.textMap("Labels"),
        listedPorts(json.objects("Ports")),
        networks(json.object("NetworkSettings").object("Networks")),
        mounts(json.objects("Mounts")));
  }

  private static String name(String native_) {
    return native_.startsWith("/") ? native_.substring(1) : native_;
  }

  static ContainerState state(String word) {
    switch (word.toLowerCase(Locale.ROOT)) {
      case "created":
      case "configured":
      case "initialized":
        return ContainerState.CREATED;
      case "running":
        return ContainerState.RUNNING;
      case "paused":
        return ContainerState.PAUSED;
      case "restarting":
        return ContainerState.RESTARTING;
      case "stopping":
        return ContainerState.STOPPING;
      case "exited":
      case "stopped":
        return ContainerState.EXITED;
      case "removing":
        return ContainerState.REMOVING;
      case "dead":
        return ContainerState.DEAD;
      default:
        return ContainerState.UNKNOWN;
    }
  }

  /** What the health check found; empty without one. Podman 4.3 has one with an empty status. */
  static Optional<HealthReport> healthReport(JsonObject state) {
    JsonObject health = state.object("Health");
    return health
        .text("Status")
        .flatMap(ContainerMapper::health)
        .map(
            status ->
                new HealthReport(
                    status,
                    (int) health.number("FailingStreak").orElse(0),
                    health.objects("Log").stream().map(ContainerMapper::check).toList()));
  }

  private static HealthReport.Check check(JsonObject check) {
    OptionalLong code = check.number("ExitCode");
    return new HealthReport.Check(
        check.time("Start"),
        code.isPresent() && code.getAsLong() >= 0
            ? OptionalInt.of((int) code.getAsLong())
            : OptionalInt.empty(),
        check.text("Output").orElse(""));
  }

  private static Optional<Health> health(String word) {
    switch (word) {
      case "starting":
        return Optional.of(Health.STARTING);
      case "healthy":
        return Optional.of(Health.HEALTHY);
      case "unhealthy":
        return Optional.of(Health.UNHEALTHY);
      default:
        return Optional.empty();
    }
  }

  /** How a container ended last, by its {@code State}. */
  static Optional<Exit> exit(JsonObject state) {
    ContainerState now = state(state.text("Status").orElse(""));
    OptionalLong code = state.number("ExitCode");
    boolean started = state.time("StartedAt").isPresent();
    if (now == ContainerState.CREATED || !started) {
      return state
          .text("Error")
          .map(
              reason ->
                  new Exit.StartFailed(
                      code.isPresent() && code.getAsLong() > 0
                          ? OptionalInt.of((int) code.getAsLong())
                          : OptionalInt.empty(),
                      reason));
    }
    if (now.alive()) {
      return state
          .time("FinishedAt")
          .map(
              time ->
                  new Exit.Lost("it was started again, and the code of the end before is gone"));
    }
    if (code.isEmpty()) {
      return Optional.of(new Exit.Lost("the daemon does not tell the exit code"));
    }
    return Optional.of(exit(code.getAsLong(), state.flag("OOMKilled")));
  }

  /** What a code means that the daemon reported; a negative one means that it knows none. */
  static Exit exit(long code, boolean outOfMemory) {
    if (code < 0) {
      return new Exit.Lost("the daemon answered " + code + " for an exit code");
    }
    if (code > 255) {
      return new Exit.Lost("the daemon answered " + code + ", which is no exit code");
    }
    return outOfMemory && code == KILLED
        ? new Exit.OutOfMemory((int) code)
        : new Exit.Exited((int) code);
  }

  private static Optional<Exit> listedExit(String status) {
    if (!status.startsWith("Exited (")) {
      return Optional.empty();
    }
    return first(EXITED.matcher(status)).map(code -> new Exit.Exited(Integer.parseInt(code)));
  }

  private static Optional<Health> listedHealth(String status) {
    return status.endsWith(")")
        ? first(HEALTH.matcher(status)).flatMap(ContainerMapper::health)
        : Optional.empty();
  }

  private static Optional<String> first(Matcher matcher) {
    return matcher.find() ? Optional.of(matcher.group(1)) : Optional.empty();
  }

  private static Optional<Instant> created(JsonObject json) {
    OptionalLong seconds = json.number("Created");
    return seconds.isPresent()
        ? Optional.of(Instant.ofEpochSecond(seconds.getAsLong()))
        : json.time("Created");
  }

  private static OptionalLong positive(OptionalLong value) {
    return value.isPresent() && value.getAsLong() > 0 ? value : OptionalLong.empty();
  }

  /** Ports by name, such as {@code 80/tcp}: a list of bindings, or null if only exposed. */
  private static List<ContainerInfo.PublishedPort> boundPorts(JsonObject ports) {
    List<ContainerInfo.PublishedPort> published = new ArrayList<>();
    for (String name : ports.names()) {
      String[] parts = name.split("/", 2);
      int containerPort = Integer.parseInt(parts[0]);
      PortProtocol protocol = protocol(parts.length == 2 ? parts[1] : "tcp");
      List<JsonObject> bindings = ports.objects(name);
      if (bindings.isEmpty()) {
        published.add(
            new ContainerInfo.PublishedPort(containerPort, protocol, "", OptionalInt.empty()));
      }
      for (JsonObject binding : bindings) {
        published.add(
            new ContainerInfo.PublishedPort(
                containerPort,
                protocol,
                binding.text("HostIp").orElse("0.0.0.0"),
                port(binding.text("HostPort").orElse(""))));
      }
    }
    return published;
  }

  private static List<ContainerInfo.PublishedPort> listedPorts(List<JsonObject> ports) {
    List<ContainerInfo.PublishedPort> published = new ArrayList<>(ports.size());
    for (JsonObject port : ports) {
      OptionalLong host = port.number("PublicPort");
      published.add(
          new ContainerInfo.PublishedPort(
              (int) port.number("PrivatePort").orElse(0),
              protocol(port.text("Type").orElse("tcp")),
              host.isPresent() ? port.text("IP").orElse("0.0.0.0") : "",
              host.isPresent() && host.getAsLong() > 0
                  ? OptionalInt.of((int) host.getAsLong())
                  : OptionalInt.empty()));
    }
    return published;
  }

  private static OptionalInt port(String text) {
    return PORT.matcher(text).matches()
        ? OptionalInt.of(Integer.parseInt(text))
        : OptionalInt.empty();
  }

  private static PortProtocol protocol(String word) {
    switch (word.toLowerCase(Locale.ROOT)) {
      case "udp":
        return PortProtocol.UDP;
      case "sctp":
        return PortProtocol.SCTP;
      default:
        return PortProtocol.TCP;
    }
  }

  private static List<ContainerInfo.NetworkEndpoint> networks(JsonObject networks) {
    List<ContainerInfo.NetworkEndpoint> endpoints = new ArrayList<>();
    for (String name : networks.names()) {
      JsonObject endpoint = networks.object(name);
      endpoints.add(
          new ContainerInfo.NetworkEndpoint(
              name,
              endpoint.text("IPAddress"),
              endpoint.text("GlobalIPv6Address"),
              endpoint.text("MacAddress"),
              endpoint.texts("Aliases")));
    }
    return endpoints;
  }

  private static List<ContainerInfo.MountPoint> mounts(List<JsonObject> mounts) {
    List<ContainerInfo.MountPoint> points = new ArrayList<>(mounts.size());
    for (JsonObject mount : mounts) {
      points.add(
          new ContainerInfo.MountPoint(
              mount.text("Type").orElse(""),
              mount.text("Name").or(() -> mount.text("Source")).orElse(""),
              mount.text("Destination").orElse(""),
              mount.flag("RW") ? Mount.Access.READ_WRITE : Mount.Access.READ_ONLY));
    }
    return points;
  }
}
