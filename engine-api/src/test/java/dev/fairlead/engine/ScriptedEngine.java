package dev.fairlead.engine;

import dev.fairlead.spi.BackendOptions;
import dev.fairlead.spi.Endpoint;
import dev.fairlead.testbed.Answers;
import dev.fairlead.testbed.ScriptedDaemon;
import dev.fairlead.testbed.ScriptedDaemon.Answer;
import dev.fairlead.testbed.ScriptedDaemon.Request;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** A daemon that keeps to a script, of API 1.41 unless told, and its client. */
final class ScriptedEngine implements AfterEachCallback {

  static final Duration SOON = Duration.ofSeconds(20);

  private ScriptedDaemon daemon;
  private Path socket;
  private EngineClient client;

  ScriptedEngine listen(Path directory) throws IOException {
    socket = directory.resolve("engine.sock");
    daemon = ScriptedDaemon.at(socket);
    return version("1.41", "1.12", "20.10.24");
  }

  ScriptedEngine version(String maximum, String minimum, String product) {
    return ping("Api-Version: " + maximum + "\r\n", minimum, product);
  }

  ScriptedEngine ping(String headers, String minimum, String product) {
    on("GET /_ping", Answers.json(200, headers, "OK"));
    return on(
        "GET /version",
        Answers.json(
            200, "", "{\"Version\":\"" + product + "\",\"MinAPIVersion\":\"" + minimum + "\"}"));
  }

  /**
   * Sets the answers to a path without version and query: one after the other, the last for ever.
   */
  ScriptedEngine on(String methodAndPath, Answer... more) {
    daemon.on(methodAndPath, more);
    return this;
  }

  EngineClient open() {
    client =
        EngineClient.open(
                "docker",
                Endpoint.unix(socket),
                BackendOptions.defaults()
                    .with(BackendOptions.OPERATION_TIMEOUT, Duration.ofSeconds(2)))
            .block(SOON);
    return client;
  }

  EngineClient client() {
    return client;
  }

  EngineContainers containers() {
    return new EngineContainers(
        open(),
        SpecMappingTest.DOCKER,
        KernelSupport.full(),
        Peculiarities.none(),
        Clock.systemUTC());
  }

  Endpoint endpoint() {
    return Endpoint.unix(socket);
  }

  List<Request> requests() {
    return daemon.requests();
  }

  long asked(String methodAndPath) {
    return daemon.asked(methodAndPath);
  }

  @Override
  public void afterEach(ExtensionContext context) throws IOException {
    if (client != null) {
      client.close().block(SOON);
    }
    daemon.close();
  }
}
