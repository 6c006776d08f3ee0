package dev.fairlead.podman.libpod;

import dev.fairlead.engine.CreationForm;
import dev.fairlead.spi.FieldPlan;
import dev.fairlead.spi.SpecField;
import dev.fairlead.spi.container.ContainerSpec;
import dev.fairlead.spi.container.EnvValue;
import dev.fairlead.spi.container.HealthCheck;
import dev.fairlead.spi.container.LifecycleSpec;
import dev.fairlead.spi.container.ProcessSpec;
import dev.fairlead.spi.container.RestartPolicy;
import dev.fairlead.spi.container.StopOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * A container as {@code POST /libpod/containers/create} takes it (Podman 4.0 and later, {@code
 * SpecGenerator} in its API reference). Only this call puts a container into a pod, only it takes
 * devices by their names in a specification (CDI) on every Podman, and only it refuses a missing
 * directory that is to be labelled or given to the container's user.
 */
public final class LibpodForm implements CreationForm {

  /** Creates the form. */
  public LibpodForm() {}

  @Override
  public String path() {
    return "/libpod/containers/create";
  }

  @Override
  public Map<String, String> query(ContainerSpec spec) {
    return Map.of();
  }

  @Override
  public Map<String, Object> body(ContainerSpec spec, Function<EnvValue, String> environment) {
    Fields body = new Fields();
    body.put("name", spec.name()).put("image", Optional.of(spec.image())).put("pod", spec.pod());
    process(spec.process(), environment, body);
    body.putFilled("labels", spec.labels()).putFilled("annotations", spec.annotations());
    body.put("hostname", spec.networking().hostname());
    lifecycle(spec.lifecycle(), body);
    spec.logDriver()
        .ifPresent(
            driver ->
                body.put(
                    "log_configuration",
                    new Fields()
                        .put("driver", Optional.of(driver.name()))
                        .putFilled("options", driver.options())
                        .map()));
    LibpodMounts.map(spec.mounts(), body);
    if (spec.pod().isEmpty()) {
      LibpodNetworks.map(spec.networking(), body);
    }
    LibpodLimits.resources(spec.resources(), body);
    LibpodLimits.security(spec.security(), body);
    body.putFilled("devices", devices(spec));
    return body.map();
  }

  private static void process(
      ProcessSpec process, Function<EnvValue, String> environment, Fields body) {
    process.entrypoint().ifPresent(words -> body.put("entrypoint", words));
    body.putFilled("command", process.command());
    Map<String, String> env = new LinkedHashMap<>();
    process.env().forEach((name, value) -> env.put(name, environment.apply(value)));
    body.putFilled("env", env);
    body.put("user", process.user()).put("work_dir", process.workingDirectory());
    body.putTrue("terminal", process.tty());
    body.putTrue("stdin", process.stdin() != ProcessSpec.Stdin.CLOSED);
  }

  private static void lifecycle(LifecycleSpec lifecycle, Fields body) {
    lifecycle.stopSignal().ifPresent(signal -> body.put("stop_signal", signal.number()));
    Duration grace = lifecycle.stopGrace().orElse(StopOptions.DEFAULT_GRACE);
    body.put("stop_timeout", grace.plusNanos(999_999_999).toSeconds());
    RestartPolicy policy = lifecycle.restartPolicy();
    if (policy.mode() != RestartPolicy.Mode.NO) {
      body.put("restart_policy", policy.mode().label());
      policy.maximumRetries().ifPresent(retries -> body.put("restart_tries", retries));
    }
    body.putTrue("remove", lifecycle.autoRemove()).putTrue("init", lifecycle.init());
    lifecycle.healthCheck().ifPresent(check -> body.put("healthconfig", health(check)));
  }

  private static Map<String, Object> health(HealthCheck check) {
    List<String> test = new ArrayList<>();
    if (check.command().isEmpty()) {
      test.add("NONE");
    } else {
      test.add(check.shell() == HealthCheck.Form.SHELL ? "CMD-SHELL" : "CMD");
    }
    test.addAll(check.command());
    return new Fields()
        .putFilled("Test", test)
        .put("Interval", check.interval().map(Duration::toNanos))
        .put("Timeout", check.timeout().map(Duration::toNanos))
        .put("StartPeriod", check.startPeriod().map(Duration::toNanos))
        .put("Retries", check.retries())
        .map();
  }

  /** Nodes and names alike are words here, and Podman finds out which is which. */
  private static List<Object> devices(ContainerSpec spec) {
    List<String> words = new ArrayList<>();
    spec.devices()
        .devices()
        .forEach(
            node ->
                words.add(node.hostPath() + ":" + node.containerPath() + ":" + node.permissions()));
    words.addAll(spec.devices().cdiDevices());
    spec.devices().gpus().ifPresent(gpus -> words.addAll(GpuMapping.words(gpus, spec)));
    List<Object> devices = new ArrayList<>();
    words.forEach(word -> devices.add(Map.of("path", word)));
    return devices;
  }

  @Override
  public Optional<FieldPlan> fate(SpecField field, ContainerSpec spec) {
    switch (field) {
      case ANNOTATIONS:
      case BIND_MOUNTS:
        return Optional.of(FieldPlan.kept(field));
      case GPUS:
        return spec.devices().gpus().map(gpus -> GpuMapping.fate(gpus, spec));
      case BACKEND_OPTIONS:
        return Optional.of(GpuMapping.options(spec));
      case SECURITY_OPTIONS:
        return LibpodLimits.unknownOption(spec.security())
            .map(option -> FieldPlan.dropped(field, "Podman knows no security option " + option));
      case NETWORKS:
      case PORTS:
      case PUBLISH_ALL:
      case EXTRA_HOSTS:
      case DNS:
        return spec.pod()
            .map(pod -> FieldPlan.dropped(field, "it is pod " + pod + " that has a network"));
      case HOSTNAME:
        return spec.pod()
            .map(pod -> FieldPlan.dropped(field, "it is pod " + pod + " that has a host name"));
      default:
        return Optional.empty();
    }
  }

  /**
   * Whether a container asks for what is Podman's alone.
   *
   * @param spec what is to be made
   * @return true if it has wishes that only this form knows
   */
  public static boolean hasWishes(ContainerSpec spec) {
    return spec.backendOptions().containsKey(GpuMapping.OPTION);
  }
}
