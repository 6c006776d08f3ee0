package dev.fairlead.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code fairlead -r kubernetes} on a real cluster. */
@Timeout(value = 3, unit = TimeUnit.MINUTES)
class KubernetesCommandIT {

  private static final int LARGE = 100_000_000;

  @TempDir Path home;

  private final String name = "app-" + UUID.randomUUID().toString().substring(0, 8);
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

  private void idle() {
    cluster.ok("run", "-d", "--name", name, Cluster.IMAGE, "sleep", "600");
  }

  private static void oneLine(Cli.Result result, String... words) {
    assertThat(result.code()).as(result.toString()).isEqualTo(125);
    assertThat(result.err().strip().lines()).as(result.err()).hasSize(1);
    assertThat(result.err()).startsWith("fairlead: ").contains(words);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aRunTellsItsOutputAndItsCodeAndLeavesNothing(boolean token) throws IOException {
    Path kubeconfig = token ? cluster.real().tokenKubeconfig() : cluster.real().kubeconfig();
    String[] line = {
      "-r",
      "kubernetes",
      "run",
      "--rm",
      "--name",
      name,
      "-e",
      "TOKEN=x",
      Cluster.IMAGE,
      "sh",
      "-c",
      "echo hi; exit 4"
    };
    Cli.Result result = cluster.as(kubeconfig).run(line);
    assertThat(result.out()).as(result.toString()).isEqualTo("hi\n");
    assertThat(result.err()).isEmpty();
    assertThat(result.code()).isEqualTo(4);
    assertThat(cluster.objects(name)).isEmpty();
  }

  @Test
  void whoMayNothingIsToldByVerbAndResourceWhatHeMayNot() {
    Cli.Result result =
        cluster
            .as(cluster.real().nobodyKubeconfig())
            .run("-r", "kubernetes", "run", "--rm", "--name", name, Cluster.IMAGE, "true");
    oneLine(result, "create pods");
    assertThat(result.out()).isEmpty();
  }

  @Test
  void anImageThatDoesNotExistFailsSoonInTheKubeletsWords() throws IOException {
    Instant before = Instant.now();
    Cli.Result result =
        cluster.cli().run("run", "--rm", "--name", name, "127.0.0.1:1/no/such:image", "true");
    assertThat(Duration.between(before, Instant.now())).isLessThan(Duration.ofSeconds(30));
    oneLine(result, "127.0.0.1:1/no/such:image", "ErrImagePull", "connection refused");
    assertThat(cluster.objects(name)).isEmpty();
  }

  @Test
  void commandsAreExecutedAndInputIsReadToItsEnd() {
    idle();
    Cli.Result result =
        cluster.cli().run("exec", name, "sh", "-c", "echo out; echo err >&2; exit 6");
    assertThat(result.out()).isEqualTo("out\n");
    assertThat(result.err()).isEqualTo("err\n");
    assertThat(result.code()).isEqualTo(6);
    assertThat(cluster.cli().run("exec", name, "no-such-program").code()).isEqualTo(127);
    byte[] typed = "one\ntwo\n".getBytes(StandardCharsets.UTF_8);
    String[] counted = {"run", "-i", "--rm", "--name", name + "-in", Cluster.IMAGE, "wc", "-l"};
    assertThat(cluster.cli().input(typed).run(counted).out()).isEqualTo("2\n");
  }

  @Test
  void whatDoesNotWaitForTheEndOfItsInputGetsIt() {
    idle();
    byte[] typed = "all of it".getBytes(StandardCharsets.UTF_8);
    Cli.Result result =
        cluster.cli().input(typed).run("exec", "-i", name, "sh", "-c", "head -c 9; exit 6");
    assertThat(result.err()).isEmpty();
    assertThat(result.out()).isEqualTo("all of it");
    assertThat(result.code()).isEqualTo(6);
  }

  @Test
  void anAttachedClientTypesAndReads() throws IOException {
    String script = "while read word; do echo \"got $word\"; [ $word = end ] && exit 3; done";
    cluster.ok("run", "-d", "-i", "--name", name, Cluster.IMAGE, "sh", "-c", script);
    try (PipedOutputStream keys = new PipedOutputStream()) {
      Cli attached = cluster.cli().input(new PipedInputStream(keys));
      keys.write("one\nend\n".getBytes(StandardCharsets.UTF_8));
      Cli.Result result = attached.run("attach", name);
      assertThat(result.out()).as(result.toString()).isEqualTo("got one\ngot end\n");
      assertThat(result.code()).isEqualTo(3);
    }
  }

  @Test
  void aHundredMegabytesAreCopiedBothWaysByteByByte() throws Exception {
    idle();
    byte[] bytes = new byte[LARGE];
    new Random(6).nextBytes(bytes);
    Files.write(home.resolve("big"), bytes);
    String digest = HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    cluster.ok("cp", "big", name + ":/tmp/big");
    assertThat(cluster.ok("exec", name, "sha256sum", "/tmp/big").out()).startsWith(digest);
    cluster.ok("cp", name + ":/tmp/big", "back");
    assertThat(home.resolve("back")).hasDigest("SHA-256", digest);
  }
}
