package dev.fairlead.podman;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fairlead.spi.Backend;
import dev.fairlead.spi.BackendOptions;
import dev.fairlead.spi.Endpoint;
import dev.fairlead.spi.PlanMode;
import dev.fairlead.spi.container.ContainerId;
import dev.fairlead.spi.container.ContainerSpec;
import dev.fairlead.spi.container.RemoveOptions;
import dev.fairlead.spi.log.Gap;
import dev.fairlead.spi.log.LogEvent;
import dev.fairlead.spi.log.LogOptions;
import dev.fairlead.spi.log.OutputFrame;
import dev.fairlead.testbed.Course;
import dev.fairlead.testbed.FaultProxy;
import dev.fairlead.testing.RealRuntime;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import reactor.core.publisher.Mono;

/** Rule 6 over the log of a real Podman, whose times are whole seconds. */
@Timeout(value = 3, unit = TimeUnit.MINUTES)
class PodmanFollowIT {

  private static final Duration LONG = Duration.ofMinutes(2);
  private static final long SEED = Long.getLong("test.cuts.seed", System.nanoTime());
  private static final int CUTS = 30;
  private static final int LINES = 40_000;

  /** Thousands of lines in each second, and some in a second that is quiet otherwise. */
  private static final String WRITER =
      """
      for part in 0 1 2 3; do
        seq $((part * 10000 + 1)) $((part * 10000 + 9990))
        sleep 1.3
        seq $((part * 10000 + 9991)) $((part * 10000 + 10000))
      done""";

  @TempDir Path directory;

  private final Random random = new Random(SEED);
  private final AtomicInteger cuts = new AtomicInteger();
  private Path socket;
  private Backend straight;
  private ContainerId id;

  @BeforeEach
  void open() {
    socket = Endpoint.of(RealRuntime.podman()).socketPath().orElseThrow();
    straight = open(socket, BackendOptions.defaults());
  }

  @AfterEach
  void leaveNothing() {
    if (straight != null) {
      straight.containers().remove(id, RemoveOptions.force()).block(LONG);
      straight.close().block(LONG);
    }
  }

  private static Backend open(Path socket, BackendOptions options) {
    return new PodmanProvider().open(Endpoint.unix(socket), options).block(LONG);
  }

  private void run(String script) {
    ContainerSpec spec = ContainerSpec.builder("busybox").command("sh", "-c", script).build();
    id = straight.containers().create(spec, PlanMode.STRICT).block(LONG).id();
    straight.containers().start(id).block(LONG);
  }

  private Course course() {
    return cuts.incrementAndGet() <= CUTS
        ? Course.clear().pass(random.nextInt(60_000)).cut()
        : Course.clear();
  }

  private static String text(List<LogEvent> events) {
    return events.stream()
        .filter(OutputFrame.class::isInstance)
        .map(event -> ((OutputFrame) event).text())
        .collect(Collectors.joining());
  }

  /** Each with what came before it. */
  private static List<String> gaps(List<LogEvent> events) {
    return IntStream.range(0, events.size())
        .filter(i -> events.get(i) instanceof Gap)
        .mapToObj(i -> text(events.subList(Math.max(0, i - 1), i)).strip() + " " + events.get(i))
        .toList();
  }

  private static String numbers(int to) {
    return IntStream.rangeClosed(1, to)
        .mapToObj(String::valueOf)
        .collect(Collectors.joining("\n", "", "\n"));
  }

  @Test
  void throughCutsNoLineOfOneSecondIsLostOrDoubled() throws IOException {
    Path proxied = directory.resolve("proxy");
    try (FaultProxy proxy = FaultProxy.between(proxied, socket)) {
      Backend cut = open(proxied, BackendOptions.defaults());
      proxy.toClient(connection -> course());
      run(WRITER);
      List<LogEvent> events =
          cut.containers().logs(id, LogOptions.following()).collectList().block(LONG);
      cut.close().block(LONG);

      assertThat(gaps(events)).as("gaps, seed %s", SEED).isEmpty();
      assertThat(text(events).equals(numbers(LINES)))
          .as("%d lines in their order through %s cuts, seed %s", LINES, cuts, SEED)
          .isTrue();
      assertThat(cuts).as("connections, seed %s", SEED).hasValueGreaterThan(CUTS);
    }
  }

  /** Podman 4.3 itself leaves lines out when the container ends while a reader is slow. */
  @Test
  void aSlowReaderLosesNothingAtTheEndOfTheContainer() {
    run("seq 1 %d".formatted(LINES));

    List<LogEvent> events =
        straight
            .containers()
            .logs(id, LogOptions.following())
            .concatMap(
                event ->
                    random.nextInt(500) == 0
                        ? Mono.just(event).delayElement(Duration.ofMillis(20))
                        : Mono.just(event),
                1)
            .collectList()
            .block(LONG);

    assertThat(gaps(events)).isEmpty();
    assertThat(text(events).equals(numbers(LINES))).as("%d lines", LINES).isTrue();
  }

  @Test
  void theLastLinesAreToldAsTheyAreAlsoWithoutANewline() {
    run("printf 'one\\ntwo\\nthree'; sleep 2");
    LogOptions last = LogOptions.following().withTail(2);

    List<LogEvent> followed = straight.containers().logs(id, last).collectList().block(LONG);
    List<LogEvent> read =
        straight
            .containers()
            .logs(id, last.withFollow(LogOptions.Follow.NO))
            .collectList()
            .block(LONG);

    assertThat(gaps(followed)).isEmpty();
    assertThat(text(followed)).as("with what was written while it began").endsWith("two\nthree");
    assertThat(text(read)).isEqualTo("two\nthree");
  }

  @Test
  void silenceIsNoTimeout() {
    Duration patience = Duration.ofSeconds(3);
    Backend hasty =
        open(socket, BackendOptions.defaults().with(BackendOptions.OPERATION_TIMEOUT, patience));
    run("sleep 7; echo late");

    List<LogEvent> events =
        hasty.containers().logs(id, LogOptions.following()).collectList().block(LONG);
    hasty.close().block(LONG);

    assertThat(text(events)).isEqualTo("late\n");
  }

  @Test
  void whatIsFollowedUntilATimeEndsThen() {
    run("echo first; sleep 60");
    Instant until = Instant.now().plusSeconds(2);

    List<LogEvent> events =
        straight
            .containers()
            .logs(id, LogOptions.following().withUntil(until))
            .collectList()
            .block(LONG);

    assertThat(text(events)).isEqualTo("first\n");
    assertThat(Instant.now()).isBetween(until.minusMillis(500), until.plusSeconds(20));
  }
}
