package dev.fairlead.engine;

import dev.fairlead.spi.BackendOptions;
import dev.fairlead.spi.Endpoint;
import dev.fairlead.testing.SocketServer;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * A daemon, of API 1.41 unless told, that says what a test tells it to, on a Unix socket, and its
 * client.
 */
public final class FakeDaemon implements AutoCloseable {

  private static final Duration LIMIT = Duration.ofSeconds(20);
  private static final String OLDEST = "1.41";

  private final Map<String, String> answers = new TreeMap<>();
  private final List<String> requests = new CopyOnWriteArrayList<>();
  private final SocketServer server;
  private final EngineClient client;
  private final String prefix;

  public FakeDaemon(Path directory) throws IOException {
    this(directory, OLDEST);
  }

  public FakeDaemon(Path directory, String api) throws IOException {
    prefix = "/v" + api;
    answers.put("/_ping", SocketServer.http(200, "Api-Version: " + api + "\r\n", "OK"));
    answers.put("/version", SocketServer.http(200, "", version(api)));
    Path socket = directory.resolve("docker.sock");
    this.server = SocketServer.at(socket, SocketServer.answering(this::answer));
    this.client =
        EngineClient.open("docker", Endpoint.unix(socket), BackendOptions.defaults()).block(LIMIT);
  }

  private static String version(String api) {
    return "{\"Version\":\"20.10.24\",\"ApiVersion\":\""
        + api
        + "\",\"MinAPIVersion\":\"1.12\",\"Components\":[{\"Name\":\"Engine\"}]}";
  }

  /** Answers a path, given without version and query, by a body. */
  public FakeDaemon answer(String path, int status, String body) {
    answers.put(prefix + path, SocketServer.http(status, "", body));
    return this;
  }

  /** Answers a path by this very text, whatever it is. */
  public FakeDaemon raw(String path, String text) {
    answers.put(prefix + path, text);
    return this;
  }

  public EngineClient client() {
    return client;
  }

  /** Counted down when a connection has ended. */
  public SocketServer server() {
    return server;
  }

  /** The path and query of every request, in order. */
  public List<String> requests() {
    return List.copyOf(requests);
  }

  private String answer(String target) {
    requests.add(target);
    return answers.getOrDefault(
        target.replaceFirst("\\?.*", ""),
        SocketServer.http(404, "", "{\"message\":\"page not found\"}"));
  }

  @Override
  public void close() throws IOException {
    client.close().block(LIMIT);
    server.close();
  }
}
