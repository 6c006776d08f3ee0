package dev.fairlead.core.ready;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import dev.fairlead.core.ContainerRuntime;
import dev.fairlead.spi.Capability;
import dev.fairlead.spi.PlanMode;
import dev.fairlead.spi.container.ContainerId;
import dev.fairlead.spi.container.ContainerSpec;
import dev.fairlead.spi.container.ContainerSpecBuilder;
import dev.fairlead.spi.container.PortBinding;
import dev.fairlead.spi.error.ConflictException;
import dev.fairlead.spi.error.NotFoundException;
import dev.fairlead.spi.error.OperationTimeoutException;
import dev.fairlead.spi.error.OperationUnsupportedException;
import dev.fairlead.tck.fake.FakeBackend;
import dev.fairlead.tck.fake.FakeProgram;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

class ReadinessWaitTest {

  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final Duration SHORT = Duration.ofMillis(1500);
  private static final ContainerId WEB = ContainerId.of("web");
  private static final String IDLE = "trap 'exit 0' TERM; while :; do sleep 0.1; done";

  private final AtomicInteger looks = new AtomicInteger();

  /** Shows port 80 from the third look on. */
  private final FakeProgram cat =
      process ->
          process
              .print(
                  "  sl  local_address rem_address   st\n"
                      + (looks.incrementAndGet() < 3
                          ? ""
                          : "   0: 00000000:0050 00000000:0000 0A\n"))
              .thenReturn(0);

  private final FakeBackend fake = FakeBackend.builder().program("cat", cat).build();
  private final ContainerRuntime runtime = ContainerRuntime.builder(fake).build();
  private final ReadinessWait waits = ReadinessWait.of(runtime);

  @AfterEach
  void nothingIsLeftOpen() {
    Flux.interval(Duration.ZERO, Duration.ofMillis(5))
        .onBackpressureDrop()
        .skipUntil(tick -> fake.openStreams() == 0)
        .next()
        .as(StepVerifier::create)
        .expectNextCount(1)
        .expectComplete()
        .verify(PATIENCE);
  }

  private static ContainerSpecBuilder web(String script) {
    return ContainerSpec.builder("host").name("web").command("sh", "-c", script);
  }

  private void start(ContainerSpecBuilder spec) {
    runtime.containers().launch(spec.build(), PlanMode.STRICT).block(PATIENCE);
  }

  private Mono<Ready> until(Readiness readiness) {
    return waits.until(WEB, readiness, PATIENCE);
  }

  private static <E extends Throwable> void fails(
      Mono<Ready> wait, Class<E> kind, String... words) {
    wait.as(StepVerifier::create)
        .expectErrorSatisfies(
            error ->
                assertThat(error).isInstanceOf(kind).message().contains(words).doesNotContain("\n"))
        .verify(PATIENCE);
  }

  @Test
  void whatRunsIsRunning() {
    start(web(IDLE));
    assertThat(until(Readiness.running()).block(PATIENCE).proof()).isEqualTo("it is running");
  }

  @Test
  void aContainerThatIsStartedLaterIsWaitedFor() {
    runtime.containers().create(web(IDLE).build(), PlanMode.STRICT).block(PATIENCE);
    until(Readiness.running())
        .as(StepVerifier::create)
        .expectSubscription()
        .then(() -> runtime.containers().start(WEB).block(PATIENCE))
        .expectNextCount(1)
        .expectComplete()
        .verify(PATIENCE);
  }

  @Test
  void thePortIsLookedForInside() {
    start(web(IDLE));
    Ready ready = until(Readiness.listening(80)).block(PATIENCE);
    assertThat(ready.proof()).contains("port 80").contains("/proc/net/tcp");
    assertThat(looks).hasValue(3);
    assertThat(ready.took()).isPositive();
  }

  @Test
  void aLineIsFoundAlsoIfItWasWrittenBefore() {
    start(web("echo starting; echo 'listening on 80'; " + IDLE));
    assertThat(
            until(Readiness.logged(Pattern.compile("listening on \\d+"))).block(PATIENCE).proof())
        .isEqualTo("it wrote 'listening on 80'");
  }

  @Test
  void atTheDeadlineItIsSaidWhatWasSeenLast() {
    start(web("echo one; echo two; " + IDLE));
    fails(
        waits.until(WEB, Readiness.listening(81), SHORT),
        OperationTimeoutException.class,
        "could not wait until container web listens on port 81",
        "within 1500 ms",
        "nothing listens on port 81 inside",
        "its log ends: 'one' | 'two'",
        "fairlead logs web");
    fails(
        waits.until(WEB, Readiness.logged(Pattern.compile("three")), SHORT),
        OperationTimeoutException.class,
        "seen last: the line 'two'");
  }

  @Test
  void anEndMeanwhileIsToldWithItsCode() {
    start(web("echo giving up; sleep 0.2; exit 3"));
    for (Readiness readiness :
        List.of(
            Readiness.listening(81),
            Readiness.logged(Pattern.compile("x{9}")),
            Readiness.running())) {
      fails(
          until(Readiness.listening(81)).then(until(readiness)),
          ConflictException.class,
          "it has ended with exit code 3",
          "its log ends: 'giving up'");
    }
  }

  @Test
  void anEndThatRemovesTheContainerIsToldWithItsCode() {
    start(web("sleep 0.3; exit 4").autoRemove(true));
    fails(
        until(Readiness.listening(81)),
        ConflictException.class,
        "it has ended with exit code 4 and was removed");
  }

  @Test
  void whatIsNotThereIsNotFound() {
    fails(until(Readiness.running()), NotFoundException.class, "web");
  }

  @Test
  void withoutAHealthCheckThereIsNothingToWaitFor() {
    start(web(IDLE));
    fails(until(Readiness.healthy()), ConflictException.class, "no health check", "--health-cmd");
  }

  @Test
  void aLogThatCannotBeFollowedIsRefused() {
    FakeBackend mute = FakeBackend.builder().without(Capability.LOG_FOLLOW).build();
    ContainerRuntime other = ContainerRuntime.builder(mute).build();
    other.containers().launch(web(IDLE).build(), PlanMode.STRICT).block(PATIENCE);
    fails(
        ReadinessWait.of(other).until(WEB, Readiness.logged(Pattern.compile("x")), PATIENCE),
        OperationUnsupportedException.class,
        "log-follow");
  }

  @Test
  void withoutEyesInsideNobodyClaimsToSee() {
    FakeBackend blind = FakeBackend.builder().without(Capability.EXEC).build();
    ContainerRuntime other = ContainerRuntime.builder(blind).build();
    other.containers().launch(web(IDLE).build(), PlanMode.STRICT).block(PATIENCE);
    fails(
        ReadinessWait.of(other).until(WEB, Readiness.listening(80), SHORT),
        OperationTimeoutException.class,
        "nobody can look");
  }

  @Test
  void anAnswerIsAskedForWhereThePortIsPublished() throws IOException {
    AtomicInteger asked = new AtomicInteger();
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/health",
        exchange -> {
          exchange.sendResponseHeaders(asked.incrementAndGet() < 3 ? 503 : 204, -1);
          exchange.close();
        });
    server.start();
    try {
      start(web(IDLE).port(PortBinding.tcp(server.getAddress().getPort(), 80)));
      assertThat(until(Readiness.answering(80, "/health")).block(PATIENCE).proof())
          .endsWith("/health answered 204");
      assertThat(asked).hasValue(3);
      fails(
          waits.until(WEB, new Readiness.Answering(80, "/health", OptionalInt.of(200)), SHORT),
          OperationTimeoutException.class,
          "/health answered 204");
    } finally {
      server.stop(0);
    }
  }

  @Test
  void aRefusedConnectionIsWhatWasSeenLast() throws IOException {
    int port;
    try (ServerSocket free = new ServerSocket(0)) {
      port = free.getLocalPort();
    }
    start(web(IDLE).port(PortBinding.tcp(port, 80)));
    fails(
        // Long enough to load a client of HTTP on a machine that is busy.
        waits.until(WEB, Readiness.answering(80, "/"), Duration.ofSeconds(8)),
        OperationTimeoutException.class,
        "localhost:" + port);
  }

  @Test
  void allConditionsAreMetTogether() {
    start(web("echo up; " + IDLE));
    assertThat(
            waits
                .untilAll(
                    WEB,
                    List.of(
                        Readiness.listening(80),
                        Readiness.running(),
                        Readiness.logged(Pattern.compile("up"))),
                    PATIENCE)
                .map(Ready::readiness)
                .collectList()
                .block(PATIENCE))
        .hasSize(3)
        .first()
        .isEqualTo(Readiness.listening(80));
  }

  @Test
  void nothingHappensBeforeSubscription() {
    start(web(IDLE));
    Mono<Ready> wait = until(Readiness.listening(80));
    assertThat(looks).hasValue(0);
    wait.block(PATIENCE);
    assertThat(looks).hasValue(3);
  }

  @Test
  void cancellingEndsTheWaitAndNothingElse() {
    start(web(IDLE));
    until(Readiness.logged(Pattern.compile("never")))
        .as(StepVerifier::create)
        .expectSubscription()
        .expectNoEvent(Duration.ofMillis(200))
        .thenCancel()
        .verify(PATIENCE);
    assertThat(until(Readiness.running()).block(PATIENCE)).isNotNull();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, -1, 65536})
  void aPortThatIsNoneIsRefusedAtOnce(int port) {
    assertThatThrownBy(() -> Readiness.listening(port))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Readiness.answering(port, "/"))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void whatMakesNoSenseIsRefusedAtOnce() {
    assertThatThrownBy(() -> Readiness.answering(80, "x")).hasMessageContaining("slash");
    assertThatThrownBy(() -> Readiness.answering(80, "/a b"))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new Readiness.Answering(80, "/", OptionalInt.of(99)))
        .hasMessageContaining("99");
    assertThatThrownBy(() -> waits.until(WEB, Readiness.running(), Duration.ZERO))
        .hasMessageContaining("positive");
  }
}
