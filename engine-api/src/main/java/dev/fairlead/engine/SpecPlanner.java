package dev.fairlead.engine;

import dev.fairlead.spi.Capabilities;
import dev.fairlead.spi.Capability;
import dev.fairlead.spi.FieldPlan;
import dev.fairlead.spi.Plan;
import dev.fairlead.spi.PlanMode;
import dev.fairlead.spi.SpecField;
import dev.fairlead.spi.container.ContainerSpec;
import dev.fairlead.spi.container.EnvValue;
import dev.fairlead.spi.container.Mount;
import dev.fairlead.spi.container.NetworkAttachment;
import dev.fairlead.spi.container.NetworkingSpec;
import dev.fairlead.spi.container.Ownership;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Tells what a specification would become: the calls, and the fate of each field that is set. */
final class SpecPlanner {

  /** What people see in place of the value of an environment variable. */
  private static final String MASK = "***";

  /** Fields that a daemon takes and then ignores, or fails at, where it lacks what they need. */
  private static final Map<SpecField, Capability> NEEDED =
      Map.of(
          SpecField.CDI_DEVICES, Capability.CDI_DEVICES,
          SpecField.GPUS, Capability.GPU,
          SpecField.HEALTH_CHECK, Capability.HEALTH_CHECK,
          SpecField.POD, Capability.PODS);

  private final String backend;
  private final ApiVersion api;
  private final Dialect dialect;
  private final Capabilities capabilities;
  private final KernelSupport kernel;
  private final Clock clock;
  private final Function<ContainerSpec, CreationForm> forms;
  private final HealthChecking healthChecking;

  SpecPlanner(
      String backend,
      ApiVersion api,
      Dialect dialect,
      Capabilities capabilities,
      KernelSupport kernel,
      Function<ContainerSpec, CreationForm> forms,
      HealthChecking healthChecking,
      Clock clock) {
    this.backend = backend;
    this.api = api;
    this.dialect = dialect;
    this.capabilities = capabilities;
    this.kernel = kernel;
    this.clock = clock;
    this.forms = forms;
    this.healthChecking = healthChecking;
  }

  Plan plan(ContainerSpec spec) {
    return new Plan(backend, nativeRequest(Ownership.mark(spec, clock)), fates(spec));
  }

  /** Refuses what the plan would refuse, without writing down the request that nobody looks at. */
  void require(ContainerSpec spec, PlanMode mode) {
    new Plan(backend, "", fates(spec)).require(mode);
  }

  private List<FieldPlan> fates(ContainerSpec spec) {
    return spec.fieldsSet().stream().map(field -> fate(field, spec)).toList();
  }

  private String nativeRequest(ContainerSpec spec) {
    CreationForm form = forms.apply(spec);
    StringBuilder text = new StringBuilder("POST /v").append(api).append(form.path());
    String separator = "?";
    for (Map.Entry<String, String> parameter : form.query(spec).entrySet()) {
      text.append(separator).append(parameter.getKey()).append('=').append(parameter.getValue());
      separator = "&";
    }
    text.append('\n').append(PrettyJson.write(form.body(spec, value -> MASK)));
    for (Map.Entry<String, Object> later : form.laterNetworks(spec).entrySet()) {
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
    return forms.apply(spec).fate(field, spec).orElseGet(() -> usualFate(field, spec));
  }

  private FieldPlan usualFate(SpecField field, ContainerSpec spec) {
    switch (field) {
      case ENV:
        return environment(spec);
      case BIND_MOUNTS:
        return binds(spec.mounts());
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
      case READ_ONLY:
        return dialect.readOnlyRootHasMemory()
            ? FieldPlan.approximated(
                field, "/run, /tmp and /var/tmp are in memory, and can be written to")
            : FieldPlan.kept(field);
      case PLATFORM:
        return dialect.platformIsPassedOver()
            ? FieldPlan.dropped(field, "this Podman passes over it; 5.4 or newer looks at it")
            : FieldPlan.kept(field);
      case EXTRA_HOSTS:
        return dialect.hostGatewayIsAWord()
                && spec.networking().extraHosts().containsValue(NetworkingSpec.HOST_GATEWAY)
            ? FieldPlan.dropped(
                field,
                "this Podman knows no host-gateway, 5.4 or newer does; use the name"
                    + " host.containers.internal")
            : FieldPlan.kept(field);
      case HEALTH_CHECK:
        return healthChecking == HealthChecking.BY_DAEMON
            ? FieldPlan.kept(field)
            : FieldPlan.approximated(
                field,
                "no timer makes the checks here: each is made when its time has come and somebody"
                    + " asks for the health, as 'fairlead wait --for healthy' does");
      case USERNS:
        return userNamespace(spec.security().userNamespace().orElse("host"));
      case BACKEND_OPTIONS:
        return options(spec);
      default:
        return FieldPlan.kept(field);
    }
  }

  private static FieldPlan binds(List<Mount> mounts) {
    List<Mount.Bind> binds =
        mounts.stream().filter(Mount.Bind.class::isInstance).map(Mount.Bind.class::cast).toList();
    if (binds.stream().anyMatch(bind -> bind.owner() == Mount.Owner.CONTAINER)) {
      return FieldPlan.dropped(
          SpecField.BIND_MOUNTS, "the daemon gives files to nobody (U); chown the source instead");
    }
    return binds.stream().anyMatch(MountMapping::relabels)
        ? FieldPlan.approximated(
            SpecField.BIND_MOUNTS,
            "a relabelled source that is missing is made as a directory, not refused")
        : FieldPlan.kept(SpecField.BIND_MOUNTS);
  }

  private FieldPlan userNamespace(String word) {
    return dialect.userNamespacesAreMany() || word.equals("host")
        ? FieldPlan.kept(SpecField.USERNS)
        : FieldPlan.dropped(
            SpecField.USERNS,
            "a container has the daemon's user namespace, or that of the host, and not " + word);
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
