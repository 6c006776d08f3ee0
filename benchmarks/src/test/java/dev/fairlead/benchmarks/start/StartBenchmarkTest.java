package dev.fairlead.benchmarks.start;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fairlead.engine.EngineClient;
import dev.fairlead.engine.JsonObject;
import dev.fairlead.spi.BackendOptions;
import dev.fairlead.spi.Endpoint;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** What is measured works, and is measured. */
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "it starts programs of Unix")
class StartBenchmarkTest {

  private static final Duration LIMIT = Duration.ofSeconds(20);

  @TempDir Path directory;

  @Test
  void daemonAnswersAsAnEngineDoes() throws IOException {
    try (ScriptedDaemon daemon = ScriptedDaemon.at(directory.resolve("s"), 3)) {
      EngineClient client =
          EngineClient.open(
                  "docker", Endpoint.of(URI.create(daemon.host())), BackendOptions.defaults())
              .block(LIMIT);
      List<JsonObject> listed = client.objects(client.get("list", "/containers/json")).block(LIMIT);
      String id = listed.get(2).text("Id").orElseThrow();
      JsonObject inspected =
          client.object(client.get("inspect", "/containers/{}/json", id)).block(LIMIT);
      client.close().block(LIMIT);

      assertThat(listed).hasSize(3);
      assertThat(inspected.text("Name")).contains("/web3");
    }
  }

  @Test
  void helloIsLaidOutAndPrintsItsWord() throws Exception {
    Path java = Path.of(System.getProperty("java.home"));
    List<String> line = new HelloJvm(java, directory).prepare();
    Contender hello = new Contender("hello", line, directory, Map.of());

    hello.warmUp();
    hello.run();
    hello.run();

    assertThat(hello.output()).isEqualTo("hello\n");
    assertThat(hello.wallMillis()).hasSize(2).allSatisfy(wall -> assertThat(wall).isPositive());
    assertThat(directory.resolve("classes")).exists();
  }

  @Test
  void aCommandThatFailsIsNoMeasurement() {
    Contender failing =
        new Contender("it", List.of("sh", "-c", "echo why >&2; exit 3"), directory, Map.of());

    assertThatThrownBy(failing::run).hasMessageContaining("it ended with 3: why");
  }
}
