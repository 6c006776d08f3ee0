package dev.fairlead.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.fairlead.testing.RealRuntime;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Pods by the command, on a real Podman. */
class PodCommandIT {

  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir Path home;

  private final String name = "fairlead-pods-" + UUID.randomUUID().toString().substring(0, 8);

  @BeforeEach
  void aRealServiceIsThere() {
    assertThat(RealRuntime.podman()).isNotNull();
  }

  @AfterEach
  void nothingIsLeftBehind() {
    assertThat(run("pod", "rm", "-f", name).code()).isZero();
    assertThat(run("pod", "ls", "-q", "-f", "name=" + name).out()).isEmpty();
    assertThat(run("ps", "-a", "-q", "-f", "name=" + name).out()).isEmpty();
  }

  private Cli.Result run(String... args) {
    return new Cli(home)
        .with("FAIRLEAD_RUNTIME", "podman")
        .with("CONTAINER_HOST", RealRuntime.podman().toString())
        .run(args);
  }

  private static void fine(Cli.Result result) {
    assertThat(result.code()).as(result::toString).isZero();
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  @Test
  void twoContainersShareLoopbackAndOnePublishedPort() throws IOException {
    int port = freePort();
    fine(run("pod", "create", "-p", port + ":8080", "-l", "test=" + name, name));
    String server = "mkdir /w; echo hello >/w/i; httpd -f -p 8080 -h /w";
    fine(run("run", "-d", "--name", name + "-a", "--pod", name, "busybox", "sh", "-c", server));
    Cli.Result asked =
        run(
            "run",
            "--name",
            name + "-b",
            "--pod",
            name,
            "busybox",
            "sh",
            "-c",
            "until wget -qO- http://127.0.0.1:8080/i 2>/dev/null; do sleep 0.1; done; exit 4");
    assertThat(asked.out()).isEqualTo("hello\n");
    assertThat(asked.code()).isEqualTo(4);
    fine(run("wait", "--for", "http=8080/i", name + "-a"));

    JsonNode pod = JSON.readTree(run("pod", "inspect", name).out()).get(0);
    assertThat(pod.get("state").asText()).isEqualTo("degraded");
    assertThat(pod.get("containers")).hasSize(2);
    assertThat(run("pod", "ls", "-f", "label=test=" + name).out())
        .containsPattern(name + " +degraded +2");
    assertThat(run("stats", "--no-stream", "--pod", name, "--format", "{{.Name}}").out())
        .contains(name + "-a");
    assertThat(run("pod", "rm", name))
        .satisfies(
            refused -> {
              assertThat(refused.code()).isEqualTo(125);
              assertThat(refused.err()).contains("containers of it run", "fairlead pod rm -f");
            });
    fine(run("pod", "stop", "-t", "0", name));
    fine(run("pod", "start", name));
    fine(run("pod", "stop", "-t", "0", name));
    assertThat(run("pod", "rm", name).out()).isEqualTo(name + "\n");
    assertThat(run("pod", "rm", name).code()).isEqualTo(125);
  }

  @Test
  void whatHoldsAPodTogetherIsListedOnlyIfAskedFor() {
    fine(run("pod", "create", "-l", "test=" + name, name));
    String[] mine = {"ps", "-a", "-q", "-f", "label=test=" + name};
    assertThat(run(mine).out()).isEmpty();
    assertThat(run("ps", "-a", "--infra", "-q", "-f", "label=test=" + name).out().lines())
        .hasSize(1);
    fine(run("pod", "start", name));
    assertThat(run("ps", "--format", "{{.Names}}").out()).doesNotContain("infra");
    assertThat(run("ps", "--infra", "--format", "{{.Names}}").out()).contains("-infra");
  }

  /** Podman's own removal would wait for one container after another. */
  @Test
  @Timeout(value = 60, unit = TimeUnit.SECONDS)
  void aForcedRemovalDoesNotWaitForTheTimeToStopIn() {
    fine(run("pod", "create", name));
    for (String end : List.of("-a", "-b")) {
      fine(
          run(
              "run",
              "-d",
              "--name",
              name + end,
              "--pod",
              name,
              "--stop-timeout",
              "90",
              "busybox",
              "sleep",
              "600"));
    }
    fine(run("pause", name + "-b"));
    fine(run("pod", "rm", "-f", name));
    assertThat(run("ps", "-a", "-q", "-f", "name=" + name).out()).isEmpty();
  }

  @Test
  void whatCannotBeOfOnePodIsSaid() {
    assertThat(run("pod", "create", "--share", "net,mnt", name).code()).isEqualTo(2);
    fine(run("pod", "create", name));
    Cli.Result own = run("run", "--rm", "--pod", name, "-p", "80", "busybox", "true");
    assertThat(own.code()).isEqualTo(125);
    assertThat(own.err()).contains("ports").contains("pod " + name);
    assertThat(run("run", "--rm", "--pod", name + "x", "busybox", "true").err())
        .contains("no pod with name or ID " + name + "x");
  }
}
