package dev.fairlead.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fairlead.spi.SpecField;
import dev.fairlead.spi.container.ContainerSpec;
import dev.fairlead.spi.container.GpuRequest;
import dev.fairlead.spi.container.ProcessSpec;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
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
            + " --ulimit nofile=1:2 -p 8080:80 -P --network net -h host --add-host a:127.0.0.1"
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
    assertThatThrownBy(() -> spec("--gpus", "many", "x")).hasMessageContaining("many");
  }

  @Test
  void anEmptyEntrypointClearsTheImagesOwn() {
    assertThat(spec("--entrypoint", "", "x").process().entrypoint()).contains(List.of());
    assertThat(spec("x").process().entrypoint()).isEmpty();
  }
}
