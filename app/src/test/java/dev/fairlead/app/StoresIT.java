package dev.fairlead.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.fairlead.testing.RealRuntime;
import java.io.IOException;
import java.nio.file.Path;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Volumes and networks by the command, on a real Docker Engine. */
class StoresIT {

  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir Path home;

  private final String name = "fairlead-stores-" + UUID.randomUUID().toString().substring(0, 8);

  @BeforeEach
  void aRealDaemonIsThere() {
    assertThat(RealRuntime.docker()).isNotNull();
  }

  @AfterEach
  void nothingIsLeftBehind() {
    run("rm", "-f", name + "-1", name + "-2");
    run("volume", "rm", "-f", name);
    run("network", "rm", "-f", name);
    assertThat(run("volume", "ls", "-q", "-f", "label=test=" + name).out()).isEmpty();
    assertThat(run("network", "ls", "-q", "-f", "label=test=" + name).out()).isEmpty();
  }

  private Cli.Result run(String... args) {
    return new Cli(home).with("DOCKER_HOST", RealRuntime.docker().toString()).run(args);
  }

  private JsonNode json(String... args) throws IOException {
    Cli.Result result = run(args);
    assertThat(result.code()).as(result.toString()).isZero();
    return JSON.readTree(result.out());
  }

  @Test
  void aVolumeIsSharedByTheContainersThatMountIt() throws IOException {
    String label = "test=" + name;
    assertThat(run("volume", "create", "--label", label, name).out()).isEqualTo(name + "\n");
    assertThat(run("volume", "create", "--label", label, name).code()).isZero();
    assertThat(run("volume", "create", name).err()).contains("differs in labels");
    run("run", "--rm", "-v", name + ":/a", "busybox", "sh", "-c", "echo shared >/a/file");
    assertThat(run("run", "--rm", "-v", name + ":/b:ro", "busybox", "cat", "/b/file").out())
        .isEqualTo("shared\n");
    assertThat(json("volume", "inspect", name).get(0).get("labels").get("test").asText())
        .isEqualTo(name);
    assertThat(run("volume", "ls", "-f", "name=" + name).out().lines())
        .containsExactly("DRIVER   VOLUME NAME", "local    " + name);
    run("create", "--name", name + "-1", "-v", name + ":/a", "busybox");
    assertThat(run("volume", "rm", name))
        .satisfies(
            result -> {
              assertThat(result.code()).isEqualTo(125);
              assertThat(result.err()).contains("in use by " + name + "-1");
            });
    assertThat(run("volume", "prune").err()).contains("-f");
    assertThat(run("volume", "prune", "-a", "-f", "--filter", "label=" + label).out()).isEmpty();
    run("rm", name + "-1");
    JsonNode report =
        json("volume", "prune", "-a", "-f", "--filter", "label=" + label, "-o", "json");
    assertThat(report.get("removed").get(0).asText()).isEqualTo(name);
    assertThat(run("volume", "rm", name).code()).isEqualTo(125);
    assertThat(run("volume", "rm", "-f", name).code()).isZero();
  }

  @Test
  void containersOnANetworkFindEachOtherByNameAndAlias() throws IOException {
    String label = "test=" + name;
    String id = run("network", "create", "--label", label, "--internal", name).out().strip();
    assertThat(id).hasSize(64);
    assertThat(run("network", "create", "--label", label, "--internal", name).out().strip())
        .isEqualTo(id);
    assertThat(run("network", "create", "--label", label, name).err())
        .contains("differs in internal");
    run("run", "-d", "--name", name + "-1", "--network", name, "busybox", "sleep", "60");
    run("run", "-d", "--name", name + "-2", "busybox", "sleep", "60");
    assertThat(run("network", "connect", "--alias", "guest", name, name + "-2").code()).isZero();
    assertThat(run("exec", name + "-1", "ping", "-c", "1", "-W", "5", "guest"))
        .satisfies(result -> assertThat(result.code()).as(result.toString()).isZero());
    assertThat(run("exec", name + "-2", "nslookup", name + "-1").code()).isZero();
    JsonNode members = json("network", "inspect", name).get(0).get("members");
    assertThat(members).hasSize(2);
    assertThat(run("network", "rm", name).err()).contains("in use by").contains(name + "-1");
    assertThat(run("network", "disconnect", name, name + "-2").code()).isZero();
    assertThat(run("exec", name + "-1", "nslookup", "guest").code()).isNotZero();
    run("kill", name + "-1");
    assertThat(run("network", "prune", "-f", "--filter", "label=" + label).out()).isEmpty();
    run("rm", "-f", name + "-1");
    assertThat(run("network", "prune", "-f", "--filter", "label=" + label).out())
        .isEqualTo(name + "\n");
  }

  @Test
  void whatIsMalformedIsToldBeforeARuntimeIsAsked() {
    assertThat(run("network", "create", "--gateway", "10.0.0.1", name).code()).isEqualTo(2);
    assertThat(run("network", "create", "--subnet", "10.0.0", name).code()).isEqualTo(2);
    assertThat(run("volume", "ls", "-f", "colour=red").err()).contains("label=, name=");
    assertThat(run("volume", "create", "--label", "=x", name).code()).isEqualTo(2);
    assertThat(run("network", "prune").code()).isEqualTo(2);
  }
}
