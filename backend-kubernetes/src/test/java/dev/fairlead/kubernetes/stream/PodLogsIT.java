package dev.fairlead.kubernetes.stream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fairlead.spi.container.ContainerId;
import dev.fairlead.spi.error.NotFoundException;
import dev.fairlead.spi.log.Gap;
import dev.fairlead.spi.log.LogEvent;
import dev.fairlead.spi.log.LogOptions;
import dev.fairlead.spi.log.OutputFrame;
import dev.fairlead.testbed.Course;
import dev.fairlead.testbed.FaultProxy;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import reactor.test.StepVerifier;

/** Logs of pods of a real cluster, through cuts and a restart of its API server. */
class PodLogsIT {

  private static final Duration LIMIT = StreamedCluster.LIMIT;
  private static final Duration LONG = Duration.ofMinutes(4);

  /** 200 times 500 lines of 105 bytes with a pause behind each: 10.5 MB. */
  private static final String WRITER =
      "i=0; l=$(printf '%%095d' 7); while [ $i -lt 200 ]; do j=0; while [ $j -lt 500 ]; do"
          + " echo \"$l $((i * 500 + j + 100000000))\"; j=$((j+1)); done; i=$((i+1)); sleep %s;"
          + " done";

  private static final int LINES = 100_000;

  @RegisterExtension private final StreamedCluster cluster = new StreamedCluster();

  private static String text(Flux<LogEvent> log) {
    return log.map(event -> event instanceof OutputFrame frame ? frame.text() : "<" + event + ">")
        .reduce("", String::concat)
        .block(LIMIT);
  }

  private static byte[] expected() throws Exception {
    MessageDigest digest = MessageDigest.getInstance("SHA-256");
    String line = "0".repeat(94) + "7 ";
    for (int i = 0; i < LINES; i++) {
      digest.update(
          (line + (i + 100_000_000) + "\n").getBytes(java.nio.charset.StandardCharsets.US_ASCII));
    }
    return digest.digest();
  }

  private static String followed(Flux<LogEvent> log) throws Exception {
    MessageDigest digest = MessageDigest.getInstance("SHA-256");
    List<Gap> gaps = new java.util.ArrayList<>();
    log.doOnNext(
            event -> {
              if (event instanceof OutputFrame frame) {
                digest.update(frame.bytes());
              } else {
                gaps.add((Gap) event);
              }
            })
        .blockLast(LONG);
    assertThat(gaps).isEmpty();
    return HexFormat.of().formatHex(digest.digest());
  }

  @Test
  void partsOfALogAreWhatWasAskedFor() {
    ContainerId id = cluster.script("echo one; sleep 2; echo two; printf three");
    assertThat(text(cluster.streams().logs(id, LogOptions.following())))
        .isEqualTo("one\ntwo\nthree");
    assertThat(text(cluster.streams().logs(id, LogOptions.all()))).isEqualTo("one\ntwo\nthree");
    assertThat(text(cluster.streams().logs(id, LogOptions.all().withTail(1)))).isEqualTo("three");
    List<Instant> times =
        cluster
            .streams()
            .logs(id, LogOptions.all().withTimestamps(LogOptions.Timestamps.YES))
            .map(event -> ((OutputFrame) event).timestamp().orElseThrow())
            .collectList()
            .block(LIMIT);
    assertThat(times).hasSize(3).isSorted();
    assertThat(text(cluster.streams().logs(id, LogOptions.all().withSince(times.get(1)))))
        .isEqualTo("two\nthree");
    assertThat(text(cluster.streams().logs(id, LogOptions.all().withUntil(times.get(0)))))
        .isEqualTo("one\n");
  }

  @Test
  void longLinesAreWhole() {
    ContainerId id = cluster.script("head -c 40000 /dev/zero | tr '\\0' x; echo; echo short");
    String whole = "x".repeat(40_000) + "\nshort\n";
    assertThat(text(cluster.streams().logs(id, LogOptions.following()))).isEqualTo(whole);
    assertThat(text(cluster.streams().logs(id, LogOptions.all()))).isEqualTo(whole);
  }

  @Test
  void whatIsNotThereIsAnError() {
    cluster
        .streams()
        .logs(new ContainerId("no-such-pod"), LogOptions.following())
        .as(StepVerifier::create)
        .expectError(NotFoundException.class)
        .verify(LIMIT);
  }

  @Test
  void aDeletedPodEndsInAGap() {
    ContainerId id = cluster.script("echo one; trap 'exit 0' TERM; while :; do sleep 0.1; done");
    cluster
        .streams()
        .logs(id, LogOptions.following())
        .as(StepVerifier::create)
        .expectNextMatches(event -> event instanceof OutputFrame)
        .then(() -> cluster.delete(id))
        .expectNextMatches(event -> event instanceof Gap)
        .expectComplete()
        .verify(LIMIT);
  }

  @Test
  @Timeout(300)
  void cutsAtRandomBytesLoseAndDoubleNothing() throws Exception {
    ContainerId id = cluster.script(String.format(WRITER, "0.02"));
    Random random = new Random(4);
    AtomicInteger cuts = new AtomicInteger();
    try (FaultProxy proxy = FaultProxy.onLoopback(cluster.address())) {
      PodStreams streams = cluster.through(proxy.port());
      proxy.toClient(
          connection ->
              cuts.incrementAndGet() <= 40
                  ? Course.clear().pass(random.nextInt(3 << 20)).cut()
                  : Course.clear());
      assertThat(followed(streams.logs(id, LogOptions.following())))
          .isEqualTo(HexFormat.of().formatHex(expected()));
      assertThat(cuts.get()).isGreaterThan(5);
    }
  }

  @Test
  @Timeout(300)
  void aRestartOfTheApiServerLosesAndDoublesNothing() throws Exception {
    ContainerId id = cluster.script(String.format(WRITER, "0.1"));
    Mono<Void> restart =
        Mono.delay(Duration.ofSeconds(4))
            .publishOn(Schedulers.boundedElastic())
            .doOnNext(now -> cluster.cluster().killApiServer())
            .delayElement(Duration.ofSeconds(3))
            .publishOn(Schedulers.boundedElastic())
            .doOnNext(now -> cluster.cluster().startApiServer())
            .then();
    Flux<LogEvent> log = cluster.streams().logs(id, LogOptions.following());
    assertThat(followed(log.mergeWith(restart.thenMany(Flux.empty()))))
        .isEqualTo(HexFormat.of().formatHex(expected()));
  }
}
