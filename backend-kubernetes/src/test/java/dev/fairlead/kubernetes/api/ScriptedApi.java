package dev.fairlead.kubernetes.api;

import dev.fairlead.kubernetes.access.ClusterAccess;
import dev.fairlead.kubernetes.access.Credentials;
import dev.fairlead.spi.BackendOptions;
import dev.fairlead.testing.SocketServer;
import dev.fairlead.transport.http.HttpAddress;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodList;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.UnaryOperator;

/** An API server that says what a test wants, behind a Unix socket, and keeps what it was asked. */
public final class ScriptedApi implements AutoCloseable {

  public static final Duration LIMIT = Duration.ofSeconds(20);

  private final List<String> asked = new CopyOnWriteArrayList<>();
  private final SocketServer socket;
  private final ApiServer server;

  public ScriptedApi(Path directory, Credentials credentials, UnaryOperator<String> answers)
      throws IOException {
    Path path = directory.resolve("api.sock");
    this.socket =
        SocketServer.at(
            path,
            SocketServer.answering(
                target -> {
                  asked.add(target);
                  return answers.apply(target);
                }));
    this.server =
        ApiServer.open(
            new ClusterAccess(
                URI.create("http://localhost/behind/a/gateway/"),
                new HttpAddress.Unix(path),
                credentials,
                "ns",
                Optional.of("test"),
                "the test"),
            BackendOptions.defaults());
  }

  public ApiServer server() {
    return server;
  }

  /** Paths with their queries, in order. */
  public List<String> asked() {
    return asked;
  }

  public ApiResource<Pod, PodList> pods() {
    return new Resources(server, "ns").pods();
  }

  public static String pod(String name, int version) {
    return "{\"kind\":\"Pod\",\"metadata\":{\"name\":\""
        + name
        + "\",\"uid\":\"u-"
        + name
        + "\",\"resourceVersion\":\""
        + version
        + "\"}}";
  }

  public static String list(String version, String next, String... pods) {
    return SocketServer.http(
        200,
        "",
        "{\"kind\":\"PodList\",\"metadata\":{\"resourceVersion\":\""
            + version
            + "\",\"continue\":\""
            + next
            + "\"},\"items\":["
            + String.join(",", pods)
            + "]}");
  }

  public static String frame(String type, String object) {
    return "{\"type\":\"" + type + "\",\"object\":" + object + "}\n";
  }

  public static String status(int code, String headers, String message) {
    return SocketServer.http(
        code,
        headers,
        "{\"kind\":\"Status\",\"code\":" + code + ",\"message\":\"" + message + "\"}");
  }

  @Override
  public void close() throws IOException {
    server.close().block(LIMIT);
    socket.close();
  }
}
