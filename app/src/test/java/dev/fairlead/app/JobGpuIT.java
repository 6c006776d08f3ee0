package dev.fairlead.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.fairlead.testing.RealRuntime;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** GPUs of a job on a real Podman, which reads of three that are not there in a specification. */
class JobGpuIT {

  /** Where Podman looks, beside /etc/cdi. */
  private static final Path SPECIFICATIONS = Path.of("/var/run/cdi");

  private static final String SPECIFICATION =
      """
      {"cdiVersion": "0.5.0", "kind": "%s.com/gpu", "devices": [
        {"name": "0", "containerEdits": {"env": ["MADE_UP_GPU_0=zero"]}},
        {"name": "1", "containerEdits": {"env": ["MADE_UP_GPU_1=one"]}},
        {"name": "2", "containerEdits": {"env": ["MADE_UP_GPU_2=two"]}}]}
      """;

  @TempDir Path home;

  private final String name = "job-" + UUID.randomUUID().toString().substring(0, 8);
  private final Path specification = SPECIFICATIONS.resolve(name + ".json");
  private String podman = "";

  @BeforeEach
  void aRealServiceIsThereAndASpecificationIs() throws IOException {
    podman = RealRuntime.podman().toString();
    Files.createDirectories(SPECIFICATIONS);
    assumeTrue(Files.isWritable(SPECIFICATIONS), SPECIFICATIONS + " can be written by root alone");
    Files.writeString(specification, SPECIFICATION.formatted(name));
  }

  @AfterEach
  void nothingIsLeft() throws IOException {
    if (!podman.isEmpty()) {
      cli().run("job", "rm", "-f", name);
      cli().run("job", "rm", "-f", name + "b");
    }
    Files.deleteIfExists(specification);
  }

  private Cli cli() {
    return new Cli(home).with("CONTAINER_HOST", podman).with("FAIRLEAD_RUNTIME", "podman");
  }

  private Cli.Result run(String job, int nodes, String gpus, String... command) {
    String[] options = {
      "job", "run", "--name", job, "--nodes", "" + nodes, "--master-wait", "0", "--image", "busybox"
    };
    return cli()
        .run(
            Stream.of(Stream.of(options), Stream.of(gpus.split(" ")), Stream.of(command))
                .flatMap(words -> words)
                .toArray(String[]::new));
  }

  @Test
  void nodesGetDistinctGpusThatNobodyElseHolds() {
    String three = "--gpus driver=" + name + ",device=0,1,2 --gpus-per-node 1";
    String shown = "env | grep MADE_UP; echo $PET_NPROC_PER_NODE";
    Cli.Result first = run(name, 2, three + " -d", "sh", "-c", shown + "; sleep 60");
    assertThat(first.code()).as(first.toString()).isZero();
    assertThat(cli().run("job", "logs", "--rank", "0", name).out())
        .isEqualTo("[0] MADE_UP_GPU_0=zero\n[0] 1\n");
    assertThat(cli().run("job", "logs", "--rank", "1", name).out())
        .isEqualTo("[1] MADE_UP_GPU_1=one\n[1] 1\n");
    Cli.Result tooMany = run(name + "b", 2, three, "true");
    assertThat(tooMany.code()).isEqualTo(125);
    assertThat(tooMany.err().strip().lines())
        .singleElement()
        .asString()
        .contains("of 3 GPUs 1 is free", name + "-node-0", name + "-node-1");
    assertThat(cli().run("job", "status", name + "b").code()).isEqualTo(125);
    Cli.Result last = run(name + "b", 1, three + " --rm", "sh", "-c", shown);
    assertThat(last.out()).as(last.toString()).isEqualTo("[0] MADE_UP_GPU_2=two\n[0] 1\n");
  }
}
