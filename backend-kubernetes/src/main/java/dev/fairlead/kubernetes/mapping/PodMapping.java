package dev.fairlead.kubernetes.mapping;

import dev.fairlead.spi.container.ContainerSpec;
import dev.fairlead.spi.container.EnvValue;
import dev.fairlead.spi.container.HealthCheck;
import dev.fairlead.spi.container.NetworkAttachment;
import dev.fairlead.spi.container.NetworkingSpec;
import dev.fairlead.spi.container.ProcessSpec;
import dev.fairlead.spi.container.PullPolicy;
import dev.fairlead.spi.container.RestartPolicy;
import dev.fairlead.spi.container.StopOptions;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.EnvVarBuilder;
import io.fabric8.kubernetes.api.model.LocalObjectReference;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodSpecBuilder;
import io.fabric8.kubernetes.api.model.Probe;
import io.fabric8.kubernetes.api.model.ProbeBuilder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/** Makes the pod of a container. What the plan drops leaves no trace in it. */
public final class PodMapping {

  /** The name of the one container of a pod. */
  public static final String CONTAINER = "main";

  private static final int DEFAULT_PERIOD_SECONDS = 30;
  private static final int DEFAULT_RETRIES = 3;

  private final ContainerSpec spec;
  private final String name;
  private final SecretNames secrets;
  private final UnaryOperator<String> shown;
  private final Wishes wishes;
  private final VolumeMapping volumes;

  /**
   * Prepares the mapping.
   *
   * @param spec what the container is made from, with its marks
   * @param name the name of the pod
   * @param secrets the secrets that it points to
   * @param storage whether named volumes can be claims
   * @param shown what takes the place of the value of a variable, such as a mask for a plan
   */
  public PodMapping(
      ContainerSpec spec,
      String name,
      SecretNames secrets,
      StorageClasses storage,
      UnaryOperator<String> shown) {
    this.spec = spec;
    this.name = name;
    this.secrets = secrets;
    this.shown = shown;
    this.wishes = new Wishes(spec.backendOptions());
    this.volumes = new VolumeMapping(spec, storage);
  }

  /**
   * The pod.
   *
   * @return what is sent to the server
   */
  public Pod pod() {
    return new PodBuilder()
        .withMetadata(meta())
        .withSpec(
            withNetwork(
                    new PodSpecBuilder()
                        .withRestartPolicy(restart(spec.lifecycle().restartPolicy()))
                        .withContainers(container())
                        .withVolumes(volumes.volumes())
                        .withTerminationGracePeriodSeconds(graceSeconds(spec))
                        .withSecurityContext(SecurityMapping.ofPod(spec.security()))
                        // As with any other runtime: no key to the cluster, and no variables of
                        // its services, unless that is asked for.
                        .withEnableServiceLinks(false)
                        .withAutomountServiceAccountToken(
                            wishes.text("service-account").isPresent())
                        .withServiceAccountName(wishes.text("service-account").orElse(null))
                        .withPriorityClassName(wishes.text("priority-class").orElse(null))
                        .withRuntimeClassName(wishes.text("runtime-class").orElse(null))
                        .withTolerations(wishes.tolerations())
                        .withNodeSelector(nodeSelector())
                        .withImagePullSecrets(pullSecrets())
                        .withHostPID(isHost(spec.security().pidNamespace()) ? Boolean.TRUE : null)
                        .withHostIPC(isHost(spec.security().ipcNamespace()) ? Boolean.TRUE : null)
                        .withShareProcessNamespace(spec.lifecycle().init() ? Boolean.TRUE : null))
                .build())
        .build();
  }

  /** Seconds until a container that does not end is killed, rounded up. */
  static long graceSeconds(ContainerSpec spec) {
    Duration grace = spec.lifecycle().stopGrace().orElse(StopOptions.DEFAULT_GRACE);
    return grace.plusNanos(999_999_999).toSeconds();
  }

  static boolean isHost(Optional<String> namespace) {
    return namespace.filter(NetworkAttachment.HOST::equals).isPresent();
  }

  private ObjectMeta meta() {
    Map<String, String> annotations = new LinkedHashMap<>();
    spec.annotations()
        .forEach(
            (key, value) -> {
              if (PodLabels.isKey(key)) {
                annotations.put(key, value);
              }
            });
    PodLabels.others(spec.labels()).ifPresent(text -> annotations.put(PodLabels.ANNOTATION, text));
    spec.name()
        .filter(wanted -> !wanted.equals(name))
        .ifPresent(wanted -> annotations.put(Names.ANNOTATION, wanted));
    return new ObjectMetaBuilder()
        .withName(name)
        .withLabels(PodLabels.fitting(spec.labels()))
        .withAnnotations(annotations)
        .build();
  }

  private static String restart(RestartPolicy policy) {
    return switch (policy.mode()) {
      case NO -> "Never";
      case ALWAYS, UNLESS_STOPPED -> "Always";
      case ON_FAILURE -> "OnFailure";
    };
  }

  private Container container() {
    ProcessSpec process = spec.process();
    ContainerBuilder container =
        new ContainerBuilder()
            .withName(CONTAINER)
            .withImage(spec.image())
            .withImagePullPolicy(pull(spec.pullPolicy()))
            .withEnv(environment())
            .withWorkingDir(process.workingDirectory().orElse(null))
            .withResources(ResourceMapping.of(spec))
            .withSecurityContext(SecurityMapping.ofContainer(spec))
            .withVolumeMounts(volumes.mounts())
            .withReadinessProbe(spec.lifecycle().healthCheck().flatMap(this::probe).orElse(null))
            // Its last words are in its log, where users look for them.
            .withTerminationMessagePolicy("FallbackToLogsOnError");
    if (process.stdin() != ProcessSpec.Stdin.CLOSED) {
      container.withStdin(true).withStdinOnce(process.stdin() == ProcessSpec.Stdin.OPEN_ONCE);
    }
    if (process.tty()) {
      container.withTty(true);
    }
    process
        .entrypoint()
        .filter(entry -> !entry.isEmpty())
        .map(this::literal)
        .ifPresent(container::withCommand);
    if (process.entrypoint().filter(List::isEmpty).isPresent()) {
      container.withCommand(literal(process.command()));
    } else {
      container.withArgs(literal(process.command()));
    }
    return container.build();
  }

  private static String pull(PullPolicy policy) {
    return switch (policy) {
      case ALWAYS -> "Always";
      case IF_NOT_PRESENT -> "IfNotPresent";
      case NEVER -> "Never";
    };
  }

  /** Kubelets replace {@code $(NAME)} in these; a doubled dollar is a dollar, and nothing else. */
  private List<String> literal(List<String> words) {
    return words.stream().map(PodMapping::literal).collect(Collectors.toList());
  }

  private static String literal(String text) {
    return text.replace("$", "$$");
  }

  private List<EnvVar> environment() {
    List<EnvVar> variables = new ArrayList<>();
    int place = 0;
    for (Map.Entry<String, EnvValue> entry : spec.process().env().entrySet()) {
      EnvVarBuilder variable = new EnvVarBuilder().withName(entry.getKey());
      if (SecretMapping.isSecret(entry.getValue())) {
        variable
            .withNewValueFrom()
            .withNewSecretKeyRef()
            .withName(secrets.environment().orElseThrow())
            .withKey(SecretMapping.key(place))
            .endSecretKeyRef()
            .endValueFrom();
      } else {
        variable.withValue(shown.apply(literal(entry.getValue().value())));
      }
      variables.add(variable.build());
      place++;
    }
    return variables;
  }

  private Optional<Probe> probe(HealthCheck check) {
    if (check.command().isEmpty()) {
      return Optional.empty();
    }
    List<String> command =
        check.shell() == HealthCheck.Form.SHELL
            ? List.of("/bin/sh", "-c", check.command().get(0))
            : check.command();
    return Optional.of(
        new ProbeBuilder()
            .withNewExec()
            .withCommand(command)
            .endExec()
            .withPeriodSeconds(seconds(check.interval()))
            .withTimeoutSeconds(seconds(check.timeout()))
            .withInitialDelaySeconds(
                check.startPeriod().map(time -> (int) time.toSeconds()).orElse(null))
            .withFailureThreshold(check.retries().orElse(DEFAULT_RETRIES))
            .build());
  }

  private static int seconds(Optional<Duration> time) {
    return (int) Math.max(1, time.map(Duration::toSeconds).orElse((long) DEFAULT_PERIOD_SECONDS));
  }

  private Map<String, String> nodeSelector() {
    Map<String, String> selector = new LinkedHashMap<>();
    spec.platform()
        .ifPresent(
            platform -> {
              selector.put("kubernetes.io/os", platform.os());
              selector.put("kubernetes.io/arch", platform.architecture());
            });
    selector.putAll(wishes.nodeSelector());
    return selector;
  }

  private List<LocalObjectReference> pullSecrets() {
    List<LocalObjectReference> all =
        wishes.list("image-pull-secrets").stream()
            .map(LocalObjectReference::new)
            .collect(Collectors.toList());
    secrets.registry().ifPresent(secret -> all.add(new LocalObjectReference(secret)));
    return all;
  }

  private PodSpecBuilder withNetwork(PodSpecBuilder pod) {
    NetworkingSpec network = spec.networking();
    if (network.networks().stream()
        .anyMatch(each -> each.network().equals(NetworkAttachment.HOST))) {
      pod.withHostNetwork(true);
    }
    network.hostname().filter(Hosts::isLabel).ifPresent(pod::withHostname);
    pod.withHostAliases(Hosts.aliases(network));
    if (Hosts.asksForDns(network)) {
      pod.withDnsPolicy(network.dnsServers().isEmpty() ? "ClusterFirst" : "None")
          .withDnsConfig(Hosts.dns(network));
    }
    return pod;
  }
}
