package dev.fairlead.kubernetes.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fairlead.kubernetes.access.Credentials;
import dev.fairlead.kubernetes.api.ScriptedApi;
import dev.fairlead.spi.container.ContainerStats;
import dev.fairlead.spi.container.StatsMode;
import dev.fairlead.spi.error.ConflictException;
import dev.fairlead.spi.error.NotFoundException;
import dev.fairlead.spi.error.OperationTimeoutException;
import dev.fairlead.testing.SocketServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import reactor.core.publisher.Flux;
import reactor.test.StepVerifier;

/** With answers as the documentation of metrics.k8s.io/v1beta1 and of metrics-server has them. */
class PodStatsTest {

  private static final String RUNS = "'running':{'startedAt':'2026-01-01T00:00:10Z'}";
  private static final String ENDED =
      "'terminated':{'exitCode':0,'startedAt':'2026-01-01T00:00:10Z'}";

  @TempDir Path directory;

  /** What is answered to questions about the pod, about its changes, and about its metrics. */
  private ScriptedApi api(String pod, String changes, String... metrics) throws IOException {
    Deque<String> left = new ArrayDeque<>(List.of(metrics));
    return new ScriptedApi(
        directory,
        Credentials.none(),
        target -> {
          if (target.contains("metrics.k8s.io")) {
            return left.size() > 1 ? left.poll() : left.peek();
          }
          if (target.contains("watch=1")) {
            return changes;
          }
          return target.contains("fieldSelector")
              ? ScriptedApi.list("5", "", pod)
              : SocketServer.http(200, "", pod);
        });
  }

  private static Flux<ContainerStats> stats(ScriptedApi api, StatsMode mode, Duration patience) {
    return new PodStats(api.server(), "ns", api.pods(), patience).stats("web", mode);
  }

  private static String pod(String state) {
    return json(
        "{'kind':'Pod','metadata':{'name':'web','uid':'u','resourceVersion':'3'},'spec':{"
            + "'restartPolicy':'Never','containers':[{'name':'side'},{'name':'main',"
            + "'resources':{'limits':{'memory':'64Mi'}}}]},'status':{'phase':'Running',"
            + "'containerStatuses':[{'name':'main','containerID':'c','restartCount':0,'state':{"
            + state
            + "}}]}}");
  }

  private static String metrics(String timestamp, String window, String cpu) {
    return SocketServer.http(
        200,
        "",
        json(
            "{'kind':'PodMetrics','apiVersion':'metrics.k8s.io/v1beta1','metadata':{'name':'web',"
                + "'namespace':'ns'},'timestamp':'"
                + timestamp
                + "','window':'"
                + window
                + "','containers':[{'name':'side','usage':{'cpu':'9','memory':'9Gi'}},"
                + "{'name':'main','usage':{'cpu':'"
                + cpu
                + "','memory':'1536Ki'}}]}"));
  }

  private static String unmeasured() {
    return ScriptedApi.status(404, "", "podmetrics \\\"web\\\" not found");
  }

  private static String json(String text) {
    return text.replace('\'', '"');
  }

  @Test
  void oneSampleHasTheUnitsOfTheContract() throws IOException {
    try (ScriptedApi api =
        api(pod(RUNS), "", metrics("2026-01-01T00:00:40Z", "15.05s", "250000000n"))) {
      List<ContainerStats> samples =
          stats(api, StatsMode.ONE_SHOT, ScriptedApi.LIMIT).collectList().block(ScriptedApi.LIMIT);
      assertThat(samples).hasSize(1);
      ContainerStats sample = samples.get(0);
      assertThat(sample.read()).isEqualTo(Instant.parse("2026-01-01T00:00:40Z"));
      assertThat(sample.cpuPercent()).hasValue(25);
      assertThat(sample.memoryBytes()).hasValue(1536 << 10);
      assertThat(sample.memoryLimitBytes()).hasValue(64 << 20);
      assertThat(sample.cpuTotalNanos()).isEmpty();
      assertThat(api.asked())
          .endsWith("/behind/a/gateway/apis/metrics.k8s.io/v1beta1/namespaces/ns/pods/web");
    }
  }

  @Test
  void streamTellsEachWindowOnceAndEndsWithTheContainer() throws IOException {
    String end =
        SocketServer.http(
            200, "", ScriptedApi.frame("MODIFIED", pod(ENDED).replace("\"3\"", "\"9\"")));
    // The watch is answered at once, so the end has to wait until the samples were asked for.
    Deque<String> left =
        new ArrayDeque<>(
            List.of(
                unmeasured(),
                metrics("2026-01-01T00:00:05Z", "1s", "1"), // of a run before this one
                metrics("2026-01-01T00:00:20Z", "1s", "2"),
                metrics("2026-01-01T00:00:20Z", "1s", "2"),
                metrics("2026-01-01T00:00:35Z", "1s", "500m")));
    String nothing = SocketServer.http(200, "", "");
    try (ScriptedApi api =
        new ScriptedApi(
            directory,
            Credentials.none(),
            target -> {
              if (target.contains("metrics.k8s.io")) {
                return left.size() > 1 ? left.poll() : left.peek();
              }
              if (target.contains("watch=1")) {
                return left.size() == 1 && target.contains("resourceVersion=5") ? end : nothing;
              }
              return target.contains("fieldSelector")
                  ? ScriptedApi.list("5", "", pod(RUNS))
                  : SocketServer.http(200, "", pod(RUNS));
            })) {
      stats(api, StatsMode.STREAM, ScriptedApi.LIMIT)
          .map(sample -> sample.read() + " " + sample.cpuPercent().orElse(-1))
          .as(StepVerifier::create)
          .expectNext("2026-01-01T00:00:20Z 200.0")
          .thenConsumeWhile("2026-01-01T00:00:35Z 50.0"::equals)
          .expectComplete()
          .verify(ScriptedApi.LIMIT);
    }
  }

  @Test
  void whatDoesNotRunOrIsNotThereHasNoFigures() throws IOException {
    try (ScriptedApi api = api(pod(ENDED), "", unmeasured())) {
      stats(api, StatsMode.ONE_SHOT, ScriptedApi.LIMIT)
          .as(StepVerifier::create)
          .expectError(ConflictException.class)
          .verify(ScriptedApi.LIMIT);
      assertThat(api.asked()).noneMatch(asked -> asked.contains("metrics"));
    }
  }

  @Test
  void podThatIsNotThereIsNotFound() throws IOException {
    try (ScriptedApi api =
        new ScriptedApi(
            directory, Credentials.none(), target -> ScriptedApi.status(404, "", "no pod"))) {
      stats(api, StatsMode.STREAM, ScriptedApi.LIMIT)
          .as(StepVerifier::create)
          .expectError(NotFoundException.class)
          .verify(ScriptedApi.LIMIT);
    }
  }

  @Test
  void containerThatNobodyMeasuresIsNotWaitedForForEver() throws IOException {
    try (ScriptedApi api = api(pod(RUNS), "", unmeasured())) {
      stats(api, StatsMode.ONE_SHOT, Duration.ofMillis(200))
          .as(StepVerifier::create)
          .expectErrorSatisfies(
              error ->
                  assertThat(error)
                      .isInstanceOf(OperationTimeoutException.class)
                      .hasMessageContaining("has not measured it"))
          .verify(ScriptedApi.LIMIT);
    }
  }

  @Test
  void clusterIsAskedWhetherItMeasures() throws IOException {
    String with =
        json(
            "{'kind':'APIGroupList','groups':[{'name':'apps','versions':[{'version':'v1'}]},"
                + "{'name':'metrics.k8s.io','versions':[{'groupVersion':'metrics.k8s.io/v1beta1',"
                + "'version':'v1beta1'}]}]}");
    assertThat(lacking(SocketServer.http(200, "", with))).isEmpty();
    assertThat(lacking(SocketServer.http(200, "", with.replace("v1beta1", "v1"))))
        .contains("the cluster's metrics.k8s.io has no v1beta1");
    assertThat(lacking(SocketServer.http(200, "", json("{'groups':[{'name':'apps'}]}"))))
        .hasValueSatisfying(reason -> assertThat(reason).contains("no metrics.k8s.io"));
    assertThat(lacking(ScriptedApi.status(403, "", "forbidden")))
        .hasValueSatisfying(reason -> assertThat(reason).contains("may not see"));
  }

  private Optional<String> lacking(String answer) throws IOException {
    Path own = Files.createTempDirectory(directory, "api");
    try (ScriptedApi api = new ScriptedApi(own, Credentials.none(), target -> answer)) {
      return MetricsLook.lacking(api.server(), "open").block(ScriptedApi.LIMIT);
    }
  }
}
