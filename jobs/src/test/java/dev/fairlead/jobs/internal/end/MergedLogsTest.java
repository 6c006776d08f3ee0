package dev.fairlead.jobs.internal.end;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fairlead.core.ContainerRuntime;
import dev.fairlead.jobs.log.JobLogEvent;
import dev.fairlead.jobs.log.JobLogOptions;
import dev.fairlead.jobs.status.JobMember;
import dev.fairlead.jobs.status.JobPart;
import dev.fairlead.jobs.status.MemberState;
import dev.fairlead.spi.Backend;
import dev.fairlead.spi.container.ContainerId;
import dev.fairlead.spi.container.Containers;
import dev.fairlead.spi.error.ErrorContext;
import dev.fairlead.spi.error.StreamInterruptedException;
import dev.fairlead.spi.log.Gap;
import dev.fairlead.spi.log.LogEvent;
import dev.fairlead.spi.log.LogOptions;
import dev.fairlead.spi.log.OutputFrame;
import dev.fairlead.spi.log.StandardStream;
import dev.fairlead.tck.fake.FakeBackend;
import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import reactor.test.StepVerifier;
import reactor.test.publisher.TestPublisher;

/** Many logs as one. */
class MergedLogsTest {

  private static final Duration LIMIT = Duration.ofSeconds(20);

  private final Map<String, Flux<LogEvent>> logs = new ConcurrentHashMap<>();
  private final MergedLogs merged = new MergedLogs(runtime(), Schedulers.parallel());

  private ContainerRuntime runtime() {
    Backend fake = FakeBackend.builder().build();
    Containers scripted =
        (Containers)
            Proxy.newProxyInstance(
                getClass().getClassLoader(),
                new Class<?>[] {Containers.class},
                (proxy, method, arguments) ->
                    switch (method.getName()) {
                      case "logs" -> logs.get(((ContainerId) arguments[0]).value());
                      case "backend" -> "fake";
                      default -> throw new UnsupportedOperationException(method.getName());
                    });
    return ContainerRuntime.builder(
            (Backend)
                Proxy.newProxyInstance(
                    getClass().getClassLoader(),
                    new Class<?>[] {Backend.class},
                    (proxy, method, arguments) ->
                        method.getName().equals("containers")
                            ? scripted
                            : method.invoke(fake, arguments)))
        .build();
  }

  private static OutputFrame frame(String text) {
    return OutputFrame.of(
        StandardStream.STDOUT, ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
  }

  private JobMember node(int rank, Flux<LogEvent> log) {
    logs.put("c" + rank, log);
    return new JobMember(
        JobPart.node(rank),
        MemberState.RUNNING,
        Optional.of(ContainerId.of("c" + rank)),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        "");
  }

  private Flux<String> read(List<JobMember> members, JobLogOptions options) {
    return merged.of(members, options, Mono.never()).map(MergedLogsTest::words);
  }

  private static String words(JobLogEvent event) {
    return event.part().tag()
        + (event instanceof JobLogEvent.Line line
            ? " " + line.line().text()
            : " ! " + ((JobLogEvent.Trouble) event).reason());
  }

  private static Flux<LogEvent> numbers(int count) {
    return Flux.range(0, count).map(number -> frame(number + "\n"));
  }

  @Test
  void silentNodesHoldNobodyUpHoweverManyThereAre() {
    List<JobMember> members = new ArrayList<>();
    for (int rank = 0; rank < 300; rank++) {
      members.add(node(rank, rank == 299 ? numbers(1000) : Flux.never()));
    }
    read(members, JobLogOptions.following())
        .take(1000)
        .collectList()
        .as(StepVerifier::create)
        .assertNext(
            lines ->
                assertThat(lines)
                    .isEqualTo(IntStream.range(0, 1000).mapToObj(n -> "299 " + n).toList()))
        .expectComplete()
        .verify(LIMIT);
  }

  @Test
  void eachNodeKeepsItsOrder() {
    List<JobMember> members = new ArrayList<>();
    for (int rank = 0; rank < 8; rank++) {
      members.add(node(rank, numbers(500).publishOn(Schedulers.parallel())));
    }
    List<String> lines = read(members, JobLogOptions.all()).collectList().block(LIMIT);
    for (int rank = 0; rank < 8; rank++) {
      String prefix = rank + " ";
      assertThat(lines.stream().filter(line -> line.startsWith(prefix)).toList())
          .isEqualTo(IntStream.range(0, 500).mapToObj(n -> prefix + n).toList());
    }
  }

  @Test
  void aSlowReaderIsReadAheadForByAFewLinesOfEachNodeOnly() {
    AtomicLong taken = new AtomicLong();
    List<JobMember> members = new ArrayList<>();
    for (int rank = 0; rank < 10; rank++) {
      members.add(node(rank, numbers(100_000).doOnNext(frame -> taken.incrementAndGet())));
    }
    StepVerifier.create(read(members, JobLogOptions.following()), 1)
        .expectNextCount(1)
        .then(() -> assertThat(taken.get()).isLessThan(10 * 64))
        .thenCancel()
        .verify(LIMIT);
  }

  @Test
  void aLogThatBreaksIsToldAndTheOthersGoOn() {
    Flux<LogEvent> broken =
        Flux.concat(
            Mono.just(frame("begun")),
            Mono.error(
                () ->
                    new StreamInterruptedException(
                        ErrorContext.of("fake", "read the log"), "cut", null)));
    List<String> lines =
        read(List.of(node(0, broken), node(1, numbers(2))), JobLogOptions.all())
            .collectList()
            .block(LIMIT);
    assertThat(lines).hasSize(4).contains("0 begun", "1 0", "1 1");
    assertThat(lines)
        .filteredOn(line -> line.startsWith("0 !"))
        .singleElement()
        .asString()
        .contains("cut");
  }

  @Test
  void aGapIsToldWhereItIs() {
    Flux<LogEvent> log =
        Flux.just(frame("one\ntw"), new Gap("rotated", Optional.empty()), frame("o\nthree\n"));
    assertThat(read(List.of(node(0, log)), JobLogOptions.all()).collectList().block(LIMIT))
        .containsExactly(
            "0 one", "0 tw", "0 ! some may be missing or doubled: rotated", "0 o", "0 three");
  }

  @Test
  void onlyTheWantedNodesAreRead() {
    node(0, Flux.error(new AssertionError("nobody asked")));
    List<JobMember> members =
        List.of(node(0, Flux.error(new AssertionError())), node(1, numbers(1)));
    assertThat(read(members, JobLogOptions.all().withRanks(Set.of(1))).collectList().block(LIMIT))
        .containsExactly("1 0");
    assertThat(read(members, JobLogOptions.all().withRanks(Set.of(7))).collectList().block(LIMIT))
        .isEmpty();
  }

  @Test
  void aMissingNodeIsTold() {
    assertThat(
            read(List.of(JobMember.missing(JobPart.node(3), "gone")), JobLogOptions.all())
                .collectList()
                .block(LIMIT))
        .containsExactly("3 ! it has no log: node 3 is missing: gone");
  }

  @Test
  void cancellingClosesAllLogs() {
    List<TestPublisher<LogEvent>> sources = new ArrayList<>();
    List<JobMember> members = new ArrayList<>();
    for (int rank = 0; rank < 40; rank++) {
      TestPublisher<LogEvent> source = TestPublisher.create();
      sources.add(source);
      members.add(node(rank, source.flux()));
    }
    StepVerifier.create(read(members, JobLogOptions.following()))
        .then(() -> sources.forEach(TestPublisher::assertWasSubscribed))
        .thenCancel()
        .verify(LIMIT);
    sources.forEach(TestPublisher::assertCancelled);
  }

  @Test
  void whatWasNotStartedIsWaitedForUntilTheJobIsOver() {
    JobMember waiting =
        new JobMember(
            JobPart.node(0),
            MemberState.WAITING,
            node(0, Flux.never()).container(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            "");
    TestPublisher<Void> over = TestPublisher.create();
    StepVerifier.create(merged.of(List.of(waiting), JobLogOptions.following(), over))
        .then(over::complete)
        .expectComplete()
        .verify(LIMIT);
  }

  @Test
  void optionsAreHandedOn() {
    assertThat(JobLogOptions.all().withEach(LogOptions.all().withTail(3)).each().tail())
        .hasValue(3);
  }
}
