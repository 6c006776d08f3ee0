package dev.fairlead.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fairlead.testing.RealRuntime;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Images on their way between a real Docker Engine and a real Podman, and back. */
class BetweenRuntimesIT {

  /** Some times as much as the memory that the command is given, and nothing that compresses. */
  private static final String FILL = "head -c 150m /dev/urandom >/big; echo kept >/said";

  @TempDir Path home;

  private final String name = "fairlead-between-" + UUID.randomUUID().toString().substring(0, 8);

  private final String image = "registry.test/" + name + ":big";

  @BeforeEach
  void bothAreThere() {
    assertThat(RealRuntime.docker()).isNotNull();
    assertThat(RealRuntime.podman()).isNotNull();
  }

  @AfterEach
  void nothingIsLeftBehind() {
    for (LiveRuntime runtime : List.of(LiveRuntime.DOCKER, LiveRuntime.PODMAN)) {
      runtime.cli(home).run("rm", "-f", name);
      runtime.cli(home).run("image", "rm", "-f", image, name + ":1", "localhost/" + name + ":1");
    }
  }

  private static String done(Cli.Result result) {
    assertThat(result.code()).as(result::toString).isZero();
    return result.out().strip();
  }

  private Child.Result copy(LiveRuntime from, LiveRuntime to) throws Exception {
    Map<String, String> environment =
        Map.of(
            "JAVA_TOOL_OPTIONS",
            "-Xmx64m -XX:MaxDirectMemorySize=32m",
            "HOME",
            home.toString(),
            "DOCKER_HOST",
            RealRuntime.docker().toString(),
            "CONTAINER_HOST",
            RealRuntime.podman().toString());
    return Child.run(
        home, environment, "", "image", "copy", "--from", from.id(), "--to", to.id(), image);
  }

  private String id(LiveRuntime runtime) {
    return done(runtime.cli(home).run("image", "inspect", "-f", "{{.id}}", image));
  }

  @Test
  @Timeout(value = 5, unit = TimeUnit.MINUTES)
  void aLargeImageIsTheSameThereAndBackInLittleMemory() throws Exception {
    LiveRuntime docker = LiveRuntime.DOCKER;
    LiveRuntime podman = LiveRuntime.PODMAN;
    done(docker.cli(home).run("run", "--name", name, "busybox", "sh", "-c", FILL));
    String digest = "sha256sum /big";
    done(docker.cli(home).run("commit", "-c", "CMD " + digest, name, image));
    String id = id(docker);
    String whole = done(docker.cli(home).run("run", "--rm", image));

    Child.Result there = copy(docker, podman);

    assertThat(there.code()).as(there::toString).isZero();
    assertThat(id(podman)).isEqualTo(id);
    assertThat(done(podman.cli(home).run("run", "--rm", image))).isEqualTo(whole);

    done(docker.cli(home).run("rm", name));
    done(docker.cli(home).run("image", "rm", image));
    Child.Result back = copy(podman, docker);

    assertThat(back.code()).as(back::toString).isZero();
    assertThat(id(docker)).isEqualTo(id);
    assertThat(done(docker.cli(home).run("run", "--rm", image))).isEqualTo(whole);
  }

  private Cli.Result between(String... arguments) {
    return new Cli(home)
        .with("DOCKER_HOST", RealRuntime.docker().toString())
        .with("CONTAINER_HOST", RealRuntime.podman().toString())
        .run(arguments);
  }

  /** Podman would load it below {@code localhost}, where another image may have that name. */
  @Test
  void anImageOfTheHubKeepsItsName() {
    LiveRuntime podman = LiveRuntime.PODMAN;
    String hubName = name + ":1";
    String local = "localhost/" + hubName;
    done(LiveRuntime.DOCKER.cli(home).run("run", "--name", name, "busybox", "touch", "/made"));
    String id = done(LiveRuntime.DOCKER.cli(home).run("commit", name, hubName));
    String[] copy = {"image", "copy", "--from", "docker", "--to", "podman", hubName};

    assertThat(done(between(copy))).isEqualTo("Copied image: " + hubName);

    String names = done(podman.cli(home).run("image", "inspect", "-f", "{{json .references}}", id));
    assertThat(names).isEqualTo("[\"docker.io/library/" + hubName + "\"]");

    done(podman.cli(home).run("tag", "busybox", local));
    String other = done(podman.cli(home).run("image", "inspect", "-f", "{{.id}}", local));
    done(between(copy));

    for (String[] held : new String[][] {{"docker.io/library/" + hubName, id}, {local, other}}) {
      assertThat(done(podman.cli(home).run("image", "inspect", "-f", "{{.id}}", held[0])))
          .as(held[0])
          .isEqualTo(held[1]);
    }
  }
}
