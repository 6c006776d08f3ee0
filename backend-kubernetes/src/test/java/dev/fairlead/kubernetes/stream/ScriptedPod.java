package dev.fairlead.kubernetes.stream;

import dev.fairlead.kubernetes.access.ClusterAccess;
import dev.fairlead.kubernetes.access.Credentials;
import dev.fairlead.kubernetes.api.ApiServer;
import dev.fairlead.spi.BackendOptions;
import dev.fairlead.spi.Cleanups;
import dev.fairlead.spi.container.ContainerId;
import dev.fairlead.testbed.Answers;
import dev.fairlead.testbed.ScriptedDaemon;
import dev.fairlead.testbed.ScriptedDaemon.Answer;
import dev.fairlead.transport.http.HttpAddress;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** An API server that knows one pod, {@code web}, and answers for its streams as a test says. */
final class ScriptedPod implements AutoCloseable {

  static final Duration LIMIT = Duration.ofSeconds(20);
  static final ContainerId ID = new ContainerId("web");
  private static final String PATH = "GET /api/v1/namespaces/ns/pods/web";

  private final ScriptedDaemon daemon;
  private final ApiServer server;
  private final PodStreams streams;

  /**
   * Listens.
   *
   * @param socket where
   * @param reached how clients get there
   */
  ScriptedPod(Path socket, Path reached) throws IOException {
    daemon = ScriptedDaemon.at(socket);
    server =
        ApiServer.open(
            new ClusterAccess(
                URI.create("https://cluster.test"),
                new HttpAddress.Unix(reached),
                Credentials.none(),
                "ns",
                Optional.empty(),
                "a test"),
            BackendOptions.defaults());
    streams = new PodStreams(server, "ns", new Cleanups(), Duration.ofSeconds(5));
    runs();
  }

  PodStreams streams() {
    return streams;
  }

  ScriptedDaemon daemon() {
    return daemon;
  }

  ScriptedPod runs() {
    return is("Running", "\"running\":{}");
  }

  ScriptedPod hasEnded() {
    return is("Succeeded", "\"terminated\":{\"exitCode\":0}");
  }

  private ScriptedPod is(String phase, String state) {
    daemon.on(PATH, Answers.json(200, pod(phase, state)));
    return this;
  }

  static String pod(String phase, String state) {
    return "{\"metadata\":{\"name\":\"web\",\"uid\":\"u1\"},\"spec\":{\"restartPolicy\":\"Never\","
        + "\"containers\":[{\"name\":\"main\"}]},\"status\":{\"phase\":\""
        + phase
        + "\",\"containerStatuses\":[{\"name\":\"main\",\"containerID\":\"x://1\",\"state\":{"
        + state
        + "}}]}}";
  }

  /** Sets what a subresource answers. */
  ScriptedPod on(String subresource, Answer... answers) {
    daemon.on(PATH + "/" + subresource, answers);
    return this;
  }

  @Override
  public void close() throws IOException {
    server.close().block(LIMIT);
    daemon.close();
  }
}
