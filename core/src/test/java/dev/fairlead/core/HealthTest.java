package dev.fairlead.core;

import static dev.fairlead.core.Candidates.absent;
import static dev.fairlead.core.Candidates.dead;
import static dev.fairlead.core.Candidates.machine;
import static dev.fairlead.core.Candidates.up;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fairlead.core.report.RuntimeReport;
import dev.fairlead.spi.Candidate;
import dev.fairlead.spi.CandidateOrigin;
import dev.fairlead.spi.CandidateState;
import dev.fairlead.spi.Evidence;
import java.net.URL;
import java.net.URLClassLoader;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.test.StepVerifier;

class HealthTest {

  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final Duration INTERVAL = Duration.ofSeconds(10);

  private final AtomicReference<Candidate> docker = new AtomicReference<>(up("docker", 400));
  private final StubProvider changing =
      new StubProvider("docker", context -> Flux.just(docker.get()));
  private final StubProvider podman = StubProvider.of("podman", up("podman", 300));

  @Test
  void theReportComesAtOnceAndAgainAfterEachChangeOnly() {
    StepVerifier.withVirtualTime(() -> kernel().health().map(HealthTest::chosen))
        .expectNext("docker")
        .expectNoEvent(INTERVAL.multipliedBy(5))
        .then(
            () -> docker.set(dead("docker", "unix:///run/docker.sock", CandidateOrigin.WELL_KNOWN)))
        .thenAwait(INTERVAL)
        .expectNext("podman")
        .then(() -> docker.set(up("docker", 400)))
        .thenAwait(INTERVAL)
        .expectNext("docker")
        .thenCancel()
        .verify(PATIENCE);
  }

  @Test
  void afterSomethingGotWorseItLooksAgainSoon() {
    StepVerifier.withVirtualTime(() -> kernel().health().map(HealthTest::chosen))
        .expectNext("docker")
        .then(() -> docker.set(absent("docker")))
        .thenAwait(INTERVAL)
        .expectNext("podman")
        .then(() -> docker.set(up("docker", 400)))
        .thenAwait(Duration.ofMillis(250))
        .expectNext("docker")
        .thenCancel()
        .verify(PATIENCE);
  }

  @Test
  void aFailureIsNotRememberedHoweverLongItLasted() {
    docker.set(absent("docker"));
    StepVerifier.withVirtualTime(() -> kernel().health().map(HealthTest::chosen))
        .expectNext("podman")
        .expectNoEvent(INTERVAL.multipliedBy(1000))
        .then(() -> docker.set(up("docker", 400)))
        .thenAwait(INTERVAL)
        .expectNext("docker")
        .thenCancel()
        .verify(PATIENCE);
  }

  @Test
  void otherWordsForTheSameStateAreNoChange() {
    StepVerifier.withVirtualTime(() -> kernel().health())
        .expectNextCount(1)
        .then(
            () -> {
              Candidate now = docker.get();
              docker.set(
                  new Candidate(
                      now.backend(),
                      now.endpoint(),
                      now.origin(),
                      CandidateState.AVAILABLE,
                      now.versions(),
                      now.flavour(),
                      now.rank(),
                      List.of(new Evidence("GET /_ping", "200 after 17 ms")),
                      Optional.empty()));
            })
        .expectNoEvent(INTERVAL.multipliedBy(3))
        .thenCancel()
        .verify(PATIENCE);
  }

  @Test
  void whoReadsSlowlyIsToldTheNewestStateOnly() {
    StepVerifier.withVirtualTime(() -> kernel().health().map(HealthTest::chosen), 1)
        .expectNext("docker")
        .then(() -> docker.set(absent("docker")))
        .thenAwait(INTERVAL)
        .then(() -> docker.set(up("docker", 400)))
        .thenAwait(INTERVAL)
        .thenRequest(1)
        .expectNext("docker")
        .thenCancel()
        .verify(PATIENCE);
  }

  @Test
  void eachSubscriberStartsWithThePresent() {
    RuntimeKernel kernel = kernel();
    kernel
        .health()
        .map(HealthTest::chosen)
        .next()
        .as(StepVerifier::create)
        .expectNext("docker")
        .expectComplete()
        .verify(PATIENCE);
    docker.set(absent("docker"));
    kernel
        .health()
        .map(HealthTest::chosen)
        .next()
        .as(StepVerifier::create)
        .expectNext("podman")
        .expectComplete()
        .verify(PATIENCE);
  }

  @Test
  void afterCancellingNobodyLooksAnyMore() {
    StepVerifier.withVirtualTime(() -> kernel().health())
        .expectNextCount(1)
        .thenAwait(INTERVAL.multipliedBy(3))
        .thenCancel()
        .verify(PATIENCE);
    assertThat(changing.probes()).isEqualTo(4);
  }

  @Test
  void closingTheKernelCompletesIt() {
    RuntimeKernel kernel = kernel();
    kernel
        .health()
        .as(StepVerifier::create)
        .expectNextCount(1)
        .then(() -> kernel.close().then(kernel.close()).subscribe())
        .expectComplete()
        .verify(PATIENCE);
  }

  @Test
  void withNothingUsableItStillReports() {
    docker.set(absent("docker"));
    StepVerifier.withVirtualTime(() -> builder(changing).build().health())
        .assertNext(report -> assertThat(report.refusal()).isPresent())
        .then(() -> docker.set(up("docker", 400)))
        .thenAwait(INTERVAL)
        .assertNext(report -> assertThat(report.chosen()).isPresent())
        .thenCancel()
        .verify(PATIENCE);
  }

  private static String chosen(RuntimeReport report) {
    return report.require().backend();
  }

  private RuntimeKernel kernel() {
    return builder(changing).provider(podman).build();
  }

  private static RuntimeKernelBuilder builder(StubProvider provider) {
    return RuntimeKernel.builder()
        .classLoader(new URLClassLoader(new URL[0], ClassLoader.getPlatformClassLoader()))
        .machine(machine(Map.of()))
        .healthInterval(INTERVAL)
        .provider(provider);
  }
}
