package dev.fairlead.spi;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ProbeContextTest {

  private final ProbeContext context =
      new ProbeContext(
          Map.of("DOCKER_HOST", "unix:///x", "EMPTY", " "),
          Path.of("/home/u"),
          OperatingSystem.LINUX,
          Optional.empty(),
          Duration.ofMillis(100),
          Path.of("/elsewhere"));

  @Test
  void wellKnownPathsLieBelowTheRootThatIsDescribed() {
    assertThat(context.resolve("/var/run/docker.sock"))
        .isEqualTo(Path.of("/elsewhere/var/run/docker.sock"));
  }

  @Test
  void blankVariablesAreNotSet() {
    assertThat(context.variable("EMPTY")).isEmpty();
    assertThat(context.variable("DOCKER_HOST")).contains("unix:///x");
  }

  @Test
  void theEnvironmentIsNotShown() {
    assertThat(context.toString()).doesNotContain("unix:///x");
  }

  @Test
  void aSocketKeepsItsPathThroughTheEndpoint() {
    Path odd = Path.of("/tmp/a b/docker.sock");
    assertThat(Endpoint.unix(odd).socketPath()).contains(odd);
    assertThat(Endpoint.of(URI.create("tcp://127.0.0.1:1")).socketPath()).isEmpty();
  }
}
