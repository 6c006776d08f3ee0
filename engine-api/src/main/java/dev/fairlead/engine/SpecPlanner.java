package dev.fairlead.engine;

import dev.fairlead.spi.Capabilities;
import dev.fairlead.spi.Capability;
import dev.fairlead.spi.FieldPlan;
import dev.fairlead.spi.Plan;
import dev.fairlead.spi.SpecField;
import dev.fairlead.spi.container.ContainerSpec;
import dev.fairlead.spi.container.EnvValue;
import dev.fairlead.spi.container.Mount;
import dev.fairlead.spi.container.NetworkAttachment;
import dev.fairlead.spi.container.Ownership;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Tells what a specification would become: the calls, and the fate of each field that is set. */
final class SpecPlanner {

  /** Fields that a daemon takes and then ignores, or fails at, where it lacks what they need. */
  private static final Map<SpecField, Capability> NEEDED =
      Map.of(
          SpecField.CDI_DEVICES, Capability.CDI_DEVICES,
          SpecField.GPUS, Capability.GPU,
          SpecField.POD, Capability.PODS);

  private final String backend;
  private final ApiVersion api;
  private final Capabilities capabilities;
  private final KernelSupport kernel;
  private final Clock clock;
  private final SpecMapping mapping;

  SpecPlanner(
      String backend,
      ApiVersion api,
      Capabilities capabilities,
      KernelSupport kernel,
      Clock clock) {
    this.backend = backend;
    this.api = api;
    this.capabilities = capabilities;
    this.kernel = kernel;
    this.clock = clock;
    this.mapping = new SpecMapping(api, capabilities);
  }

  Plan plan(ContainerSpec spec) {
    List<FieldPlan> fields = spec.fieldsSet().stream().map(field -> fate(field, spec)).toList();
    return new Plan(backend, nativeRequest(Ownership.mark(spec, clock)), fields);
  }

  private String nativeRequest(ContainerSpec spec) {
    StringBuilder text = new StringBuilder("POST /v").append(api).append("/containers/create");
    String separator = "?";
    if (spec.name().isPresent()) {
      text.append(separator).append("name=").append(spec.name().get());
      separator = "&";
    }
    if (spec.platform().isPresent()) {
      text.append(separator).append("platform=").append(spec.platform().get());
    }
    text.append('\n').append(PrettyJson.write(mapping.masked(spec)));
    for (Map.Entry<String, Object> later : mapping.laterNetworks(spec).entrySet()) {
      text.append("\nPOST /v").append(api).append("/networks/").append(later.getKey());
      text.append("/connect\n").append(PrettyJson.write(later.getValue()));
    }
    return text.toString();
  }

  private FieldPlan fate(SpecField field, ContainerSpec spec) {
    Capability needed = NEEDED.get(field);
    if (needed != null && !capabilities.has(needed)) {
      return FieldPlan.dropped(field, capabilities.absence(needed).orElse("it is not offered"));
    }
    Optional<String> lacking = kernel.lacks(field, spec);
    if (lacking.isPresent()) {
      return FieldPlan.dropped(field, lacking.get());
    }
    switch (field) {
      case ENV:
        return environment(spec);
      case BIND_MOUNTS:
        return spec.mounts().stream()
                .anyMatch(mount -> mount instanceof Mount.Bind b && MountMapping.relabels(b))
            ? FieldPlan.approximated(
                field, "a relabelled source that is missing is made as a directory, not refused")
            : FieldPlan.kept(field);
      case PORTS:
      case PUBLISH_ALL:
        return publishing(field, spec.networking().networks());
      case NETWORKS:
        return networks(spec.networking().networks());
      case GPUS:
        return spec.devices()
                .gpus()
                .map(gpus -> gpus.vendor())
                .orElse("")
                .equals(DeviceMapping.NVIDIA)
            ? FieldPlan.kept(field)
            : FieldPlan.dropped(
                field, "the daemon translates requests for GPUs of nvidia only; name CDI devices");
      case STOP_GRACE:
        return wholeSeconds(spec.lifecycle().stopGrace().orElse(Duration.ZERO))
            ? FieldPlan.kept(field)
            : FieldPlan.approximated(field, "rounded up to whole seconds");
      case ANNOTATIONS:
        return api.atLeast(SpecMapping.ANNOTATIONS)
            ? FieldPlan.kept(field)
            : FieldPlan.dropped(field, "API " + api + " has no annotations; 1.43 or newer has");
      case BACKEND_OPTIONS:
        return options(spec);
      default:
        return FieldPlan.kept(field);
    }
  }

  /** Docker takes ports with these networks too, and publishes none of them. */
  private static FieldPlan publishing(SpecField field, List<NetworkAttachment> networks) {
    return networks.stream()
        .map(NetworkAttachment::network)
        .filter(
            name ->
                name.equals(NetworkAttachment.HOST)
                    || name.equals(NetworkAttachment.NONE)
                    || name.startsWith("container:"))
        .findFirst()
        .map(name -> FieldPlan.dropped(field, "nothing is published on the network " + name))
        .orElse(FieldPlan.kept(field));
  }

  private static boolean wholeSeconds(Duration duration) {
    return Duration.ofSeconds(SpecMapping.seconds(duration)).equals(duration);
  }

  private static FieldPlan environment(ContainerSpec spec) {
    String secrets =
        spec.process().env().entrySet().stream()
            .filter(entry -> entry.getValue().sensitivity() == EnvValue.Sensitivity.SECRET)
            .map(Map.Entry::getKey)
            .collect(Collectors.joining(", "));
    return secrets.isEmpty()
        ? FieldPlan.kept(SpecField.ENV)
        : FieldPlan.approximated(
            SpecField.ENV,
            "there is no store of secrets: whoever may inspect the container can read " + secrets);
  }

  private FieldPlan networks(List<NetworkAttachment> networks) {
    boolean lostMac =
        !api.atLeast(SpecMapping.ENDPOINTS_IN_CREATE)
            && networks.stream().skip(1).anyMatch(network -> network.macAddress().isPresent());
    return lostMac
        ? FieldPlan.dropped(
            SpecField.NETWORKS,
            "API " + api + " takes a MAC address for the first network only; 1.44 or newer for all")
        : FieldPlan.kept(SpecField.NETWORKS);
  }

  /** Wishes for other backends are passed over; one of this backend has to be known. */
  private FieldPlan options(ContainerSpec spec) {
    String unknown =
        spec.backendOptions().keySet().stream()
            .filter(key -> key.startsWith(backend + "."))
            .sorted()
            .collect(Collectors.joining(", "));
    return unknown.isEmpty()
        ? FieldPlan.kept(SpecField.BACKEND_OPTIONS)
        : FieldPlan.dropped(SpecField.BACKEND_OPTIONS, backend + " knows no option " + unknown);
  }
}
