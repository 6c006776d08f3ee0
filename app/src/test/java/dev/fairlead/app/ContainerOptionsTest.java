package dev.fairlead.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fairlead.spi.SpecField;
import dev.fairlead.spi.container.ContainerSpec;
import dev.fairlead.spi.container.GpuRequest;
import dev.fairlead.spi.container.NetworkAttachment;
import dev.fairlead.spi.container.ProcessSpec;
import dev.fairlead.spi.container.ResourceLimits;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class ContainerOptionsTest {

  private static ContainerSpec spec(String... args) {
    ContainerOptions options = new ContainerOptions();
    new CommandLine(options).setStopAtPositional(true).parseArgs(args);
    return options.spec(Path.of("/here"), Map.of());
  }

  @Test
  void everyFieldOfASpecificationCanBeTyped() {
    String most =
        "--name n -i -t -e A=1 -l k=v --annotation a=b -u me -w /w --entrypoint sh --restart always"
            + " --stop-signal INT --stop-timeout 3 --init --platform linux/amd64 --pull never"
            + " --pod p --option docker.x=y -m 64m --memory-swap 128m --memory-reservation 32m"
            + " --cpus 1.5 -c 512 --cpuset-cpus 0 --pids-limit 5 --shm-size 1m --oom-score-adj 1"
            + " --ulimit nofile=1:2 -p 8080:80 -P --network net --ip 10.0.0.2 -h host --add-host a:127.0.0.1"
            + " --dns 127.0.0.1 -v /a:/b -v vol:/c --tmpfs /t --log-driver local --privileged"
            + " --cap-add A --cap-drop B --read-only --security-opt x --group-add 1"
            + " --sysctl a.b=1 --userns host --pid host --ipc host --device /dev/null"
            + " --device acme.com/gpu=0 --gpus all --health-cmd true busybox true";
    Set<SpecField> typed = EnumSet.copyOf(spec(most.split(" ")).fieldsSet());
    typed.addAll(spec("--rm", "busybox").fieldsSet());
    assertThat(EnumSet.complementOf(EnumSet.copyOf(typed)))
        .containsExactly(SpecField.IMAGE_CREDENTIALS);
  }

  @Test
  void aServiceIsAWishOfTheRuntimeThatIsChosen() {
    ContainerOptions options = new ContainerOptions();
    new CommandLine(options).parseArgs("--service", "busybox");
    ContainerSpec spec = options.spec(Path.of("/here"), Map.of());
    assertThat(spec.backendOptions()).isEmpty();
    assertThat(options.on("some", spec).backendOptions()).isEqualTo(Map.of("some.service", "true"));
    assertThat(new ContainerOptions().on("some", spec)).isSameAs(spec);
  }

  @Test
  void whatFollowsTheImageBelongsToTheProgram() {
    ContainerSpec spec = spec("-i", "busybox", "sh", "-c", "echo a b", "--name", "x", "-i");
    assertThat(spec.process().command())
        .isEqualTo(List.of("sh", "-c", "echo a b", "--name", "x", "-i"));
    assertThat(spec.name()).isEmpty();
    assertThat(spec.process().stdin()).isEqualTo(ProcessSpec.Stdin.OPEN_ONCE);
  }

  @Test
  void gpusAreReadAsDockerReadsThem() {
    assertThat(spec("--gpus", "all", "x").devices().gpus()).contains(GpuRequest.all());
    assertThat(spec("--gpus", "2", "x").devices().gpus()).contains(GpuRequest.count(2));
    assertThat(spec("--gpus", "device=0,1", "x").devices().gpus())
        .contains(GpuRequest.ids(List.of("0", "1")));
    assertThat(spec("--gpus", "\"device=0,1\"", "x").devices().gpus())
        .contains(GpuRequest.ids(List.of("0", "1")));
    assertThat(spec("--gpus", "count=2,\"capabilities=compute,utility\"", "x").devices().gpus())
        .contains(
            new GpuRequest(
                GpuRequest.Selection.COUNT, 2, List.of(), "nvidia", Set.of("compute", "utility")));
    assertThat(spec("--gpus", "driver=amd,count=all", "x").devices().gpus())
        .contains(new GpuRequest(GpuRequest.Selection.ALL, 0, List.of(), "amd", Set.of()));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "many",
        "0",
        "-2",
        "count=",
        "count=x",
        "device=",
        "device=0,count=1",
        "colour=red",
        "count=1,count=2",
        "\"device=0"
      })
  void gpusThatAreNoneAreRefused(String text) {
    assertThatThrownBy(() -> spec("--gpus", text, "x"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("'" + text + "'");
  }

  @Test
  void networksAreReadAsDockerReadsThem() {
    assertThat(
            spec("--network", "n", "--network-alias", "a", "--ip", "10.0.0.2", "x")
                .networking()
                .networks())
        .isEqualTo(spec("--network", "name=n,alias=a,ip=10.0.0.2", "x").networking().networks())
        .singleElement()
        .isEqualTo(
            new NetworkAttachment(
                "n", List.of("a"), Optional.of("10.0.0.2"), Optional.empty(), Optional.empty()));
    assertThatThrownBy(() -> spec("--ip", "10.0.0.2", "x")).hasMessageContaining("--network");
    assertThatThrownBy(() -> spec("--network", "alias=a", "x")).hasMessageContaining("name=");
    assertThatThrownBy(() -> spec("--network", "name=n,speed=1", "x"))
        .hasMessageContaining("speed=1");
  }

  @Test
  void aHostHasOneAddress() {
    assertThat(
            spec("--add-host", "a:1.2.3.4", "--add-host", "b=[::1]", "x").networking().extraHosts())
        .isEqualTo(Map.of("a", "1.2.3.4", "b", "::1"));
    assertThatThrownBy(() -> spec("--add-host", "a:1.2.3.4", "--add-host", "a:1.2.3.5", "x"))
        .hasMessageContaining("two addresses");
    assertThat(spec("--add-host", "a:host-gateway", "x").networking().extraHosts())
        .isEqualTo(Map.of("a", "host-gateway"));
    assertThatThrownBy(() -> spec("--add-host", "a:nothing", "x"))
        .hasMessageContaining("'nothing'");
  }

  @Test
  void noLimitCanBeAskedFor() {
    ResourceLimits limits =
        spec("-m", "64m", "--memory-swap", "-1", "--pids-limit", "-1", "x").resources();
    assertThat(limits.memorySwapBytes()).hasValue(ResourceLimits.UNLIMITED);
    assertThat(limits.pidsLimit()).hasValue(ResourceLimits.UNLIMITED);
    assertThatThrownBy(() -> spec("--pids-limit", "-2", "x")).hasMessageContaining("-1 for no");
    assertThatThrownBy(() -> spec("--ulimit", "nofile=20:10", "x"))
        .hasMessageContaining("above its hard limit");
  }

  @Test
  void filesAreReadWhereDockerReadsThem(@TempDir Path here) throws IOException {
    Files.writeString(here.resolve("l"), "# c\na=1\n\n  b\n");
    Files.writeString(here.resolve("p.json"), "{\n  \"defaultAction\": \"SCMP_ACT_ALLOW\"\n}");
    Files.writeString(here.resolve("bad.json"), "{");
    ContainerOptions options = new ContainerOptions();
    new CommandLine(options)
        .parseArgs("--label-file", "l", "--security-opt", "seccomp=p.json", "x");
    ContainerSpec spec = options.spec(here, Map.of());
    assertThat(spec.labels()).isEqualTo(Map.of("a", "1", "b", ""));
    assertThat(spec.security().securityOptions())
        .containsExactly("seccomp={\"defaultAction\":\"SCMP_ACT_ALLOW\"}");
    assertThat(spec("--security-opt", "seccomp=unconfined", "x").security().securityOptions())
        .containsExactly("seccomp=unconfined");
    for (String bad : List.of("bad.json", "missing.json")) {
      assertThatThrownBy(() -> spec("--security-opt", "seccomp=" + here.resolve(bad), "x"))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining(bad);
    }
  }

  @Test
  void anEmptyEntrypointClearsTheImagesOwn() {
    assertThat(spec("--entrypoint", "", "x").process().entrypoint()).contains(List.of());
    assertThat(spec("x").process().entrypoint()).isEmpty();
  }
}
