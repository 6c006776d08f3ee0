package dev.fairlead.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fairlead.spi.PlanMode;
import dev.fairlead.spi.container.AttachOptions;
import dev.fairlead.spi.container.AttachedContainer;
import dev.fairlead.spi.container.AttachedProcess;
import dev.fairlead.spi.container.ContainerFilter;
import dev.fairlead.spi.container.ContainerId;
import dev.fairlead.spi.container.ContainerSpec;
import dev.fairlead.spi.container.Exit;
import dev.fairlead.spi.container.ProcessSpec;
import dev.fairlead.spi.log.LogOptions;
import dev.fairlead.spi.log.OutputFrame;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

/** Much at once, much in all, and all of it short. */
class ThroughputIT {

  private static final int RUNS = 200;
  private static final int AT_ONCE = 20;
  private static final int MEGABYTES = 50;

  @RegisterExtension final Fixture fixture = new Fixture();

  @Test
  @Timeout(180)
  void shortRunsThatRemoveThemselvesLoseNeitherOutputNorCode() {
    ContainerSpec spec = Fixture.sh("printf x; exit 3").autoRemove(true).build();
    Flux.range(0, RUNS)
        .flatMap(
            i ->
                Mono.usingWhen(
                    fixture.containers().runAttached(spec, PlanMode.STRICT, AttachOptions.output()),
                    run ->
                        Mono.zip(
                            run.process()
                                .output()
                                .map(OutputFrame::text)
                                .reduce("", String::concat),
                            run.process().exit()),
                    run -> run.process().close()),
            AT_ONCE)
        .map(seen -> seen.getT1() + seen.getT2().code().orElse(-1))
        .filter(seen -> !seen.equals("x3"))
        .as(StepVerifier::create)
        .expectComplete()
        .verify(Duration.ofSeconds(170));
    Processes.eventually(
        "all removed themselves",
        () -> Fixture.get(fixture.containers().list(ContainerFilter.all()).count()) == 0);
  }

  @Test
  @Timeout(120)
  void bigInputComesBackByteForByte() throws NoSuchAlgorithmException {
    byte[] block = new byte[1 << 20];
    new Random(7).nextBytes(block);
    MessageDigest sent = MessageDigest.getInstance("SHA-256");
    MessageDigest received = MessageDigest.getInstance("SHA-256");
    for (int i = 0; i < MEGABYTES; i++) {
      sent.update(block);
    }
    AttachedContainer run =
        fixture.attached(
            ContainerSpec.builder("host").command("cat").stdin(ProcessSpec.Stdin.OPEN_ONCE),
            AttachOptions.interactive());
    AttachedProcess process = run.process();
    Mono<Void> input =
        process
            .write(Flux.range(0, MEGABYTES).map(i -> ByteBuffer.wrap(block).asReadOnlyBuffer()))
            .then(process.closeInput());
    Mono<Exit> all =
        process.output().doOnNext(frame -> received.update(frame.bytes())).then(process.exit());
    Exit exit = Mono.zip(all, input.thenReturn(true)).block(Duration.ofSeconds(90)).getT1();
    assertThat(exit).isEqualTo(new Exit.Exited(0));
    assertThat(HexFormat.of().formatHex(received.digest()))
        .isEqualTo(HexFormat.of().formatHex(sent.digest()));
    Fixture.done(process.close());
  }

  @Test
  void newOutputArrivesWithinATenthOfASecond() {
    AttachedContainer run =
        fixture.attached(
            ContainerSpec.builder("host").command("cat").stdin(ProcessSpec.Stdin.OPEN_ONCE),
            AttachOptions.interactive());
    Flux<Instant> arrivals =
        fixture
            .containers()
            .logs(run.id(), LogOptions.following())
            .map(event -> Instant.now())
            .take(5);
    Flux<Instant> writes =
        Flux.interval(Duration.ofMillis(300))
            .take(5)
            .concatMap(
                i -> {
                  Instant now = Instant.now();
                  return run.process()
                      .write(
                          Mono.just(ByteBuffer.wrap(("line" + i).getBytes(StandardCharsets.UTF_8))))
                      .thenReturn(now);
                });
    Flux.zip(writes, arrivals)
        .map(both -> Duration.between(both.getT1(), both.getT2()).toMillis())
        .collectSortedList()
        .as(StepVerifier::create)
        .assertNext(millis -> assertThat(millis.get(2)).as("median of %s", millis).isLessThan(100))
        .expectComplete()
        .verify(Fixture.LIMIT);
    Fixture.done(run.process().close());
  }

  @Test
  void aLogIsFollowedFromBeforeTheFirstStart() {
    for (boolean removedAtOnce : new boolean[] {false, true}) {
      ContainerSpec spec = Fixture.sh("echo one; echo two").autoRemove(removedAtOnce).build();
      ContainerId id = Fixture.get(fixture.containers().create(spec, PlanMode.STRICT)).id();
      fixture
          .containers()
          .logs(id, LogOptions.following())
          .cast(OutputFrame.class)
          .map(OutputFrame::text)
          .reduce("", String::concat)
          .zipWith(
              Mono.delay(Duration.ofMillis(200))
                  .then(fixture.containers().start(id))
                  .thenReturn(true))
          .map(both -> both.getT1())
          .as(StepVerifier::create)
          .expectNext("one\ntwo\n")
          .expectComplete()
          .verify(Fixture.LIMIT);
    }
  }

  @Test
  void aSilentFollowerHoldsNoThread() {
    ContainerId id = fixture.started(Fixture.sh("echo one; sleep 600"));
    Flux.range(0, 60)
        .flatMap(
            i -> fixture.containers().logs(id, LogOptions.following()).take(Duration.ofSeconds(3)),
            60)
        .then()
        .as(StepVerifier::create)
        .expectSubscription()
        .then(
            () -> {
              for (int i = 0; i < 5; i++) {
                Mono.delay(Duration.ofMillis(200))
                    .then(fixture.containers().inspect(id))
                    .block(Duration.ofSeconds(5));
              }
            })
        .expectComplete()
        .verify(Fixture.LIMIT);
  }
}
