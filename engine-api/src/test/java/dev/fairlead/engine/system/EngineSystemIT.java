package dev.fairlead.engine.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fairlead.engine.EngineClient;
import dev.fairlead.spi.BackendOptions;
import dev.fairlead.spi.Endpoint;
import dev.fairlead.spi.system.ContainerEvent;
import dev.fairlead.spi.system.EventAction;
import dev.fairlead.spi.system.EventFilter;
import dev.fairlead.spi.system.ResourceKind;
import dev.fairlead.spi.system.SystemInfo;
import dev.fairlead.testing.RealRuntime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A real daemon's words about itself. */
class EngineSystemIT {

  private static final Duration LONG = Duration.ofSeconds(50);
  private static final String SET_UP = "set up the test";

  private final String mark = "system-it-" + UUID.randomUUID().toString().substring(0, 8);
  private EngineClient client;
  private EngineSystem system;

  @BeforeEach
  void open() {
    Endpoint docker = Endpoint.of(RealRuntime.docker());
    client = EngineClient.open("docker", docker, BackendOptions.defaults()).block(LONG);
    system = new EngineSystem(client);
  }

  @AfterEach
  void close() {
    if (client != null) {
      client
          .send(client.delete(SET_UP, "/containers/{}", mark).query("force", "1").accept(404))
          .then(client.close())
          .block(LONG);
    }
  }

  @Test
  void theDaemonIsDescribed() {
    SystemInfo info = system.info().block(LONG);

    assertThat(info.flavour()).isEqualTo("docker");
    assertThat(info.version()).isEqualTo(client.version().product());
    assertThat(info.apiVersion()).contains(client.api().toString());
    assertThat(info.operatingSystem()).isEqualTo("linux");
    assertThat(info.architecture()).matches("amd64|arm64|arm|386");
    assertThat(info.cpus().orElse(0)).isPositive();
    assertThat(info.memoryBytes().orElse(0)).isGreaterThan(1 << 20);
    assertThat(info.cgroupVersion().orElse(0)).isBetween(1, 2);
    assertThat(info.storageDriver()).isPresent();
    assertThat(info.details()).containsKeys("kernel", "log-driver", "distribution");
  }

  @Test
  void aLifeWithACommandIsToldInTheContractsWords() {
    Instant before = Instant.now().minusSeconds(1);
    String id = runToItsEnd();

    List<ContainerEvent> events = history(EventFilter.all().withSince(before), id);

    assertThat(events)
        .extracting(ContainerEvent::action)
        .containsSubsequence(
            EventAction.CREATED,
            EventAction.STARTED,
            EventAction.EXEC_CREATED,
            EventAction.EXEC_STARTED,
            EventAction.EXEC_EXITED,
            EventAction.KILLED,
            EventAction.EXITED);
    assertThat(events).allMatch(event -> event.resourceName().equals(Optional.of(mark)));
    ContainerEvent command = only(events, EventAction.EXEC_EXITED);
    assertThat(command.exitCode()).hasValue(5);
    assertThat(only(events, EventAction.EXITED).exitCode()).hasValue(137);
    assertThat(only(events, EventAction.EXEC_CREATED).nativeAction())
        .isEqualTo("exec_create: sh -c exit 5");
  }

  @Test
  void theDaemonItselfFindsCommandsByTheirFirstWord() {
    Instant before = Instant.now().minusSeconds(1);
    String id = runToItsEnd();

    EventFilter filter =
        EventFilter.all()
            .withKinds(ResourceKind.CONTAINER)
            .withActions(EventAction.EXEC_CREATED, EventAction.EXITED)
            .withResources(mark)
            .withSince(before);

    assertThat(history(filter, id))
        .extracting(ContainerEvent::action)
        .containsExactly(EventAction.EXEC_CREATED, EventAction.EXITED);
  }

  private static ContainerEvent only(List<ContainerEvent> events, EventAction action) {
    List<ContainerEvent> found = events.stream().filter(e -> e.action() == action).toList();
    assertThat(found).hasSize(1);
    return found.get(0);
  }

  private List<ContainerEvent> history(EventFilter filter, String id) {
    return system
        .events(filter.withUntil(Instant.now().plusMillis(200)))
        .filter(event -> event.resourceId().equals(id) && event.kind() == ResourceKind.CONTAINER)
        .collectList()
        .block(LONG);
  }

  private String runToItsEnd() {
    String id =
        client
            .object(
                client
                    .post(SET_UP, "/containers/create")
                    .query("name", mark)
                    .json(Map.of("Image", "busybox", "Cmd", List.of("sleep", "60"))))
            .map(created -> created.text("Id").orElseThrow())
            .block(LONG);
    client.send(client.post(SET_UP, "/containers/{}/start", id)).block(LONG);
    String exec =
        client
            .object(
                client
                    .post(SET_UP, "/containers/{}/exec", id)
                    .json(Map.of("Cmd", List.of("sh", "-c", "exit 5"), "AttachStdout", true)))
            .map(created -> created.text("Id").orElseThrow())
            .block(LONG);
    client
        .send(
            client
                .post(SET_UP, "/exec/{}/start", exec)
                .json(Map.of("Detach", false, "Tty", false))
                .patient())
        .block(LONG);
    client.send(client.post(SET_UP, "/containers/{}/kill", id)).block(LONG);
    client.send(client.post(SET_UP, "/containers/{}/wait", id).patient()).block(LONG);
    return id;
  }
}
