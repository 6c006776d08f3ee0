package dev.fairlead.engine;

import static dev.fairlead.engine.FrameDecoderTest.frame;
import static dev.fairlead.engine.FrameDecoderTest.join;
import static dev.fairlead.engine.ScriptedEngine.SOON;
import static dev.fairlead.testbed.Answers.chunked;
import static dev.fairlead.testbed.Answers.json;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fairlead.spi.container.ContainerId;
import dev.fairlead.spi.error.NotFoundException;
import dev.fairlead.spi.error.StreamInterruptedException;
import dev.fairlead.spi.log.Gap;
import dev.fairlead.spi.log.LogEvent;
import dev.fairlead.spi.log.LogOptions;
import dev.fairlead.spi.log.OutputFrame;
import dev.fairlead.spi.log.StandardStream;
import dev.fairlead.testbed.ScriptedDaemon.Answer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import reactor.core.publisher.Flux;
import reactor.test.StepVerifier;

/** Rule 6: a followed log over connections that break. */
class FollowedLogTest {

  private static final ContainerId WEB = ContainerId.of("web");

  @TempDir Path directory;
  @RegisterExtension final ScriptedEngine engine = new ScriptedEngine();

  @BeforeEach
  void listen() throws IOException {
    engine.listen(directory);
    engine.on("GET /containers/web/json", json(200, state("running", false)), ended(false));
  }

  private static String state(String status, boolean tty) {
    return "{\"Id\":\"0a\",\"Name\":\"/web\",\"Config\":{\"Image\":\"i\",\"Tty\":"
        + tty
        + "},\"State\":{\"Status\":\""
        + status
        + "\",\"StartedAt\":\"2026-01-02T12:00:00Z\",\"ExitCode\":0}}";
  }

  private static Answer ended(boolean tty) {
    return json(200, state("exited", tty));
  }

  private static String time(int nanos) {
    return String.format("2026-01-02T12:00:00.%09dZ", nanos);
  }

  private static byte[] line(int stream, int nanos, String text) {
    return frame(stream, time(nanos) + " " + text + "\n");
  }

  private void logs(Answer... connections) {
    engine.on("GET /containers/web/logs", connections);
  }

  private Flux<String> follow(LogOptions options) {
    return engine
        .containers()
        .logs(WEB, options)
        .map(event -> event instanceof OutputFrame frame ? frame.text() : "GAP");
  }

  private List<String> followed() {
    return follow(LogOptions.following()).collectList().block(SOON);
  }

  private String target(int connection) {
    return engine.requests().stream()
        .filter(request -> request.path().equals("/containers/web/logs"))
        .skip(connection)
        .findFirst()
        .map(request -> request.target())
        .orElse("");
  }

  @Test
  void itGoesOnAfterACutWithoutALostOrADoubledLine() {
    byte[] one = line(1, 1, "one");
    byte[] two = line(2, 2, "two");
    byte[] three = line(1, 2, "three");
    byte[] four = line(1, 4, "four");
    logs(
        chunked(false, one, two, three, Arrays.copyOf(four, 20)),
        chunked(true, one, two, three, four));
    assertThat(followed()).containsExactly("one\n", "two\n", "three\n", "four\n");
  }

  @Test
  void aCutAtEveryByteLosesAndDoublesNothing() {
    byte[] wire =
        join(
            line(1, 1, "a"),
            line(1, 1, "a"),
            line(2, 1, "a"),
            frame(1, time(2) + " b"),
            frame(1, time(3) + " c\n"));
    EngineContainers containers = engine.containers();
    for (int cut = 0; cut <= wire.length; cut++) {
      engine.on("GET /containers/web/json", json(200, state("running", false)), ended(false));
      logs(chunked(false, Arrays.copyOf(wire, cut)), chunked(true, wire));
      String text =
          containers
              .logs(WEB, LogOptions.following())
              .cast(OutputFrame.class)
              .map(OutputFrame::text)
              .reduce("", String::concat)
              .block(SOON);
      assertThat(text).as("cut after byte " + cut).isEqualTo("a\na\na\nbc\n");
    }
  }

  @Test
  void whatWaitsForDemandWhenTheConnectionBreaksIsNotLost() {
    byte[] wire = join(line(1, 1, "a"), line(1, 2, "b"), line(2, 3, "c"), line(1, 4, "d"));
    for (int asked = 0; asked <= 4; asked++) {
      engine.on("GET /containers/web/json", json(200, state("running", false)), ended(false));
      logs(chunked(false, wire), chunked(true, wire));
      List<String> got = new ArrayList<>();
      StepVerifier.create(follow(LogOptions.following()).doOnNext(got::add), asked)
          .expectSubscription()
          .thenAwait(Duration.ofMillis(200))
          .thenRequest(10)
          .thenConsumeWhile(text -> true)
          .expectComplete()
          .verify(SOON);
      assertThat(got)
          .as("with %s asked for before the cut", asked)
          .containsExactly("a\n", "b\n", "c\n", "d\n");
    }
  }

  @Test
  void aTerminalsLogGoesOnToo() {
    engine.on("GET /containers/web/json", json(200, state("running", true)), ended(true));
    String one = time(1) + " one\r\n";
    String two = time(2) + " two";
    logs(
        chunked(false, (one + two.substring(0, 33)).getBytes(StandardCharsets.UTF_8)),
        chunked(true, (one + two).getBytes(StandardCharsets.UTF_8)));
    assertThat(followed()).containsExactly("one\r\n", "two");
  }

  @Test
  void aLogThatWasRotatedAwayHasAGap() {
    logs(chunked(false, line(1, 1, "one"), line(1, 2, "two")), chunked(true, line(1, 7, "seven")));
    assertThat(followed()).containsExactly("one\n", "two\n", "GAP", "seven\n");
  }

  @Test
  void aLogThatEndsBeforeWhereItWasLeftHasAGap() {
    logs(chunked(false, line(1, 1, "one")), chunked(true));
    assertThat(followed()).containsExactly("one\n", "GAP");
  }

  @Test
  void tailThatDeliveredNothingBeforeTheCutHasAGap() {
    logs(chunked(false), chunked(true, line(1, 1, "one")));
    assertThat(follow(LogOptions.following().withTail(0)).collectList().block(SOON))
        .containsExactly("GAP", "one\n");
  }

  /** What the daemon has in its log, given out as it is asked for. */
  private static Answer from(List<byte[]> log, List<Integer> nanos) {
    return (request, channel) -> {
      String target = request.target();
      List<byte[]> part = new ArrayList<>();
      long since =
          target.contains("since=")
              ? Long.parseLong(target.replaceFirst(".*since=[0-9]+\\.0*([0-9]+).*", "$1"))
              : 0;
      String tail = target.replaceFirst(".*tail=([a-z0-9]+).*", "$1");
      int from = tail.equals("all") ? 0 : Math.max(0, log.size() - Integer.parseInt(tail));
      for (int i = from; i < log.size(); i++) {
        if (nanos.get(i) >= since) {
          part.add(log.get(i));
        }
      }
      return chunked(true, part.toArray(byte[][]::new)).write(request, channel);
    };
  }

  @Test
  void aClockThatIsSetBackWhileTheConnectionIsBrokenHidesNothing() {
    List<byte[]> log =
        List.of(line(1, 7, "one"), line(1, 8, "two"), line(2, 9, "three"), line(1, 3, "back"));
    logs(chunked(false, log.get(0), log.get(1), log.get(2)), from(log, List.of(7, 8, 9, 3)));
    assertThat(followed()).containsExactly("one\n", "two\n", "three\n", "back\n");
  }

  @Test
  void itCatchesUpAndGoesOnByCountingFromTheEndAndByNoTime() {
    logs(chunked(false, line(1, 1, "one")), chunked(true, line(1, 1, "one"), line(1, 2, "two")));
    assertThat(followed()).containsExactly("one\n", "two\n");
    assertThat(target(1)).contains("follow=0", "tail=1025").doesNotContain("since=");
    assertThat(target(2)).contains("follow=1", "tail=2").doesNotContain("since=");
  }

  @Test
  void ofOneStreamItGoesOnByTime() {
    logs(chunked(false, line(1, 1, "one")), chunked(true, line(1, 1, "one"), line(1, 2, "two")));
    LogOptions options = LogOptions.following().withStreams(StandardStream.STDOUT);
    assertThat(follow(options).collectList().block(SOON)).containsExactly("one\n", "two\n");
    assertThat(target(1)).contains("follow=0", "tail=1025").doesNotContain("since=");
    assertThat(target(2)).contains("follow=1", "tail=all", "since=1767355200.000000001");
  }

  @Test
  void theGapTellsSinceWhen() {
    logs(chunked(false, line(1, 5, "one")), chunked(true, line(1, 7, "two")));
    List<LogEvent> events =
        engine.containers().logs(WEB, LogOptions.following()).collectList().block(SOON);
    assertThat(((Gap) events.get(1)).since()).isEqualTo(JsonObject.parseTime(time(5)));
  }

  @Test
  void aDaemonThatIsAwayForAWhileIsWaitedFor() {
    logs(
        chunked(false, line(1, 1, "one")),
        json(503, "{\"message\":\"starting\"}"),
        json(503, "{\"message\":\"starting\"}"),
        chunked(true, line(1, 1, "one"), line(1, 2, "two")));
    assertThat(followed()).containsExactly("one\n", "two\n");
  }

  @Test
  void aCleanEndWhileTheContainerRunsIsNoEnd() {
    engine.on(
        "GET /containers/web/json",
        json(200, state("running", false)),
        json(200, state("running", false)),
        json(200, state("restarting", false)),
        ended(false));
    logs(
        chunked(true, line(1, 1, "one")),
        chunked(true, line(1, 1, "one"), line(1, 2, "two")),
        chunked(true, line(1, 1, "one"), line(1, 2, "two"), line(1, 3, "three")));
    assertThat(followed()).containsExactly("one\n", "two\n", "three\n");
  }

  @Test
  void anEndThatNothingFollowsIsBelievedAtTheSecondLook() {
    logs(chunked(true, line(1, 1, "one")));
    assertThat(followed()).containsExactly("one\n");
    assertThat(engine.asked("GET /containers/web/logs")).isEqualTo(2);
  }

  @Test
  void whatADaemonLeavesOutAtTheEndIsReadUntilNothingNewComes() {
    byte[] last = frame(1, time(3) + " last");
    logs(
        chunked(true, line(1, 1, "one")),
        chunked(true, line(1, 1, "one"), line(1, 2, "two")),
        chunked(true, line(1, 1, "one"), line(1, 2, "two"), last));
    assertThat(followed()).containsExactly("one\n", "two\n", "last");
    assertThat(engine.asked("GET /containers/web/logs")).isEqualTo(4);
  }

  @Test
  void aContainerThatEndedAndIsStartedAgainByItsReturningDaemonGoesOn() {
    engine.on(
        "GET /containers/web/json",
        json(200, state("running", false)),
        ended(false),
        json(200, state("running", false)),
        ended(false));
    logs(
        chunked(true, line(1, 1, "one")),
        json(503, "{\"message\":\"shutting down\"}"),
        chunked(true, line(1, 1, "one"), line(1, 2, "two")),
        chunked(true, line(1, 1, "one"), line(1, 2, "two"), line(1, 3, "three")));
    assertThat(followed()).containsExactly("one\n", "two\n", "three\n");
  }

  @Test
  void aContainerThatIsRemovedAfterACleanEndEndsItAndAfterACutInterruptsIt() {
    logs(chunked(true, line(1, 1, "one")));
    engine.on("GET /containers/web/json", json(200, state("running", false)), json(404, "{}"));
    assertThat(followed()).containsExactly("one\n");
    logs(chunked(false, line(1, 1, "one")), json(404, "{\"message\":\"No such container\"}"));
    engine.on("GET /containers/web/json", json(200, state("running", false)), json(404, "{}"));
    follow(LogOptions.following())
        .as(StepVerifier::create)
        .expectNext("one\n")
        .expectError(StreamInterruptedException.class)
        .verify(SOON);
  }

  @Test
  void theFirstConnectionIsNotTriedAgain() {
    logs(json(404, "{\"message\":\"No such container: web\"}"));
    follow(LogOptions.following())
        .as(StepVerifier::create)
        .expectError(NotFoundException.class)
        .verify(SOON);
    assertThat(engine.asked("GET /containers/web/logs")).isEqualTo(1);
  }

  @Test
  void oneThatIsNotFollowedIsInterruptedByACut() {
    logs(chunked(false, frame(1, "one\n")));
    follow(LogOptions.all())
        .as(StepVerifier::create)
        .expectNext("one\n")
        .expectError(StreamInterruptedException.class)
        .verify(SOON);
  }
}
