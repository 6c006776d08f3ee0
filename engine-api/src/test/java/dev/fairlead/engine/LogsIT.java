package dev.fairlead.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fairlead.spi.container.ContainerId;
import dev.fairlead.spi.container.LogDriver;
import dev.fairlead.spi.container.WaitCondition;
import dev.fairlead.spi.error.NotFoundException;
import dev.fairlead.spi.error.OperationUnsupportedException;
import dev.fairlead.spi.log.LogEvent;
import dev.fairlead.spi.log.LogOptions;
import dev.fairlead.spi.log.OutputFrame;
import dev.fairlead.spi.log.StandardStream;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import reactor.core.publisher.Flux;
import reactor.test.StepVerifier;

class LogsIT {

  @RegisterExtension final RealDocker docker = new RealDocker();

  private Flux<OutputFrame> frames(ContainerId id, LogOptions options) {
    return docker.containers().logs(id, options).cast(OutputFrame.class);
  }

  private String text(ContainerId id, LogOptions options) {
    return frames(id, options)
        .map(OutputFrame::text)
        .reduce("", String::concat)
        .block(RealDocker.LONG);
  }

  private ContainerId ended(String script, boolean tty) {
    ContainerId id = docker.start(docker.spec("sh", "-c", script).tty(tty));
    docker.containers().waitFor(id, WaitCondition.NOT_RUNNING).block(RealDocker.LONG);
    return id;
  }

  @Test
  void followedOrNotTheWholeLogArrivesWithItsLastLine() {
    String script = "for i in 1 2 3; do echo line $i; done; printf end";
    for (boolean tty : new boolean[] {false, true}) {
      ContainerId id = ended(script, tty);
      String newline = tty ? "\r\n" : "\n";
      String whole = String.join(newline, "line 1", "line 2", "line 3", "end");
      assertThat(text(id, LogOptions.all())).isEqualTo(whole);
      assertThat(text(id, LogOptions.following())).isEqualTo(whole);
      assertThat(text(id, LogOptions.all().withTail(2))).isEqualTo("line 3" + newline + "end");
      assertThat(text(id, LogOptions.following().withTail(0))).isEmpty();
    }
  }

  @Test
  void linesLongerThanTheDaemonsBufferAreWhole() {
    String script =
        "head -c 40000 /dev/zero | tr '\\0' a; echo; head -c 16384 /dev/zero | tr '\\0' b; echo";
    for (boolean tty : new boolean[] {false, true}) {
      String whole =
          "a".repeat(40_000) + (tty ? "\r\n" : "\n") + "b".repeat(16_384) + (tty ? "\r\n" : "\n");
      ContainerId id = ended(script, tty);
      LogOptions timed = LogOptions.all().withTimestamps(LogOptions.Timestamps.YES);
      assertThat(text(id, LogOptions.all())).isEqualTo(whole);
      assertThat(text(id, timed)).isEqualTo(whole);
      assertThat(text(id, LogOptions.following())).isEqualTo(whole);
      assertThat(frames(id, timed).collectList().block(RealDocker.LONG))
          .allSatisfy(frame -> assertThat(frame.timestamp()).isPresent());
    }
  }

  @Test
  void streamsAndTimesAreChosen() {
    ContainerId id = ended("echo out; echo err >&2; sleep 0.3; echo late", false);
    assertThat(text(id, LogOptions.all().withStreams(StandardStream.STDERR))).isEqualTo("err\n");
    List<OutputFrame> timed =
        frames(
                id,
                LogOptions.all()
                    .withStreams(StandardStream.STDOUT)
                    .withTimestamps(LogOptions.Timestamps.YES))
            .collectList()
            .block(RealDocker.LONG);
    Instant late = timed.get(1).timestamp().get();
    assertThat(text(id, LogOptions.all().withSince(late))).isEqualTo("late\n");
    assertThat(text(id, LogOptions.all().withUntil(late.minusMillis(100)))).doesNotContain("late");
  }

  @Test
  void aFollowedLogGoesOnUntilTheContainerEnds() {
    ContainerId id = docker.start(docker.spec("sh", "-c", "echo a; sleep 0.5; echo b; exit 1"));
    assertThat(text(id, LogOptions.following())).isEqualTo("a\nb\n");
  }

  @Test
  void demandIsHonouredExactly() {
    ContainerId id = ended("for i in 1 2 3; do echo $i; done", false);
    Flux<LogEvent> log = docker.containers().logs(id, LogOptions.following());
    StepVerifier.create(log, 1)
        .expectNextCount(1)
        .expectNoEvent(Duration.ofMillis(200))
        .thenRequest(2)
        .expectNextCount(2)
        .expectComplete()
        .verify(RealDocker.LONG);
  }

  @Test
  void aDriverThatCannotBeReadIsNamedFollowedOrNot() {
    LogDriver none = new LogDriver("none", Map.of());
    ContainerId ended = docker.start(docker.spec("true").logDriver(none));
    ContainerId running = docker.start(docker.spec("sleep", "60").logDriver(none));
    for (ContainerId id : List.of(ended, running)) {
      for (LogOptions options : List.of(LogOptions.all(), LogOptions.following())) {
        docker
            .containers()
            .logs(id, options)
            .as(StepVerifier::create)
            .expectErrorSatisfies(
                error ->
                    assertThat(error)
                        .isInstanceOf(OperationUnsupportedException.class)
                        .hasMessageContaining("'none'"))
            .verify(RealDocker.LONG);
      }
    }
  }

  @Test
  void nobodyHasNoLog() {
    docker
        .containers()
        .logs(ContainerId.of("engine-it-nobody"), LogOptions.following())
        .as(StepVerifier::create)
        .expectError(NotFoundException.class)
        .verify(RealDocker.LONG);
  }
}
