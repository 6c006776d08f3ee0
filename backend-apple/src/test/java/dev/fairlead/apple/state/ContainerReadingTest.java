package dev.fairlead.apple.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fairlead.apple.program.Fields;
import dev.fairlead.spi.container.ContainerInfo;
import dev.fairlead.spi.container.ContainerState;
import dev.fairlead.spi.container.Exit;
import dev.fairlead.transport.http.Json;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Containers of the releases (reference, section 3): lenient on keys, strict on meaning. */
class ContainerReadingTest {

  private static final String CONTAINER =
      """
      [{"id":"web","configuration":{"id":"web","creationDate":"2026-08-07T10:00:00Z",
        "image":{"reference":"docker.io/library/nginx:latest",
                 "descriptor":{"digest":"sha256:aa11","size":10229}},
        "initProcess":{"executable":"/e.sh","arguments":["nginx","-g"],"terminal":false,
                       "environment":["SECRET=x"],"user":{"id":{"uid":0,"gid":0}}},
        "labels":{"tier":"web"},
        "mounts":[
          {"type":{"virtiofs":{}},"source":"/Users/me/site","destination":"/srv","options":["ro"]},
          {"type":{"volume":{"name":"data","format":"ext4","cache":{"on":{}}}},
           "source":"/x/volume.img","destination":"/data","options":[]},
          {"type":{"tmpfs":{}},"source":"tmpfs","destination":"/scratch","options":[]}],
        "networks":[{"network":"default","options":{"hostname":"web","mtu":1280}}],
        "publishedPorts":[{"hostAddress":"127.0.0.1","hostPort":8080,"containerPort":80,
                           "proto":"tcp","count":2}],
        "stopSignal":"SIGQUIT"},
       "status":{"state":"running","startedDate":"2026-08-07T10:00:02Z","networks":[
        {"network":"default","ipv4Address":"192.168.64.3/24","ipv4Gateway":"192.168.64.1",
         "macAddress":"f2:00:01:02:03:04"}]}}]
      """;

  private static AppleContainer container(String json) {
    return new AppleContainer(
        Fields.listOf(Json.standard().readArray(json.getBytes(StandardCharsets.UTF_8))).get(0));
  }

  private static List<String> releases() {
    return List.of(
        CONTAINER,
        CONTAINER.replace("/", "\\/"),
        CONTAINER.replace("\"labels\"", "\"tomorrow\":{\"a\":[1]},\"labels\""),
        CONTAINER.replace("\"state\"", "\"cpuUtilization\":0.5,\"weather\":null,\"state\""));
  }

  @Test
  void aContainerIsReadWhateverItsReleaseAddsOrEscapes() {
    for (String release : releases()) {
      ContainerInfo info = container(release).info();
      assertThat(info.name()).isEqualTo("web");
      assertThat(info.state()).isEqualTo(ContainerState.RUNNING);
      assertThat(info.image()).isEqualTo("docker.io/library/nginx:latest");
      assertThat(info.command()).containsExactly("/e.sh", "nginx", "-g");
      assertThat(info.startedAt()).contains(Instant.parse("2026-08-07T10:00:02Z"));
      assertThat(info.exit()).isEmpty();
      assertThat(info.ports())
          .extracting(ContainerInfo.PublishedPort::containerPort)
          .containsExactly(80, 81);
      assertThat(info.ports().get(1).hostPort()).isEqualTo(OptionalInt.of(8081));
      assertThat(info.networks().get(0).address()).contains("192.168.64.3");
      assertThat(info.mounts())
          .extracting(ContainerInfo.MountPoint::kind)
          .containsExactly("bind", "volume", "tmpfs");
      assertThat(info.mounts().get(1).source()).isEqualTo("data");
      assertThat(info.toString()).doesNotContain("SECRET");
      assertThat(container(release).stopSignal().name()).isEqualTo("SIGQUIT");
    }
  }

  @Test
  void whatEndedIsToldFromWhatNeverStarted() {
    String stopped = CONTAINER.replace("\"running\"", "\"stopped\"");
    assertThat(container(stopped).state()).isEqualTo(ContainerState.EXITED);
    assertThat(container(stopped).info().exit().orElseThrow()).isInstanceOf(Exit.Lost.class);
    String created = stopped.replace("\"startedDate\":\"2026-08-07T10:00:02Z\",", "");
    assertThat(container(created).state()).isEqualTo(ContainerState.CREATED);
    assertThat(container(created).info().exit()).isEmpty();
    assertThat(container(CONTAINER.replace("\"running\"", "\"dreaming\"")).state())
        .isEqualTo(ContainerState.UNKNOWN);
  }

  /** Proposed in issue 1501 and told by no known release. */
  @Test
  void anExitCodeIsTakenIfAReleaseEverTellsOne() {
    String told =
        CONTAINER.replace("\"state\":\"running\"", "\"state\":\"stopped\",\"exitCode\":7");
    assertThat(container(told).info().exit()).contains(new Exit.Exited(7));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "[{}]",
        "[{\"id\":\"web\"}]",
        "[{\"id\":\"web\",\"status\":{\"state\":7}}]",
        "[{\"id\":\"web\",\"status\":\"running\"}]",
        "[\"web\"]"
      })
  void whatHasNoMeaningIsNoContainer(String json) {
    assertThatThrownBy(() -> container(json)).isInstanceOf(Fields.Malformed.class);
  }

  /** Until 0.12.x the state was a text beside the configuration. */
  @Test
  void theShapeBeforeTheFirstReleaseIsNotGuessedAt() {
    assertThatThrownBy(
            () -> container("[{\"status\":\"running\",\"configuration\":{\"id\":\"web\"}}]"))
        .isInstanceOf(Fields.Malformed.class);
  }
}
