package dev.fairlead.engine.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fairlead.engine.JsonObject;
import dev.fairlead.spi.system.ContainerEvent;
import dev.fairlead.spi.system.EventAction;
import dev.fairlead.spi.system.ResourceKind;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Events as Docker 20.10 and Podman 4.3 to 5.8 write them. */
class EventMapperTest {

  @Test
  void anEndHasItsCodeNameAndTime() {
    ContainerEvent event =
        read(
            "{\"status\":\"die\",\"id\":\"c1\",\"from\":\"busybox\",\"Type\":\"container\","
                + "\"Action\":\"die\",\"Actor\":{\"ID\":\"c1\",\"Attributes\":{\"exitCode\":\"3\","
                + "\"image\":\"busybox\",\"name\":\"web\"}},\"scope\":\"local\","
                + "\"time\":1795324981,\"timeNano\":1795324981938441077}");

    assertThat(event.kind()).isEqualTo(ResourceKind.CONTAINER);
    assertThat(event.action()).isEqualTo(EventAction.EXITED);
    assertThat(event.nativeAction()).isEqualTo("die");
    assertThat(event.resourceId()).isEqualTo("c1");
    assertThat(event.resourceName()).contains("web");
    assertThat(event.exitCode()).hasValue(3);
    assertThat(event.time()).isEqualTo(Instant.ofEpochSecond(1795324981, 938441077));
    assertThat(event.attributes()).containsEntry("image", "busybox");
  }

  @ParameterizedTest
  @CsvSource({
    "container, exec_create: sh -c 'exit 1', EXEC_CREATED",
    "container, 'exec_start: true ', EXEC_STARTED",
    "container, exec_die, EXEC_EXITED",
    "container, exec, EXEC_STARTED",
    "container, exec_died, EXEC_EXITED",
    "container, health_status: healthy, HEALTH_CHANGED",
    "container, destroy, REMOVED",
    "container, remove, REMOVED",
    "container, died, EXITED",
    "container, oom, OUT_OF_MEMORY",
    "container, top, OTHER",
    "container, init, OTHER",
    "image, untag, UNTAGGED",
    "image, delete, REMOVED",
    "network, disconnect, DISCONNECTED",
    "volume, mount, MOUNTED",
  })
  void wordsBecomeTheContractsActions(String type, String word, EventAction action) {
    ContainerEvent event = read(event(type, word, "{}"));

    assertThat(event.action()).isEqualTo(action);
    assertThat(event.nativeAction()).isEqualTo(word.strip());
  }

  @Test
  void aCodeIsToldOnlyWhereSomethingEnded() {
    assertThat(read(event("container", "start", "{\"containerExitCode\":\"0\"}")).exitCode())
        .isEmpty();
    assertThat(read(event("container", "died", "{\"containerExitCode\":\"7\"}")).exitCode())
        .hasValue(7);
    assertThat(read(event("container", "die", "{}")).exitCode()).isEmpty();
  }

  @Test
  void aVolumesIdIsItsName() {
    assertThat(read(event("volume", "create", "{\"driver\":\"local\"}")).resourceName())
        .contains("id");
  }

  @Test
  void whatHasNoKindOfItsOwnBelongsToTheRuntime() {
    assertThat(read(event("daemon", "reload", "{}")).kind()).isEqualTo(ResourceKind.RUNTIME);
  }

  private static String event(String type, String action, String attributes) {
    return "{\"Type\":\""
        + type
        + "\",\"Action\":\""
        + action
        + "\",\"Actor\":{\"ID\":\"id\",\"Attributes\":"
        + attributes
        + "},\"time\":1795324981}";
  }

  private static ContainerEvent read(String json) {
    return EventMapper.event(JsonObject.read(json.getBytes(StandardCharsets.UTF_8)));
  }
}
