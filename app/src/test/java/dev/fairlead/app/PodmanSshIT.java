package dev.fairlead.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fairlead.testing.RealRuntime;
import dev.fairlead.testing.Traces;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A real Podman by way of a real sshd, with the key that Podman's own configuration names: that of
 * ssh's configuration is refused.
 */
@Timeout(240) // each command makes several logins, which take long on a busy machine
class PodmanSshIT {

  @TempDir Path home;

  private final Map<String, String> environment = new HashMap<>();
  private SshServer server;
  private String address = "";

  @BeforeEach
  void aRealPodmanAndAnSshServerAreThere() throws Exception {
    String socket = RealRuntime.podman().getPath();
    SshServer.assumeThere();
    server = SshServer.start(home);
    address = "ssh://root@127.0.0.1:" + server.port() + socket;
    environment.put("PATH", server.client("stranger", "known_hosts") + ":" + System.getenv("PATH"));
    environment.put("HOME", home.toString());
    environment.put("XDG_CONFIG_HOME", home.resolve("config").toString());
  }

  @AfterEach
  void noConnectionIsLeft() throws Exception {
    if (server != null) {
      Traces.await(Duration.ofSeconds(10), () -> server.connections() == 0);
      assertThat(server.connections()).as("connections that are left").isZero();
      server.close();
    }
  }

  private Child.Result echo() throws Exception {
    return Child.run(home, environment, "", "-r", "podman", "run", "--rm", "busybox", "echo", "hi");
  }

  @Test
  void theKeyOfTheVariableOpensTheWay() throws Exception {
    environment.put("CONTAINER_HOST", address);

    assertThat(echo().err()).contains("login was refused");

    environment.put("CONTAINER_SSHKEY", home.resolve("known").toString());
    assertThat(echo()).isEqualTo(new Child.Result(0, "hi\n", ""));
  }

  @Test
  void theKeyOfTheDefaultConnectionOpensTheWay() throws Exception {
    Path file = home.resolve("config/containers/podman-connections.json");
    Files.createDirectories(file.getParent());
    Files.writeString(
        file,
        "{\"Connection\":{\"Default\":\"far\",\"Connections\":{\"far\":{\"URI\":\""
            + address
            + "\",\"Identity\":\""
            + home.resolve("known")
            + "\"}}}}");

    assertThat(echo()).isEqualTo(new Child.Result(0, "hi\n", ""));
  }
}
