package dev.fairlead.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fairlead.spi.container.ContainerId;
import dev.fairlead.transport.http.Json;
import java.util.Map;

/** What the daemon itself says of a container. */
final class JsonAssert {

  private final Map<?, ?> container;

  private JsonAssert(Map<?, ?> container) {
    this.container = container;
  }

  static JsonAssert of(EngineClient client, ContainerId id) {
    return new JsonAssert(
        client
            .fetch(
                client.get("inspect", "/containers/{}/json", id.value()),
                response -> response.bytes(1 << 20).map(Json.standard()::readObject))
            .block(RealDocker.LONG));
  }

  JsonAssert host(String name, Object value) {
    assertThat(((Map<?, ?>) container.get("HostConfig")).get(name)).as(name).isEqualTo(value);
    return this;
  }

  JsonAssert config(String name, Object value) {
    assertThat(((Map<?, ?>) container.get("Config")).get(name)).as(name).isEqualTo(value);
    return this;
  }
}
