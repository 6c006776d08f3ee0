package dev.fairlead.process;

import dev.fairlead.spi.FieldPlan;
import dev.fairlead.spi.Plan;
import dev.fairlead.spi.SpecField;
import dev.fairlead.spi.container.ContainerSpec;
import dev.fairlead.spi.container.EnvValue;
import dev.fairlead.spi.container.GpuRequest;
import dev.fairlead.spi.container.Mount;
import dev.fairlead.spi.container.NetworkAttachment;
import dev.fairlead.spi.container.Platform;
import dev.fairlead.spi.container.PullPolicy;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Tells what becomes of each field of a specification when it is a local process. */
final class ProcessPlanner {

  /** The one image. */
  static final String IMAGE = "host";

  private static final Set<SpecField> KEPT =
      EnumSet.of(
          SpecField.NAME,
          SpecField.ENTRYPOINT,
          SpecField.COMMAND,
          SpecField.ENV,
          SpecField.WORKDIR,
          SpecField.STDIN,
          SpecField.STOP_SIGNAL,
          SpecField.STOP_GRACE,
          SpecField.AUTO_REMOVE,
          SpecField.LABELS);

  private static final Map<SpecField, String> DROPPED =
      Map.ofEntries(
          Map.entry(SpecField.TTY, "Java cannot open a pseudo-terminal"),
          Map.entry(SpecField.VOLUME_MOUNTS, "there are no volumes, use a directory of the host"),
          Map.entry(SpecField.TMPFS_MOUNTS, "a process has no mounts of its own"),
          Map.entry(SpecField.PORTS, "the process listens on the machine's ports by itself"),
          Map.entry(SpecField.PUBLISH_ALL, "the process listens on the machine's ports by itself"),
          Map.entry(SpecField.HOSTNAME, "the process has the machine's host name"),
          Map.entry(SpecField.EXTRA_HOSTS, "the process has the machine's hosts file"),
          Map.entry(SpecField.DNS, "the process has the machine's resolver"),
          Map.entry(SpecField.PRIVILEGED, "the process has the rights of its user, and no more"),
          Map.entry(SpecField.GROUPS, "the process has the groups of its user"),
          Map.entry(SpecField.RESTART_POLICY, "nobody is there to restart it after a reboot"),
          Map.entry(SpecField.HEALTH_CHECK, "nobody runs checks"),
          Map.entry(SpecField.ANNOTATIONS, "there are only labels"),
          Map.entry(SpecField.LOG_DRIVER, "output is kept in the state directory, always"),
          Map.entry(SpecField.POD, "there are no pods"),
          Map.entry(SpecField.DEVICES, "the process has the machine's devices"),
          Map.entry(SpecField.CDI_DEVICES, "the process has the machine's devices"));

  private final HostUser user;

  ProcessPlanner(HostUser user) {
    this.user = user;
  }

  Plan plan(ContainerSpec spec) {
    List<FieldPlan> fields = spec.fieldsSet().stream().map(field -> plan(field, spec)).toList();
    return new Plan(ProcessBackendProvider.ID, nativeRequest(spec), fields);
  }

  static boolean isHost(ContainerSpec spec) {
    return spec.image().equals(IMAGE) || spec.image().equals(IMAGE + ":latest");
  }

  /** The whole command: there is no image that could bring a part of it. */
  static List<String> arguments(ContainerSpec spec) {
    List<String> arguments = new ArrayList<>(spec.process().entrypoint().orElse(List.of()));
    arguments.addAll(spec.process().command());
    return arguments;
  }

  private FieldPlan plan(SpecField field, ContainerSpec spec) {
    if (KEPT.contains(field)) {
      return FieldPlan.kept(field);
    }
    String reason = DROPPED.get(field);
    if (reason != null) {
      return FieldPlan.dropped(field, reason);
    }
    switch (field) {
      case IMAGE:
        return isHost(spec)
            ? FieldPlan.kept(field)
            : FieldPlan.dropped(
                field,
                "only the image 'host' exists here, it means this machine; use a container runtime"
                    + " for others");
      case USER:
        return kept(
            field,
            spec.process().user().filter(user::is).isPresent(),
            "the process runs as the user who starts it");
      case BIND_MOUNTS:
        return binds(spec);
      case NETWORKS:
        return kept(
            field,
            spec.networking().networks().equals(List.of(NetworkAttachment.to("host"))),
            "the process is on the machine's own network, which is called host");
      case USERNS:
        return namespace(field, spec.security().userNamespace());
      case PID:
        return namespace(field, spec.security().pidNamespace());
      case IPC:
        return namespace(field, spec.security().ipcNamespace());
      case GPUS:
        return gpus(spec);
      case INIT:
        return FieldPlan.approximated(
            field, "the supervisor signals the whole tree; the machine's init reaps orphans");
      case PLATFORM:
        return kept(
            field,
            spec.platform().filter(ProcessPlanner::isThisMachine).isPresent(),
            "this machine is of another kind");
      case PULL_POLICY:
        return spec.pullPolicy() == PullPolicy.NEVER
            ? FieldPlan.kept(field)
            : FieldPlan.approximated(field, "the image host is always here, nothing is pulled");
      case IMAGE_CREDENTIALS:
        return FieldPlan.approximated(field, "the image host is always here, nothing is pulled");
      case BACKEND_OPTIONS:
        List<String> unknown =
            spec.backendOptions().keySet().stream()
                .filter(key -> key.startsWith(ProcessBackendProvider.ID + "."))
                .toList();
        return kept(
            field,
            unknown.isEmpty(),
            "this backend knows no options, and not " + String.join(", ", unknown));
      default:
        return FieldPlan.dropped(field, "a local process has no limits or rights of its own");
    }
  }

  private static FieldPlan kept(SpecField field, boolean kept, String otherwise) {
    return kept ? FieldPlan.kept(field) : FieldPlan.dropped(field, otherwise);
  }

  private static FieldPlan namespace(SpecField field, Optional<String> wanted) {
    return kept(
        field, wanted.filter("host"::equals).isPresent(), "the process is in the machine's own");
  }

  private static FieldPlan binds(ContainerSpec spec) {
    boolean inPlace =
        spec.mounts().stream()
            .filter(Mount.Bind.class::isInstance)
            .map(Mount.Bind.class::cast)
            .allMatch(
                bind ->
                    bind.source().equals(bind.target())
                        && bind.access() == Mount.Access.READ_WRITE
                        && bind.owner() == Mount.Owner.KEPT);
    return inPlace
        ? FieldPlan.approximated(
            SpecField.BIND_MOUNTS, "the process sees every path of the machine, these among them")
        : FieldPlan.dropped(
            SpecField.BIND_MOUNTS,
            "the process sees the machine's paths as they are: source and target must be the same,"
                + " writable, and of whom they are");
  }

  private static FieldPlan gpus(ContainerSpec spec) {
    return spec.devices()
            .gpus()
            .filter(gpus -> gpus.selection() == GpuRequest.Selection.ALL)
            .isPresent()
        ? FieldPlan.approximated(
            SpecField.GPUS, "the process sees all GPUs of this machine, if there are any")
        : FieldPlan.dropped(SpecField.GPUS, "the process sees all GPUs of this machine");
  }

  private static boolean isThisMachine(Platform platform) {
    return platform.os().equals(HostImages.operatingSystem())
        && platform.architecture().equals(HostImages.architecture());
  }

  private static String nativeRequest(ContainerSpec spec) {
    StringBuilder text = new StringBuilder("exec");
    arguments(spec).forEach(argument -> text.append(' ').append(quoted(argument)));
    spec.process().workingDirectory().ifPresent(path -> text.append("\nin ").append(path));
    spec.process()
        .env()
        .forEach(
            (name, value) ->
                text.append("\nwith ")
                    .append(name)
                    .append('=')
                    .append(
                        value.sensitivity() == EnvValue.Sensitivity.SECRET
                            ? "***"
                            : quoted(value.value())));
    return text.toString();
  }

  private static String quoted(String text) {
    return text.toLowerCase(Locale.ROOT).matches("[a-z0-9_./:=,+-]+")
        ? text
        : "'" + text.replace("'", "'\\''") + "'";
  }
}
