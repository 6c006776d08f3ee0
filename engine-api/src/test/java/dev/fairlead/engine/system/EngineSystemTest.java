package dev.fairlead.engine.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fairlead.engine.FakeDaemon;
import dev.fairlead.spi.error.StreamInterruptedException;
import dev.fairlead.spi.system.Answer;
import dev.fairlead.spi.system.ContainerEvent;
import dev.fairlead.spi.system.EventAction;
import dev.fairlead.spi.system.EventFilter;
import dev.fairlead.spi.system.ResourceKind;
import dev.fairlead.spi.system.SystemInfo;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import reactor.test.StepVerifier;

/** What daemons say of themselves, and of what happens in them. */
class EngineSystemTest {

  private static final Duration LIMIT = Duration.ofSeconds(20);
  private static final String TWO_EVENTS =
      "{\"Type\":\"container\",\"Action\":\"start\",\"Actor\":{\"ID\":\"c1\",\"Attributes\":"
          + "{\"name\":\"web\"}},\"timeNano\":1795324981938441077}\n"
          + "{\"Type\":\"container\",\"Action\":\"die\",\"Actor\":{\"ID\":\"c1\",\"Attributes\":"
          + "{\"name\":\"web\",\"exitCode\":\"0\"}},\"timeNano\":1795324982000000000}\n";

  @TempDir Path directory;
  private FakeDaemon daemon;
  private EngineSystem system;

  @BeforeEach
  void startDaemon() throws IOException {
    daemon = new FakeDaemon(directory);
    system = new EngineSystem(daemon.client());
  }

  @AfterEach
  void endDaemon() throws IOException {
    daemon.close();
  }

  @Test
  void theDescriptionIsPutTogetherFromVersionAndInfo() {
    daemon
        .answer("/version", 200, "{\"Version\":\"28.5.2\",\"Arch\":\"amd64\",\"Os\":\"linux\"}")
        .answer(
            "/info",
            200,
            "{\"Name\":\"colima\",\"NCPU\":2,\"MemTotal\":25276510208,\"Driver\":\"overlay2\","
                + "\"CgroupVersion\":\"2\",\"OSType\":\"linux\",\"Architecture\":\"x86_64\","
                + "\"SecurityOptions\":[\"name=seccomp\",\"name=rootless\"],"
                + "\"CDISpecDirs\":[\"/etc/cdi\"],\"Warnings\":[\"no swap limit\"],"
                + "\"DiscoveredDevices\":[{\"Source\":\"cdi\",\"ID\":\"acme.com/gpu=0\"}],"
                + "\"HttpProxy\":\"http://me:hunter2@proxy\"}");

    SystemInfo info = system.info().block(LIMIT);

    assertThat(info.flavour()).isEqualTo("colima");
    assertThat(info.version()).isEqualTo("28.5.2");
    assertThat(info.apiVersion()).contains("1.41");
    assertThat(info.operatingSystem()).isEqualTo("linux");
    assertThat(info.architecture()).isEqualTo("amd64");
    assertThat(info.cpus()).hasValue(2);
    assertThat(info.memoryBytes()).hasValue(25_276_510_208L);
    assertThat(info.rootless()).isEqualTo(Answer.YES);
    assertThat(info.cgroupVersion()).hasValue(2);
    assertThat(info.storageDriver()).contains("overlay2");
    assertThat(info.cdi()).isEqualTo(Answer.YES);
    assertThat(info.gpus()).containsExactly("acme.com/gpu=0");
    assertThat(info.publishedHost()).contains("localhost");
    assertThat(info.warnings()).containsExactly("no swap limit");
    assertThat(info.toString()).doesNotContain("hunter2");
  }

  @Test
  void eventsWithoutAnEndThatEndAreInterrupted() {
    daemon.answer("/events", 200, TWO_EVENTS);

    system
        .events(EventFilter.all())
        .map(ContainerEvent::action)
        .as(StepVerifier::create)
        .expectNext(EventAction.STARTED, EventAction.EXITED)
        .expectErrorSatisfies(
            error ->
                assertThat(error)
                    .isInstanceOf(StreamInterruptedException.class)
                    .hasMessageContaining("ended the stream of events"))
        .verify(LIMIT);
  }

  @Test
  void aStreamThatIsCutInTheMiddleOfAnEventIsAnError() {
    daemon.answer("/events", 200, TWO_EVENTS.substring(0, TWO_EVENTS.length() - 30));

    system
        .events(EventFilter.all().withUntil(Instant.now()))
        .as(StepVerifier::create)
        .expectNextCount(1)
        .expectError()
        .verify(LIMIT);
  }

  @Test
  void theFilterGoesToTheDaemonAndWhatItLetsThroughIsComparedAgain() {
    daemon.answer("/events", 200, TWO_EVENTS);
    Instant since = Instant.ofEpochSecond(1795324981, 5);
    Instant until = Instant.ofEpochSecond(1795324999);

    system
        .events(
            EventFilter.all()
                .withKinds(ResourceKind.CONTAINER)
                .withActions(EventAction.EXITED, EventAction.EXEC_CREATED)
                .withResources("web")
                .withLabels(Map.of("a", "b"))
                .withSince(since)
                .withUntil(until))
        .map(ContainerEvent::action)
        .as(StepVerifier::create)
        .expectNext(EventAction.EXITED)
        .expectComplete()
        .verify(LIMIT);

    String query =
        URLDecoder.decode(
            daemon.requests().get(daemon.requests().size() - 1), StandardCharsets.UTF_8);
    assertThat(query)
        .contains("since=1795324981.000000005&until=1795324999.000000000")
        .contains("\"type\":[\"container\"]")
        .contains("\"container\":[\"web\"]")
        .contains("\"label\":[\"a=b\"]")
        .contains("\"die\"")
        .contains("\"exec_create\"")
        .doesNotContain("destroy");
  }
}
