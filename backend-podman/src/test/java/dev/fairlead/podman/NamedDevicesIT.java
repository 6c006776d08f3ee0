package dev.fairlead.podman;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.fairlead.spi.Backend;
import dev.fairlead.spi.BackendOptions;
import dev.fairlead.spi.Disposition;
import dev.fairlead.spi.Endpoint;
import dev.fairlead.spi.PlanMode;
import dev.fairlead.spi.container.ContainerId;
import dev.fairlead.spi.container.ContainerSpec;
import dev.fairlead.spi.container.ContainerSpecBuilder;
import dev.fairlead.spi.container.GpuRequest;
import dev.fairlead.spi.container.RemoveOptions;
import dev.fairlead.spi.container.WaitCondition;
import dev.fairlead.spi.error.ContainerException;
import dev.fairlead.spi.log.LogOptions;
import dev.fairlead.spi.log.OutputFrame;
import dev.fairlead.testing.RealRuntime;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;

/** GPUs and other devices by their names in a specification (CDI), which a real Podman reads. */
class NamedDevicesIT {

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  /** Where Podman looks, beside /etc/cdi. */
  private static final Path SPECIFICATIONS = Path.of("/var/run/cdi");

  private static final String SPECIFICATION =
      """
      {"cdiVersion": "0.5.0", "kind": "%s", "devices": [
        {"name": "all", "containerEdits": {"env": ["NAMED_DEVICE=all"]}},
        {"name": "0", "containerEdits": {"env": ["NAMED_DEVICE_0=zero"]}},
        {"name": "1", "containerEdits": {"env": ["NAMED_DEVICE_1=one"]}}]}
      """;

  private final String name = "fairlead-cdi-" + UUID.randomUUID().toString().substring(0, 8);
  private final Path gpus = SPECIFICATIONS.resolve(name + "-gpus.json");
  private final Path others = SPECIFICATIONS.resolve(name + "-others.json");
  private Backend backend;

  @BeforeEach
  void aRealServiceIsThereAndSpecificationsAre() throws IOException {
    backend =
        get(
            new PodmanProvider()
                .open(Endpoint.of(RealRuntime.podman()), BackendOptions.defaults()));
    Files.createDirectories(SPECIFICATIONS);
    assumeTrue(Files.isWritable(SPECIFICATIONS), SPECIFICATIONS + " can be written by root alone");
    Files.writeString(gpus, SPECIFICATION.formatted("nvidia.com/gpu"));
    Files.writeString(others, SPECIFICATION.formatted(name + ".example/thing"));
  }

  @AfterEach
  void nothingIsLeft() throws IOException {
    backend.containers().remove(ContainerId.of(name), RemoveOptions.force()).block(PATIENCE);
    Files.deleteIfExists(gpus);
    Files.deleteIfExists(others);
    backend.close().block(PATIENCE);
  }

  private static <T> T get(Mono<T> step) {
    return step.block(PATIENCE);
  }

  private ContainerSpecBuilder spec() {
    return ContainerSpec.builder("busybox").name(name).command("sh", "-c", "env | grep NAMED_");
  }

  private List<String> environment(ContainerSpecBuilder spec) {
    ContainerId id = get(backend.containers().create(spec.build(), PlanMode.STRICT)).id();
    backend.containers().start(id).block(PATIENCE);
    get(backend.containers().waitFor(id, WaitCondition.NOT_RUNNING));
    String out =
        get(
            backend
                .containers()
                .logs(id, LogOptions.all())
                .ofType(OutputFrame.class)
                .map(frame -> StandardCharsets.UTF_8.decode(frame.bytes()).toString())
                .collect(Collectors.joining()));
    return out.lines().sorted().toList();
  }

  @Test
  void allGpusAreOneName() {
    assertThat(environment(spec().gpus(GpuRequest.all()))).containsExactly("NAMED_DEVICE=all");
  }

  @Test
  void someGpusAreTheirNames() {
    assertThat(environment(spec().gpus(GpuRequest.ids(List.of("1")))))
        .containsExactly("NAMED_DEVICE_1=one");
  }

  @Test
  void aNumberOfGpusIsTheFirstOnesAndThePlanSaysSo() {
    ContainerSpecBuilder two = spec().gpus(GpuRequest.count(2));
    assertThat(get(backend.plan(two.build())).fields())
        .anyMatch(
            field ->
                field.disposition() == Disposition.APPROXIMATED
                    && field.detail().contains("nvidia.com/gpu=0, nvidia.com/gpu=1"));
    assertThat(environment(two)).containsExactly("NAMED_DEVICE_0=zero", "NAMED_DEVICE_1=one");
  }

  @Test
  void otherDevicesAreTakenByName() {
    assertThat(environment(spec().cdiDevice(name + ".example/thing=0")))
        .containsExactly("NAMED_DEVICE_0=zero");
  }

  @Test
  void oneThatNoSpecificationHasIsAnErrorThatNamesIt() {
    ContainerSpecBuilder wrong = spec().gpus(GpuRequest.ids(List.of("7")));
    assertThatExceptionOfType(ContainerException.class)
        .isThrownBy(() -> environment(wrong))
        .withMessageContaining("nvidia.com/gpu=7");
  }

  private static final String NODES = "podman.gpus";

  /** Nodes that stand for a GPU's: the ones of the kernel's null device. */
  private static List<Path> makeNodes() throws IOException, InterruptedException {
    List<Path> nodes =
        List.of(Path.of("/dev/nvidia0"), Path.of("/dev/nvidiactl"), Path.of("/dev/nvidia-uvm"));
    assumeTrue(nodes.stream().noneMatch(Files::exists), "this machine has GPUs of its own");
    for (Path node : nodes) {
      Process mknod = new ProcessBuilder("mknod", node.toString(), "c", "1", "3").start();
      assertThat(mknod.waitFor()).isZero();
    }
    return nodes;
  }

  @Test
  void deviceNodesAreTakenWhereSomebodyWishesForThem() throws IOException, InterruptedException {
    ContainerSpecBuilder wish =
        spec()
            .command("sh", "-c", "ls /dev/nvidia*; env | grep NAMED_")
            .gpus(GpuRequest.count(1))
            .backendOption(NODES, "device-nodes");
    assertThat(get(backend.plan(wish.build())).fields())
        .anyMatch(
            field ->
                field.disposition() == Disposition.APPROXIMATED
                    && field.detail().contains("/dev/nvidia0, /dev/nvidiactl, /dev/nvidia-uvm"));
    List<Path> nodes = makeNodes();
    try {
      assertThat(environment(wish))
          .containsExactly("/dev/nvidia-uvm", "/dev/nvidia0", "/dev/nvidiactl");
    } finally {
      for (Path node : nodes) {
        Files.deleteIfExists(node);
      }
    }
  }

  @Test
  void aNodeThatIsMissingIsAnErrorThatNamesIt() {
    ContainerSpecBuilder wish =
        spec().gpus(GpuRequest.ids(List.of("77"))).backendOption(NODES, "device-nodes");
    assertThatExceptionOfType(ContainerException.class)
        .isThrownBy(() -> environment(wish))
        .withMessageContaining("/dev/nvidia77");
  }

  @Test
  void whatHasNoNodesIsRefusedWithItsReason() {
    refused(spec().gpus(GpuRequest.all()).backendOption(NODES, "device-nodes"), "give numbers");
    refused(
        spec().gpus(GpuRequest.ids(List.of("GPU-1a"))).backendOption(NODES, "device-nodes"),
        "GPU-1a is none");
    refused(spec().gpus(GpuRequest.all()).backendOption(NODES, "nodes"), "is device-nodes, not");
    refused(spec().backendOption(NODES, "device-nodes"), "is for a request for GPUs");
  }

  private void refused(ContainerSpecBuilder spec, String why) {
    assertThatExceptionOfType(ContainerException.class)
        .isThrownBy(() -> environment(spec))
        .withMessageContaining(why);
  }
}
