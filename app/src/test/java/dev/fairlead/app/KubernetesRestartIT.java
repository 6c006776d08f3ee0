package dev.fairlead.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import reactor.core.publisher.Mono;

/** What goes on while the API server of a real cluster is away. */
@Timeout(value = 4, unit = TimeUnit.MINUTES)
class KubernetesRestartIT {

  private static final Duration AWAY = Duration.ofSeconds(10);
  private static final int LINES = 400;

  /** Writes before, while and after the server is away: 20 seconds. */
  private static final String WRITER =
      "i=0; while [ $i -lt " + LINES + " ]; do echo line $i; i=$((i+1)); sleep 0.05; done; exit 5";

  @TempDir Path home;

  private final String name = "app-" + UUID.randomUUID().toString().substring(0, 8);
  private Cluster cluster;

  @BeforeEach
  void aClusterIsThere() {
    cluster = Cluster.of(home);
  }

  @AfterEach
  void nothingIsLeftBehind() {
    if (cluster != null) {
      cluster.real().startApiServer();
      cluster.ok("rm", "-f", name);
    }
  }

  /** Starts a command, and waits until it has written something. */
  private CompletableFuture<Cli.Result> writing(String... line) {
    CompletableFuture<Boolean> written = new CompletableFuture<>();
    Cli cli = cluster.cli().onOutput(() -> written.complete(true));
    CompletableFuture<Cli.Result> result =
        CompletableFuture.supplyAsync(() -> cli.run(line))
            .whenComplete((ended, error) -> written.complete(false));
    assertThat(written.orTimeout(60, TimeUnit.SECONDS).join()).as("it has written").isTrue();
    return result;
  }

  @Test
  void noLineIsLostOrDoubledAndNoEndMissed() {
    CompletableFuture<Cli.Result> run =
        writing("run", "--name", name, Cluster.IMAGE, "sh", "-c", WRITER);
    CompletableFuture<Cli.Result> log = writing("logs", "-f", name);
    cluster.real().stopApiServer();
    Mono.delay(AWAY).block();
    cluster.real().startApiServer();
    String all =
        IntStream.range(0, LINES).mapToObj(i -> "line " + i + "\n").collect(Collectors.joining());
    assertThat(log.join().out()).as(log.join().err()).isEqualTo(all);
    assertThat(log.join().code()).isZero();
    assertThat(run.join().out()).as(run.join().err()).isEqualTo(all);
    assertThat(run.join().code()).isEqualTo(5);
  }
}
