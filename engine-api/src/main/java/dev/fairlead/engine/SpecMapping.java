package dev.fairlead.engine;

import dev.fairlead.spi.Capabilities;
import dev.fairlead.spi.Capability;
import dev.fairlead.spi.container.ContainerSpec;
import dev.fairlead.spi.container.EnvValue;
import dev.fairlead.spi.container.HealthCheck;
import dev.fairlead.spi.container.LifecycleSpec;
import dev.fairlead.spi.container.NetworkAttachment;
import dev.fairlead.spi.container.NetworkingSpec;
import dev.fairlead.spi.container.PortBinding;
import dev.fairlead.spi.container.ProcessSpec;
import dev.fairlead.spi.container.ResourceLimits;
import dev.fairlead.spi.container.RestartPolicy;
import dev.fairlead.spi.container.SecuritySpec;
import dev.fairlead.spi.container.StopOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;

/**
 * Turns a specification into the body of {@code POST /containers/create}. What the daemon's API
 * version cannot take is left out here and named by {@link SpecPlanner}.
 */
final class SpecMapping implements CreationForm {

  /**
   * From here on one create connects to several networks, and a network has a fixed MAC address.
   */
  static final ApiVersion ENDPOINTS_IN_CREATE = new ApiVersion(1, 44);

  /** From here on there are annotations. */
  static final ApiVersion ANNOTATIONS = new ApiVersion(1, 43);

  private final ApiVersion api;
  private final Dialect dialect;
  private final Capabilities capabilities;

  SpecMapping(ApiVersion api, Dialect dialect, Capabilities capabilities) {
    this.api = api;
    this.dialect = dialect;
    this.capabilities = capabilities;
  }

  @Override
  public String path() {
    return "/containers/create";
  }

  @Override
  public Map<String, String> query(ContainerSpec spec) {
    Map<String, String> query = new LinkedHashMap<>();
    spec.name().ifPresent(name -> query.put("name", name));
    spec.platform().ifPresent(platform -> query.put("platform", platform.toString()));
    return query;
  }

  @Override
  public Map<String, Object> body(ContainerSpec spec, Function<EnvValue, String> environment) {
    return body(spec, (name, value) -> name + "=" + environment.apply(value));
  }

  /** An old API connects to one network in the creation itself. */
  @Override
  public Map<String, Object> laterNetworks(ContainerSpec spec) {
    Map<String, Object> later = new LinkedHashMap<>();
    List<NetworkAttachment> networks = spec.networking().networks();
    if (!api.atLeast(ENDPOINTS_IN_CREATE)) {
      networks.stream().skip(1).forEach(network -> later.put(network.network(), endpoint(network)));
    }
    return later;
  }

  private Map<String, Object> body(
      ContainerSpec spec, BiFunction<String, EnvValue, String> environment) {
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("Image", spec.image());
    process(spec.process(), body, environment);
    body.put("Labels", spec.labels());
    spec.networking().hostname().ifPresent(name -> body.put("Hostname", name));
    exposed(spec.networking(), body);
    lifecycle(spec.lifecycle(), body);
    if (capabilities.has(Capability.HEALTH_CHECK)) {
      spec.lifecycle().healthCheck().ifPresent(check -> body.put("Healthcheck", health(check)));
    }
    Map<String, Object> host = new LinkedHashMap<>();
    MountMapping.map(spec.mounts(), host);
    network(spec.networking(), body, host);
    resources(spec.resources(), host);
    security(spec.security(), host);
    DeviceMapping.map(spec.devices(), capabilities, host);
    hostLifecycle(spec, host);
    body.put("HostConfig", host);
    return body;
  }

  private static void process(
      ProcessSpec process,
      Map<String, Object> body,
      BiFunction<String, EnvValue, String> environment) {
    // One empty string clears the image's entrypoint; an empty list would keep it.
    process
        .entrypoint()
        .ifPresent(words -> body.put("Entrypoint", words.isEmpty() ? List.of("") : words));
    putFilled(body, "Cmd", process.command());
    List<String> env = new ArrayList<>();
    process.env().forEach((name, value) -> env.add(environment.apply(name, value)));
    putFilled(body, "Env", env);
    process.user().ifPresent(user -> body.put("User", user));
    process.workingDirectory().ifPresent(directory -> body.put("WorkingDir", directory));
    body.put("Tty", process.tty());
    body.put("OpenStdin", process.stdin() != ProcessSpec.Stdin.CLOSED);
    body.put("StdinOnce", process.stdin() == ProcessSpec.Stdin.OPEN_ONCE);
    body.put("AttachStdin", process.stdin() != ProcessSpec.Stdin.CLOSED);
    body.put("AttachStdout", true);
    body.put("AttachStderr", true);
  }

  /** A port in the bindings alone is not published by Docker: it has to be exposed too. */
  private static void exposed(NetworkingSpec networking, Map<String, Object> body) {
    Map<String, Object> exposed = new LinkedHashMap<>();
    networking.ports().forEach(port -> exposed.put(key(port), Map.of()));
    if (!exposed.isEmpty()) {
      body.put("ExposedPorts", exposed);
    }
  }

  private void lifecycle(LifecycleSpec lifecycle, Map<String, Object> body) {
    lifecycle.stopSignal().ifPresent(signal -> body.put("StopSignal", signal.name()));
    lifecycle
        .stopGrace()
        .or(() -> Optional.of(StopOptions.DEFAULT_GRACE).filter(g -> dialect.stopTimeIsToBeSaid()))
        .ifPresent(grace -> body.put("StopTimeout", seconds(grace)));
  }

  static long seconds(Duration duration) {
    return duration.plusNanos(999_999_999).toSeconds();
  }

  private static Map<String, Object> health(HealthCheck check) {
    Map<String, Object> health = new LinkedHashMap<>();
    List<String> test = new ArrayList<>();
    if (check.command().isEmpty()) {
      test.add("NONE");
    } else {
      test.add(check.shell() == HealthCheck.Form.SHELL ? "CMD-SHELL" : "CMD");
    }
    test.addAll(check.command());
    health.put("Test", test);
    check.interval().ifPresent(value -> health.put("Interval", value.toNanos()));
    check.timeout().ifPresent(value -> health.put("Timeout", value.toNanos()));
    check.startPeriod().ifPresent(value -> health.put("StartPeriod", value.toNanos()));
    check.retries().ifPresent(value -> health.put("Retries", value));
    return health;
  }

  private void network(
      NetworkingSpec networking, Map<String, Object> body, Map<String, Object> host) {
    Map<String, Object> bindings = new LinkedHashMap<>();
    for (PortBinding port : networking.ports()) {
      List<Object> old = new ArrayList<>();
      if (bindings.get(key(port)) instanceof List<?> before) {
        old.addAll(before);
      }
      old.add(
          Map.of(
              "HostIp",
              port.hostAddress().orElse(""),
              "HostPort",
              port.hostPort().isPresent() ? String.valueOf(port.hostPort().getAsInt()) : ""));
      bindings.put(key(port), old);
    }
    if (!bindings.isEmpty()) {
      host.put("PortBindings", bindings);
    }
    putTrue(host, "PublishAllPorts", networking.publishAll());
    putFilled(
        host,
        "ExtraHosts",
        networking.extraHosts().entrySet().stream()
            .map(entry -> entry.getKey() + ":" + entry.getValue())
            .toList());
    putFilled(host, "Dns", networking.dnsServers());
    putFilled(host, "DnsSearch", networking.dnsSearch());
    putFilled(host, "DnsOptions", networking.dnsOptions());
    endpoints(networking.networks(), body, host);
  }

  private void endpoints(
      List<NetworkAttachment> networks, Map<String, Object> body, Map<String, Object> host) {
    if (networks.isEmpty()) {
      return;
    }
    NetworkAttachment first = networks.get(0);
    host.put("NetworkMode", first.network());
    Map<String, Object> endpoints = new LinkedHashMap<>();
    networks.stream()
        .limit(api.atLeast(ENDPOINTS_IN_CREATE) ? networks.size() : 1)
        .filter(network -> networks.size() > 1 || !endpoint(network).isEmpty())
        .forEach(network -> endpoints.put(network.network(), endpoint(network)));
    if (!endpoints.isEmpty()) {
      body.put("NetworkingConfig", Map.of("EndpointsConfig", endpoints));
    }
    if (!api.atLeast(ENDPOINTS_IN_CREATE)) {
      first.macAddress().ifPresent(mac -> body.put("MacAddress", mac));
    }
  }

  private Map<String, Object> endpoint(NetworkAttachment network) {
    return EndpointMapping.endpoint(network, api);
  }

  private static void resources(ResourceLimits limits, Map<String, Object> host) {
    limits.memoryBytes().ifPresent(value -> host.put("Memory", value));
    limits.memorySwapBytes().ifPresent(value -> host.put("MemorySwap", value));
    limits.memoryReservationBytes().ifPresent(value -> host.put("MemoryReservation", value));
    limits.nanoCpus().ifPresent(value -> host.put("NanoCpus", value));
    limits.cpuShares().ifPresent(value -> host.put("CpuShares", value));
    limits.cpuset().ifPresent(value -> host.put("CpusetCpus", value));
    limits.pidsLimit().ifPresent(value -> host.put("PidsLimit", value));
    limits.shmBytes().ifPresent(value -> host.put("ShmSize", value));
    limits.oomScoreAdjustment().ifPresent(value -> host.put("OomScoreAdj", value));
    putFilled(
        host,
        "Ulimits",
        limits.ulimits().stream()
            .map(limit -> ordered("Name", limit.name(), "Soft", limit.soft(), "Hard", limit.hard()))
            .toList());
  }

  private static void security(SecuritySpec security, Map<String, Object> host) {
    putTrue(host, "Privileged", security.privileged());
    putFilled(host, "CapAdd", security.capAdd().stream().sorted().toList());
    putFilled(host, "CapDrop", security.capDrop().stream().sorted().toList());
    putTrue(host, "ReadonlyRootfs", security.readOnlyRoot());
    putFilled(host, "SecurityOpt", security.securityOptions());
    putFilled(host, "GroupAdd", security.groups());
    if (!security.sysctls().isEmpty()) {
      host.put("Sysctls", security.sysctls());
    }
    security.userNamespace().ifPresent(value -> host.put("UsernsMode", value));
    security.pidNamespace().ifPresent(value -> host.put("PidMode", value));
    security.ipcNamespace().ifPresent(value -> host.put("IpcMode", value));
  }

  private void hostLifecycle(ContainerSpec spec, Map<String, Object> host) {
    RestartPolicy policy = spec.lifecycle().restartPolicy();
    if (policy.mode() != RestartPolicy.Mode.NO) {
      host.put(
          "RestartPolicy",
          ordered(
              "Name", policy.mode().label(),
              "MaximumRetryCount", policy.maximumRetries().orElse(0)));
    }
    putTrue(host, "AutoRemove", spec.lifecycle().autoRemove());
    putTrue(host, "Init", spec.lifecycle().init());
    spec.logDriver()
        .ifPresent(
            driver ->
                host.put("LogConfig", ordered("Type", driver.name(), "Config", driver.options())));
    if (api.atLeast(ANNOTATIONS) && !spec.annotations().isEmpty()) {
      host.put("Annotations", spec.annotations());
    }
  }

  private static String key(PortBinding port) {
    return port.containerPort() + "/" + port.protocol().label();
  }

  static void putFilled(Map<String, Object> map, String name, List<?> values) {
    if (!values.isEmpty()) {
      map.put(name, values);
    }
  }

  private static void putTrue(Map<String, Object> map, String name, boolean value) {
    if (value) {
      map.put(name, true);
    }
  }

  /** A map that keeps its order, so that equal specifications give equal text. */
  static Map<String, Object> ordered(Object... namesAndValues) {
    Map<String, Object> map = new LinkedHashMap<>();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      map.put(String.valueOf(namesAndValues[i]), namesAndValues[i + 1]);
    }
    return map;
  }
}
