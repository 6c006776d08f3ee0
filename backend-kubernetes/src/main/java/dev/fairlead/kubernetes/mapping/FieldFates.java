package dev.fairlead.kubernetes.mapping;

import dev.fairlead.spi.Disposition;
import dev.fairlead.spi.FieldPlan;
import dev.fairlead.spi.SpecField;
import dev.fairlead.spi.container.ContainerSpec;
import dev.fairlead.spi.container.EnvValue;
import dev.fairlead.spi.container.GpuRequest;
import dev.fairlead.spi.container.Mount;
import dev.fairlead.spi.container.NetworkAttachment;
import dev.fairlead.spi.container.NetworkingSpec;
import dev.fairlead.spi.container.Platform;
import dev.fairlead.spi.container.RestartPolicy;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What becomes of each field of one specification when it is a pod. */
final class FieldFates {

  private static final Map<SpecField, String> DROPPED =
      Map.ofEntries(
          Map.entry(
              SpecField.BIND_MOUNTS,
              "the files of this machine are not on the cluster's nodes; fairlead cp takes them in"),
          Map.entry(
              SpecField.PUBLISH_ALL,
              "a cluster publishes nothing on this machine; fairlead port-forward reaches a port"),
          Map.entry(SpecField.MEMORY_SWAP, "a pod cannot ask for swap"),
          Map.entry(SpecField.CPUSET, "the kubelet chooses processors"),
          Map.entry(SpecField.PIDS_LIMIT, "kubelets have one limit for all pods"),
          Map.entry(SpecField.OOM_SCORE, "the kubelet sets it by requests and limits"),
          Map.entry(SpecField.ULIMITS, "a pod has those of the node's runtime"),
          Map.entry(SpecField.DEVICES, "a pod gets devices from device plugins only"),
          Map.entry(SpecField.CDI_DEVICES, "a pod gets devices from device plugins only"),
          Map.entry(SpecField.STOP_SIGNAL, "a pod is stopped by the signal of its image"),
          Map.entry(SpecField.AUTO_REMOVE, "a cluster does not remove a pod at its end"),
          Map.entry(SpecField.LOG_DRIVER, "the node's runtime keeps the log for the kubelet"),
          Map.entry(SpecField.POD, "each container has a pod of its own"));

  private static final String BY_A_CLIENT =
      "here a run in the foreground listens while it lasts, and so does fairlead port-forward";

  private final ContainerSpec spec;
  private final StorageClasses storage;

  FieldFates(ContainerSpec spec, StorageClasses storage) {
    this.spec = spec;
    this.storage = storage;
  }

  FieldPlan of(SpecField field) {
    String reason = DROPPED.get(field);
    return reason == null
        ? deviation(field).orElse(FieldPlan.kept(field))
        : FieldPlan.dropped(field, reason);
  }

  /** How a field is not quite what was asked for; empty if it is. */
  private Optional<FieldPlan> deviation(SpecField field) {
    return switch (field) {
      case ENV -> environment(field);
      case USER ->
          drop(
              field,
              spec.process().user().flatMap(SecurityMapping::numbers).isEmpty(),
              "a pod names users and groups by number only");
      case VOLUME_MOUNTS -> Optional.of(new VolumeNames(spec, storage).fate(field));
      case TMPFS_MOUNTS -> tmpfs(field);
      case NETWORKS -> networks(field);
      case HOSTNAME ->
          drop(
              field,
              spec.networking().hostname().filter(Hosts::isLabel).isEmpty(),
              "a pod's host name has small letters, digits and hyphens, at most 63, and no dots");
      case EXTRA_HOSTS ->
          drop(
              field,
              spec.networking().extraHosts().containsValue(NetworkingSpec.HOST_GATEWAY),
              "a pod has no address for the machine that it runs on, nor for this one");
      case DNS ->
          approximate(
              field,
              spec.networking().dnsServers().isEmpty(),
              "added to the cluster's own search domains and options");
      case CPUS ->
          approximate(
              field,
              spec.resources().nanoCpus().orElse(0) % 1_000_000 != 0,
              "rounded up to thousandths of a processor");
      case CPU_SHARES ->
          approximate(
              field,
              true,
              "as a request of "
                  + ResourceMapping.requestedThousandths(spec.resources())
                  + " thousandths of a processor, which has to be free on a node");
      case SHM_SIZE ->
          approximate(
              field, true, "a memory volume; kubelets before 1.22 evict beyond it, and no sooner");
      case RESTART_POLICY ->
          drop(
                  field,
                  spec.lifecycle().restartPolicy().maximumRetries().isPresent(),
                  "a kubelet does not count restarts")
              .or(() -> restarts(field));
      case PORTS -> ports(field);
      case STOP_GRACE ->
          approximate(
              field,
              spec.lifecycle().stopGrace().orElse(Duration.ZERO).toNanosPart() != 0,
              "rounded up to whole seconds");
      case HEALTH_CHECK ->
          approximate(
              field,
              true,
              "as a readiness probe: whether the pod is ready is told, and not what checks wrote");
      case INIT ->
          approximate(
              field, true, "the pause process reaps orphans, and the program gets signals itself");
      case PLATFORM ->
          approximate(
              field,
              spec.platform().flatMap(Platform::variant).isPresent(),
              "nodes tell operating system and architecture, and no variant");
      default -> security(field).or(() -> wishes(field));
    };
  }

  private Optional<FieldPlan> security(SpecField field) {
    return switch (field) {
      case SECURITY_OPTIONS -> {
        List<String> unknown =
            spec.security().securityOptions().stream()
                .filter(option -> !SecurityMapping.understands(option))
                .toList();
        yield drop(field, !unknown.isEmpty(), "a pod cannot express " + String.join(", ", unknown));
      }
      case GROUPS ->
          drop(
              field,
              !spec.security().groups().stream().allMatch(SecurityMapping::isNumber),
              "a pod names groups by number only");
      case SYSCTLS ->
          approximate(
              field,
              !SecurityMapping.unsafe(spec.security()).isEmpty(),
              "kubelets refuse to start it unless they allow "
                  + String.join(", ", SecurityMapping.unsafe(spec.security())));
      case USERNS ->
          drop(
              field,
              !PodMapping.isHost(spec.security().userNamespace()),
              "pods have the node's user namespace");
      case PID ->
          drop(
              field,
              !PodMapping.isHost(spec.security().pidNamespace()),
              "a pod has its own or the node's");
      case IPC ->
          drop(
              field,
              !PodMapping.isHost(spec.security().ipcNamespace()),
              "a pod has its own or the node's");
      default -> Optional.empty();
    };
  }

  private Optional<FieldPlan> wishes(SpecField field) {
    return switch (field) {
      case GPUS ->
          drop(
              field,
              spec.devices().gpus().map(GpuRequest::selection).orElse(GpuRequest.Selection.COUNT)
                  != GpuRequest.Selection.COUNT,
              "a cluster gives GPUs by number; ask for so many");
      case ANNOTATIONS -> {
        List<String> wrong =
            spec.annotations().keySet().stream().filter(key -> !PodLabels.isKey(key)).toList();
        yield drop(field, !wrong.isEmpty(), "no key of an annotation: " + String.join(", ", wrong));
      }
      case BACKEND_OPTIONS -> {
        List<String> unknown = new Wishes(spec.backendOptions()).unknown();
        yield drop(
            field,
            !unknown.isEmpty(),
            "kubernetes knows no such option or value: " + String.join(", ", unknown));
      }
      default -> Optional.empty();
    };
  }

  private Optional<FieldPlan> environment(SpecField field) {
    List<String> wrong =
        spec.process().env().keySet().stream()
            .filter(name -> !name.matches("[-._a-zA-Z][-._a-zA-Z0-9]*"))
            .toList();
    if (!wrong.isEmpty()) {
      return drop(field, true, "servers before 1.30 refuse the names " + String.join(", ", wrong));
    }
    return spec.process().env().values().stream()
            .map(EnvValue::sensitivity)
            .anyMatch(EnvValue.Sensitivity.SECRET::equals)
        ? Optional.of(new FieldPlan(field, Disposition.KEPT, "secret values through a Secret"))
        : Optional.empty();
  }

  private Optional<FieldPlan> tmpfs(SpecField field) {
    boolean special =
        spec.mounts().stream()
            .anyMatch(
                mount ->
                    mount instanceof Mount.Tmpfs tmpfs
                        && (tmpfs.sizeBytes().isPresent() || tmpfs.mode().isPresent()));
    return approximate(
        field,
        special,
        "a memory volume that everybody may write to; kubelets before 1.22 evict beyond its size");
  }

  private Optional<FieldPlan> networks(SpecField field) {
    boolean hostOnly =
        spec.networking().networks().stream()
            .allMatch(each -> each.equals(NetworkAttachment.to(NetworkAttachment.HOST)));
    return drop(
        field, !hostOnly, "all pods are on the cluster's one network; only host is another");
  }

  private Optional<FieldPlan> restarts(SpecField field) {
    RestartPolicy.Mode mode = spec.lifecycle().restartPolicy().mode();
    if (DeploymentMapping.isAskedFor(spec)) {
      return approximate(
          field, mode == RestartPolicy.Mode.ON_FAILURE, "a Deployment starts it after any end");
    }
    return approximate(
        field,
        mode != RestartPolicy.Mode.NO,
        "by the kubelet of its node: it is not started again elsewhere when the node is lost");
  }

  private Optional<FieldPlan> ports(SpecField field) {
    return DeploymentMapping.isAskedFor(spec)
        ? approximate(
            field,
            true,
            "as a Service of the cluster, at the container's own ports; " + BY_A_CLIENT)
        : drop(field, true, "a cluster publishes nothing on this machine; " + BY_A_CLIENT);
  }

  private static Optional<FieldPlan> drop(SpecField field, boolean so, String why) {
    return so ? Optional.of(FieldPlan.dropped(field, why)) : Optional.empty();
  }

  private static Optional<FieldPlan> approximate(SpecField field, boolean so, String how) {
    return so ? Optional.of(FieldPlan.approximated(field, how)) : Optional.empty();
  }
}
