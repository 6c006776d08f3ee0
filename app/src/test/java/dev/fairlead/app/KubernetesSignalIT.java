package dev.fairlead.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import reactor.core.publisher.Mono;

/** What ends a run on a cluster from outside, where nothing can be killed. */
@Timeout(value = 2, unit = TimeUnit.MINUTES)
class KubernetesSignalIT {

  @TempDir Path home;

  private final String name = "sig-" + UUID.randomUUID().toString().substring(0, 8);
  private Cluster cluster;

  @BeforeEach
  void aClusterIsThere() {
    cluster = Cluster.of(home);
  }

  @AfterEach
  void nothingIsLeftBehind() throws IOException {
    if (cluster != null) {
      cluster.ok("rm", "-f", name);
      assertThat(cluster.objects(name)).isEmpty();
    }
  }

  private Process run(String script) throws IOException {
    List<String> command = new ArrayList<>(Child.command());
    command.addAll(List.of("-r", "kubernetes", "run", "--rm", "--name", name, Cluster.IMAGE));
    command.addAll(List.of("sh", "-c", script));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().put("CLASSPATH", Child.classPath());
    builder.environment().put("KUBECONFIG", cluster.real().kubeconfig().toString());
    return builder.start();
  }

  private static int end(Process process) throws InterruptedException {
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    return process.exitValue();
  }

  @Test
  void aRunWhoseOutputNobodyReadsEndsAndLeavesNothing() throws Exception {
    Process run = run("trap 'exit 5' TERM; while :; do echo more; done");
    assertThat(run.inputReader().readLine()).isEqualTo("more");
    run.getInputStream().close();
    assertThat(end(run)).isIn(5, 141);
    assertThat(cluster.objects(name)).isEmpty();
  }

  @Test
  void aSecondSignalRemovesWhatCannotBeKilled() throws Exception {
    Process run = run("trap '' TERM; echo ready; while :; do sleep 1; done");
    BufferedReader output = run.inputReader();
    assertThat(output.readLine()).isEqualTo("ready");
    run.toHandle().destroy();
    assertThat(output.readLine()).contains("once more removes it");
    Mono.delay(Duration.ofMillis(150)).block(); // at once it would be taken for the same one
    long asked = System.nanoTime();
    run.toHandle().destroy();
    assertThat(end(run)).isEqualTo(143);
    assertThat(TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - asked)).isLessThan(8);
    assertThat(output.lines()).noneMatch(line -> line.contains("could not"));
  }
}
