package dev.fairlead.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fairlead.testing.RealRuntime;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A real Docker Engine by way of a real sshd and its {@code docker system dial-stdio}. */
class SshIT {

  @TempDir Path home;

  private final String name = "fairlead-ssh-" + UUID.randomUUID().toString().substring(0, 8);
  private SshServer server;
  private String client = "";

  @BeforeEach
  void aRealDaemonAndAnSshServerAreThere() throws Exception {
    assertThat(RealRuntime.docker().getScheme()).isEqualTo("unix");
    SshServer.assumeThere();
    server = SshServer.start(home);
    client = server.client("known", "known_hosts").toString();
  }

  @AfterEach
  void noConnectionIsLeft() throws Exception {
    if (server != null) {
      new Cli(home).with("DOCKER_HOST", RealRuntime.docker().toString()).run("rm", "-f", name);
      Instant deadline = Instant.now().plusSeconds(10);
      while (server.connections() > 0 && Instant.now().isBefore(deadline)) {
        LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
      }
      assertThat(server.connections()).as("connections that are left").isZero();
      server.close();
    }
  }

  private Child.Result fairlead(String input, String... arguments)
      throws IOException, InterruptedException {
    return Child.run(
        home,
        Map.of(
            "PATH",
            client + ":" + System.getenv("PATH"),
            "DOCKER_HOST",
            "ssh://root@127.0.0.1:" + server.port() + RealRuntime.docker().getPath(),
            "DOCKER_CONFIG",
            home.toString()),
        input,
        arguments);
  }

  private static void oneLine(Child.Result result, String... words) {
    assertThat(result.code()).as(result.toString()).isEqualTo(125);
    assertThat(result.out()).isEmpty();
    assertThat(result.err().strip().lines()).as(result.err()).hasSize(1);
    assertThat(result.err()).contains(words);
  }

  @Test
  @Timeout(240) // each command makes several logins, which take long on a busy machine
  void containersRunThroughSsh() throws Exception {
    Child.Result run =
        fairlead("", "run", "--rm", "busybox", "sh", "-c", "echo out; echo err >&2; exit 7");
    assertThat(run).isEqualTo(new Child.Result(7, "out\n", "err\n"));
    String text = "0123456789abcdef\n".repeat(100_000);
    assertThat(fairlead(text, "run", "-i", "--rm", "busybox", "md5sum").out())
        .isEqualTo("cacb9477304c8ad8fec1e0749c90ecf7  -\n");
    fairlead("", "run", "-d", "--name", name, "busybox", "sleep", "600");
    assertThat(fairlead("", "ps").out()).contains(name);
    assertThat(fairlead("echo $((6 * 7)); exit 5\n", "shell", name).out()).isEqualTo("42\n");
    assertThat(fairlead("", "doctor").out()).contains("ssh://127.0.0.1:" + server.port());
  }

  @Test
  void anUnknownHostKeyIsOneLineThatSaysWhatToDo() throws Exception {
    client = server.client("known", "no_hosts").toString();
    oneLine(fairlead("", "ps"), "host's key is not known", "connect once by hand");
  }

  @Test
  void aLoginThatIsRefusedIsOneLineThatSaysWhatToDo() throws Exception {
    client = server.client("stranger", "known_hosts").toString();
    oneLine(fairlead("", "ps"), "login was refused", "Permission denied");
  }

  @Test
  void aSocketThatIsNotThereIsSaidByTheOtherSide() throws Exception {
    Child.Result result =
        Child.run(
            home,
            Map.of("PATH", client + ":" + System.getenv("PATH")),
            "",
            "-H",
            "ssh://root@127.0.0.1:" + server.port() + "/no/such.sock",
            "ps");
    oneLine(result, "/no/such.sock");
  }

  @Test
  void aProgramSshThatIsMissingIsNamed() throws Exception {
    Child.Result result =
        Child.run(home, Map.of("PATH", home.toString()), "", "-H", "ssh://root@127.0.0.1:1", "ps");
    oneLine(result, "no program ssh");
  }

  @Test
  void aPortWhereNobodyListensIsSaidBySsh() throws Exception {
    Child.Result result =
        Child.run(
            home,
            Map.of("PATH", client + ":" + System.getenv("PATH")),
            "",
            "-H",
            "ssh://root@127.0.0.1:1",
            "ps");
    oneLine(result, "Connection refused");
  }
}
