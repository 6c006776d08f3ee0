package dev.fairlead.tck;

import dev.fairlead.spi.SpecField;
import dev.fairlead.spi.container.ContainerSpecBuilder;
import dev.fairlead.spi.container.DeviceSpec;
import dev.fairlead.spi.container.GpuRequest;
import dev.fairlead.spi.container.HealthCheck;
import dev.fairlead.spi.container.LogDriver;
import dev.fairlead.spi.container.Mount;
import dev.fairlead.spi.container.NetworkAttachment;
import dev.fairlead.spi.container.Platform;
import dev.fairlead.spi.container.PortBinding;
import dev.fairlead.spi.container.ProcessSpec;
import dev.fairlead.spi.container.PullPolicy;
import dev.fairlead.spi.container.ResourceLimits;
import dev.fairlead.spi.container.RestartPolicy;
import dev.fairlead.spi.container.Signal;
import dev.fairlead.spi.image.RegistryCredentials;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.function.UnaryOperator;

/**
 * For each field of a specification a plain wish that sets it.
 *
 * @since 0.1
 */
public final class SpecSamples {

  private final Map<SpecField, UnaryOperator<ContainerSpecBuilder>> wishes =
      new EnumMap<>(SpecField.class);

  private SpecSamples() {}

  /**
   * A wish for each field.
   *
   * @return by field, in the order of the fields, what adds it to a specification
   */
  public static Map<SpecField, UnaryOperator<ContainerSpecBuilder>> all() {
    SpecSamples samples = new SpecSamples();
    samples.process();
    samples.outside();
    samples.resources();
    samples.security();
    samples.rest();
    return samples.wishes;
  }

  private void process() {
    wishes.put(SpecField.IMAGE, spec -> spec);
    wishes.put(SpecField.NAME, spec -> spec.name("tck-plan"));
    wishes.put(SpecField.ENTRYPOINT, spec -> spec.entrypoint(List.of("sh", "-c")));
    wishes.put(SpecField.COMMAND, spec -> spec.command("true"));
    wishes.put(SpecField.ENV, spec -> spec.env("A", "1"));
    wishes.put(SpecField.USER, spec -> spec.user("1000:1000"));
    wishes.put(SpecField.WORKDIR, spec -> spec.workingDirectory("/"));
    wishes.put(SpecField.STDIN, spec -> spec.stdin(ProcessSpec.Stdin.OPEN_ONCE));
    wishes.put(SpecField.TTY, spec -> spec.tty(true));
  }

  private void outside() {
    wishes.put(
        SpecField.BIND_MOUNTS,
        spec ->
            spec.mount(
                new Mount.Bind(
                    "/tmp", "/mnt", Mount.Access.READ_ONLY, Mount.Relabel.NONE, Optional.empty())));
    wishes.put(
        SpecField.VOLUME_MOUNTS,
        spec ->
            spec.mount(
                new Mount.NamedVolume(Optional.of("tck-plan"), "/data", Mount.Access.READ_WRITE)));
    wishes.put(
        SpecField.TMPFS_MOUNTS,
        spec ->
            spec.mount(new Mount.Tmpfs("/scratch", OptionalLong.of(1 << 20), OptionalInt.empty())));
    wishes.put(SpecField.NETWORKS, spec -> spec.network(NetworkAttachment.to("tck-plan")));
    wishes.put(SpecField.PORTS, spec -> spec.port(PortBinding.randomTcp(80)));
    wishes.put(SpecField.PUBLISH_ALL, spec -> spec.publishAll(true));
    wishes.put(SpecField.HOSTNAME, spec -> spec.hostname("tck-host"));
    wishes.put(SpecField.EXTRA_HOSTS, spec -> spec.extraHost("tck.invalid", "127.0.0.1"));
    wishes.put(SpecField.DNS, spec -> spec.dnsServer("127.0.0.1"));
  }

  private void resources() {
    wishes.put(SpecField.MEMORY, spec -> spec.memoryBytes(64L << 20));
    wishes.put(SpecField.MEMORY_SWAP, spec -> spec.memorySwapBytes(128L << 20));
    wishes.put(SpecField.MEMORY_RESERVATION, spec -> spec.memoryReservationBytes(32L << 20));
    wishes.put(SpecField.CPUS, spec -> spec.nanoCpus(500_000_000));
    wishes.put(SpecField.CPU_SHARES, spec -> spec.cpuShares(512));
    wishes.put(SpecField.CPUSET, spec -> spec.cpuset("0"));
    wishes.put(SpecField.PIDS_LIMIT, spec -> spec.pidsLimit(100));
    wishes.put(SpecField.SHM_SIZE, spec -> spec.shmBytes(1 << 20));
    wishes.put(SpecField.OOM_SCORE, spec -> spec.oomScoreAdjustment(100));
    wishes.put(
        SpecField.ULIMITS, spec -> spec.ulimit(new ResourceLimits.Ulimit("nofile", 512, 512)));
    wishes.put(
        SpecField.DEVICES,
        spec -> spec.device(new DeviceSpec.DeviceNode("/dev/null", "/dev/nothing", "r")));
    wishes.put(SpecField.CDI_DEVICES, spec -> spec.cdiDevice("fairlead.invalid/none=0"));
    wishes.put(SpecField.GPUS, spec -> spec.gpus(GpuRequest.all()));
  }

  private void security() {
    wishes.put(SpecField.PRIVILEGED, spec -> spec.privileged(true));
    wishes.put(SpecField.CAP_ADD, spec -> spec.capAdd("NET_ADMIN"));
    wishes.put(SpecField.CAP_DROP, spec -> spec.capDrop("NET_RAW"));
    wishes.put(SpecField.READ_ONLY, spec -> spec.readOnlyRoot(true));
    wishes.put(SpecField.SECURITY_OPTIONS, spec -> spec.securityOption("no-new-privileges"));
    wishes.put(SpecField.GROUPS, spec -> spec.group("100"));
    wishes.put(SpecField.SYSCTLS, spec -> spec.sysctl("net.core.somaxconn", "64"));
    wishes.put(SpecField.USERNS, spec -> spec.userNamespace("host"));
    wishes.put(SpecField.PID, spec -> spec.pidNamespace("host"));
    wishes.put(SpecField.IPC, spec -> spec.ipcNamespace("host"));
  }

  private void rest() {
    wishes.put(
        SpecField.RESTART_POLICY, spec -> spec.restartPolicy(RestartPolicy.parse("on-failure:2")));
    wishes.put(SpecField.HEALTH_CHECK, spec -> spec.healthCheck(HealthCheck.exec(List.of("true"))));
    wishes.put(SpecField.STOP_SIGNAL, spec -> spec.stopSignal(Signal.INT));
    wishes.put(SpecField.STOP_GRACE, spec -> spec.stopGrace(Duration.ofSeconds(3)));
    wishes.put(SpecField.AUTO_REMOVE, spec -> spec.autoRemove(true));
    wishes.put(SpecField.INIT, spec -> spec.init(true));
    wishes.put(SpecField.LABELS, spec -> spec.label("tier", "web"));
    wishes.put(SpecField.ANNOTATIONS, spec -> spec.annotation("note", "plan"));
    wishes.put(SpecField.PLATFORM, spec -> spec.platform(Platform.parse("linux/amd64")));
    wishes.put(SpecField.PULL_POLICY, spec -> spec.pullPolicy(PullPolicy.NEVER));
    wishes.put(
        SpecField.IMAGE_CREDENTIALS,
        spec -> spec.imageCredentials(RegistryCredentials.basic("tck", "tck-password")));
    wishes.put(SpecField.LOG_DRIVER, spec -> spec.logDriver(new LogDriver("none", Map.of())));
    wishes.put(SpecField.POD, spec -> spec.pod("tck-plan"));
    wishes.put(
        SpecField.BACKEND_OPTIONS, spec -> spec.backendOption("tck-no-backend.wish", "true"));
  }
}
