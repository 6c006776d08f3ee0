package dev.fairlead.spi;

import dev.fairlead.spi.container.ContainerSpec;
import dev.fairlead.spi.container.EnvValue;
import dev.fairlead.spi.container.Mount;
import dev.fairlead.spi.container.ProcessSpec;
import dev.fairlead.spi.container.PullPolicy;
import dev.fairlead.spi.container.RestartPolicy;
import dev.fairlead.spi.image.ImageReference;
import java.util.Collection;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Predicate;

/** A field of {@link ContainerSpec}, as plans and conflicts name it. */
public enum SpecField {
  /** The image. */
  IMAGE(SpecField::canonicalImage, spec -> true),
  /** The name. */
  NAME(ContainerSpec::name, spec -> spec.name().isPresent()),
  /** The entrypoint. */
  ENTRYPOINT(spec -> spec.process().entrypoint(), spec -> spec.process().entrypoint().isPresent()),
  /** The command. */
  COMMAND(spec -> spec.process().command(), spec -> filled(spec.process().command())),
  /** Environment variables. */
  ENV(spec -> plain(spec.process().env()), spec -> filled(spec.process().env())),
  /** The user. */
  USER(spec -> spec.process().user(), spec -> spec.process().user().isPresent()),
  /** The working directory. */
  WORKDIR(
      spec -> spec.process().workingDirectory(),
      spec -> spec.process().workingDirectory().isPresent()),
  /** Standard input. */
  STDIN(spec -> spec.process().stdin(), spec -> spec.process().stdin() != ProcessSpec.Stdin.CLOSED),
  /** The terminal. */
  TTY(spec -> spec.process().tty(), spec -> spec.process().tty()),
  /** Binds of host paths. */
  BIND_MOUNTS(spec -> mounts(spec, Mount.Bind.class), spec -> has(spec, Mount.Bind.class)),
  /** Named volumes. */
  VOLUME_MOUNTS(
      spec -> mounts(spec, Mount.NamedVolume.class), spec -> has(spec, Mount.NamedVolume.class)),
  /** Memory file systems. */
  TMPFS_MOUNTS(spec -> mounts(spec, Mount.Tmpfs.class), spec -> has(spec, Mount.Tmpfs.class)),
  /** Networks. */
  NETWORKS(spec -> spec.networking().networks(), spec -> filled(spec.networking().networks())),
  /** Published ports. */
  PORTS(spec -> spec.networking().ports(), spec -> filled(spec.networking().ports())),
  /** All exposed ports published. */
  PUBLISH_ALL(spec -> spec.networking().publishAll(), spec -> spec.networking().publishAll()),
  /** The host name. */
  HOSTNAME(spec -> spec.networking().hostname(), spec -> spec.networking().hostname().isPresent()),
  /** Lines of the hosts file. */
  EXTRA_HOSTS(
      spec -> spec.networking().extraHosts(), spec -> filled(spec.networking().extraHosts())),
  /** Name servers, search domains and resolver options. */
  DNS(
      spec ->
          spec.networking().dnsServers()
              + "|"
              + spec.networking().dnsSearch()
              + "|"
              + spec.networking().dnsOptions(),
      spec ->
          filled(spec.networking().dnsServers())
              || filled(spec.networking().dnsSearch())
              || filled(spec.networking().dnsOptions())),
  /** The limit of memory. */
  MEMORY(
      spec -> spec.resources().memoryBytes(), spec -> spec.resources().memoryBytes().isPresent()),
  /** The limit of memory and swap. */
  MEMORY_SWAP(
      spec -> spec.resources().memorySwapBytes(),
      spec -> spec.resources().memorySwapBytes().isPresent()),
  /** Reserved memory. */
  MEMORY_RESERVATION(
      spec -> spec.resources().memoryReservationBytes(),
      spec -> spec.resources().memoryReservationBytes().isPresent()),
  /** Processor time. */
  CPUS(spec -> spec.resources().nanoCpus(), spec -> spec.resources().nanoCpus().isPresent()),
  /** Processor weight. */
  CPU_SHARES(
      spec -> spec.resources().cpuShares(), spec -> spec.resources().cpuShares().isPresent()),
  /** Allowed processors. */
  CPUSET(spec -> spec.resources().cpuset(), spec -> spec.resources().cpuset().isPresent()),
  /** The limit of processes. */
  PIDS_LIMIT(
      spec -> spec.resources().pidsLimit(), spec -> spec.resources().pidsLimit().isPresent()),
  /** The size of shared memory. */
  SHM_SIZE(spec -> spec.resources().shmBytes(), spec -> spec.resources().shmBytes().isPresent()),
  /** The adjustment for when memory runs out. */
  OOM_SCORE(
      spec -> spec.resources().oomScoreAdjustment(),
      spec -> spec.resources().oomScoreAdjustment().isPresent()),
  /** Limits of each process. */
  ULIMITS(spec -> spec.resources().ulimits(), spec -> filled(spec.resources().ulimits())),
  /** All privileges. */
  PRIVILEGED(spec -> spec.security().privileged(), spec -> spec.security().privileged()),
  /** Added capabilities. */
  CAP_ADD(spec -> sorted(spec.security().capAdd()), spec -> filled(spec.security().capAdd())),
  /** Capabilities taken away. */
  CAP_DROP(spec -> sorted(spec.security().capDrop()), spec -> filled(spec.security().capDrop())),
  /** The read-only root. */
  READ_ONLY(spec -> spec.security().readOnlyRoot(), spec -> spec.security().readOnlyRoot()),
  /** Security options. */
  SECURITY_OPTIONS(
      spec -> spec.security().securityOptions(), spec -> filled(spec.security().securityOptions())),
  /** Further groups. */
  GROUPS(spec -> spec.security().groups(), spec -> filled(spec.security().groups())),
  /** Kernel parameters. */
  SYSCTLS(spec -> sorted(spec.security().sysctls()), spec -> filled(spec.security().sysctls())),
  /** The user namespace. */
  USERNS(
      spec -> spec.security().userNamespace(), spec -> spec.security().userNamespace().isPresent()),
  /** The process namespace. */
  PID(spec -> spec.security().pidNamespace(), spec -> spec.security().pidNamespace().isPresent()),
  /** The namespace of interprocess communication. */
  IPC(spec -> spec.security().ipcNamespace(), spec -> spec.security().ipcNamespace().isPresent()),
  /** Device nodes. */
  DEVICES(spec -> spec.devices().devices(), spec -> filled(spec.devices().devices())),
  /** Devices of the Container Device Interface. */
  CDI_DEVICES(spec -> spec.devices().cdiDevices(), spec -> filled(spec.devices().cdiDevices())),
  /** GPUs. */
  GPUS(spec -> spec.devices().gpus(), spec -> spec.devices().gpus().isPresent()),
  /** The restart policy. */
  RESTART_POLICY(
      spec -> spec.lifecycle().restartPolicy(),
      spec -> spec.lifecycle().restartPolicy().mode() != RestartPolicy.Mode.NO),
  /** The health check. */
  HEALTH_CHECK(
      spec -> spec.lifecycle().healthCheck(), spec -> spec.lifecycle().healthCheck().isPresent()),
  /** The stop signal. */
  STOP_SIGNAL(
      spec -> spec.lifecycle().stopSignal(), spec -> spec.lifecycle().stopSignal().isPresent()),
  /** The grace period of a stop. */
  STOP_GRACE(
      spec -> spec.lifecycle().stopGrace(), spec -> spec.lifecycle().stopGrace().isPresent()),
  /** Removal after the end. */
  AUTO_REMOVE(spec -> spec.lifecycle().autoRemove(), spec -> spec.lifecycle().autoRemove()),
  /** The init process. */
  INIT(spec -> spec.lifecycle().init(), spec -> spec.lifecycle().init()),
  /** Labels. */
  LABELS(spec -> sorted(spec.labels()), spec -> filled(spec.labels())),
  /** Annotations. */
  ANNOTATIONS(spec -> sorted(spec.annotations()), spec -> filled(spec.annotations())),
  /** The platform. */
  PLATFORM(ContainerSpec::platform, spec -> spec.platform().isPresent()),
  /** The pull policy. */
  PULL_POLICY(ContainerSpec::pullPolicy, spec -> spec.pullPolicy() != PullPolicy.IF_NOT_PRESENT),
  /** The credentials for the image's registry; their values never count. */
  IMAGE_CREDENTIALS(spec -> "", spec -> spec.imageCredentials().isPresent()),
  /** The log driver. */
  LOG_DRIVER(ContainerSpec::logDriver, spec -> spec.logDriver().isPresent()),
  /** The pod. */
  POD(ContainerSpec::pod, spec -> spec.pod().isPresent()),
  /** Wishes that only one backend knows. */
  BACKEND_OPTIONS(spec -> sorted(spec.backendOptions()), spec -> filled(spec.backendOptions()));

  @SuppressWarnings("ImmutableEnumChecker") // a function without state
  private final Function<ContainerSpec, Object> value;

  @SuppressWarnings("ImmutableEnumChecker") // a function without state
  private final Predicate<ContainerSpec> set;

  SpecField(Function<ContainerSpec, Object> value, Predicate<ContainerSpec> set) {
    this.value = value;
    this.set = set;
  }

  /**
   * The name as people and documents see it.
   *
   * @return lower case with hyphens, for example {@code stop-grace}
   */
  public String label() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /**
   * Whether a specification says anything in this field.
   *
   * @param spec the specification
   * @return true if a backend has to account for it
   */
  public boolean isSet(ContainerSpec spec) {
    return set.test(spec);
  }

  /**
   * What a specification says in this field, in one form for equal values: for digests, not for
   * showing. Of a secret environment variable only the name counts.
   *
   * @param spec the specification
   * @return text that is equal for equal values
   */
  public String canonical(ContainerSpec spec) {
    return Objects.toString(value.apply(spec));
  }

  /** Runtimes write the same image in long and in short forms. */
  private static Object canonicalImage(ContainerSpec spec) {
    try {
      return ImageReference.parse(spec.image()).canonical();
    } catch (IllegalArgumentException notAReference) {
      return spec.image();
    }
  }

  private static boolean filled(Collection<?> values) {
    return !values.isEmpty();
  }

  private static boolean filled(Map<?, ?> values) {
    return !values.isEmpty();
  }

  private static Object plain(Map<String, EnvValue> env) {
    Map<String, String> shown = new TreeMap<>();
    env.forEach(
        (name, value) ->
            shown.put(
                name, value.sensitivity() == EnvValue.Sensitivity.SECRET ? "***" : value.value()));
    return shown;
  }

  private static Object sorted(Collection<String> values) {
    return values.stream().sorted().toList();
  }

  private static Object sorted(Map<String, String> values) {
    return new TreeMap<>(values);
  }

  private static boolean has(ContainerSpec spec, Class<? extends Mount> kind) {
    return spec.mounts().stream().anyMatch(kind::isInstance);
  }

  private static Object mounts(ContainerSpec spec, Class<? extends Mount> kind) {
    return spec.mounts().stream().filter(kind::isInstance).toList();
  }
}
