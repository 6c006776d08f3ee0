package dev.fairlead.core;

import static dev.fairlead.core.Candidates.absent;
import static dev.fairlead.core.Candidates.machine;
import static dev.fairlead.core.Candidates.up;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import dev.fairlead.core.policy.RuntimePolicies;
import dev.fairlead.core.report.Choice;
import dev.fairlead.core.report.DiscoveryProblem;
import dev.fairlead.core.report.DiscoveryProblem.Kind;
import dev.fairlead.core.report.NoRuntimeException;
import dev.fairlead.core.report.ProviderInfo;
import dev.fairlead.core.report.RuntimeReport;
import dev.fairlead.core.report.RuntimeSelection;
import dev.fairlead.spi.Backend;
import dev.fairlead.spi.BackendOptions;
import dev.fairlead.spi.BackendProvider;
import dev.fairlead.spi.Candidate;
import dev.fairlead.spi.Endpoint;
import dev.fairlead.spi.ProbeContext;
import dev.fairlead.spi.error.BackendFailureException;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;
import reactor.test.StepVerifier;

class RuntimeKernelTest {

  private static final Duration PATIENCE = Duration.ofSeconds(10);

  @Test
  void theBestRuntimeIsReportedAndOpened() {
    RuntimeKernel kernel =
        kernel(
            StubProvider.of("podman", up("podman", 300)),
            StubProvider.of("docker", up("docker", 400)));
    kernel
        .report()
        .as(StepVerifier::create)
        .assertNext(
            report -> {
              assertThat(report.require()).isEqualTo(up("docker", 400));
              assertThat(report.providers())
                  .extracting(ProviderInfo::id)
                  .containsExactly("docker", "podman");
              assertThat(report.problems()).isEmpty();
            })
        .expectComplete()
        .verify(PATIENCE);
    kernel
        .open()
        .as(StepVerifier::create)
        .assertNext(runtime -> assertThat(runtime.id()).isEqualTo("docker"))
        .expectComplete()
        .verify(PATIENCE);
  }

  @Test
  void aRuntimeThatAnswersLateIsOpenedWhenThereIsNothingElse() {
    StubProvider slow =
        new StubProvider(
            "docker",
            context -> Flux.just(up("docker", 400)).delaySubscription(Duration.ofMillis(300)));
    RuntimeKernel kernel =
        RuntimeKernel.builder()
            .classLoader(ClassLoader.getPlatformClassLoader())
            .provider(slow)
            .probeDeadline(Duration.ofMillis(100))
            .build();
    kernel
        .report()
        .as(StepVerifier::create)
        .assertNext(report -> assertThat(report.chosen()).isEmpty())
        .expectComplete()
        .verify(PATIENCE);
    kernel
        .open()
        .as(StepVerifier::create)
        .assertNext(runtime -> assertThat(runtime.id()).isEqualTo("docker"))
        .expectComplete()
        .verify(PATIENCE);
  }

  @Test
  void nothingHappensBeforeSubscription() {
    StubProvider provider = StubProvider.of("docker", up("docker", 400));
    RuntimeKernel kernel = kernel(provider);
    Mono<RuntimeReport> report = kernel.report();
    assertThat(provider.probes()).isZero();
    report
        .then(report)
        .as(StepVerifier::create)
        .expectNextCount(1)
        .expectComplete()
        .verify(PATIENCE);
    assertThat(provider.probes()).isEqualTo(2);
  }

  @Test
  void withNothingUsableOpeningFailsWithTheWholeReport() {
    kernel(StubProvider.of("docker", absent("docker")))
        .open()
        .as(StepVerifier::create)
        .expectErrorSatisfies(
            error -> {
              assertThat(error)
                  .isInstanceOf(NoRuntimeException.class)
                  .hasMessage(
                      "fairlead could not choose a runtime: none was found that can be used: docker"
                          + " at unix:///run/docker.sock: ENOENT (stat /run/docker.sock); try:"
                          + " install docker");
              NoRuntimeException none = (NoRuntimeException) error;
              assertThat(none.reason()).isEqualTo(Choice.Cause.NOTHING_USABLE);
              assertThat(none.report().candidates()).hasSize(1);
            })
        .verify(PATIENCE);
  }

  @Test
  void aProbeThatThrowsOrReturnsNullOrFailsIsReportedAndSurvived() {
    RuntimeReport report =
        report(
            new StubProvider(
                "thrower",
                context -> {
                  throw new IllegalStateException("on purpose");
                }),
            new StubProvider("nuller", context -> null),
            new StubProvider("failer", context -> Flux.error(new RuntimeException("later"))),
            new StubProvider(
                "linker",
                context -> {
                  throw new NoClassDefFoundError("gone/Away");
                }),
            new StubProvider(
                "laterlinker",
                context ->
                    Flux.defer(
                        () -> {
                          throw new NoClassDefFoundError("gone/Away");
                        })),
            StubProvider.of("impostor", up("docker", 999)),
            StubProvider.of("docker", up("docker", 400)));
    assertThat(report.require()).isEqualTo(up("docker", 400));
    assertThat(report.problems())
        .allMatch(problem -> problem.kind() == Kind.PROBE_FAILED)
        .extracting(DiscoveryProblem::toString)
        .satisfiesExactlyInAnyOrder(
            text -> assertThat(text).startsWith("thrower").contains("on purpose"),
            text -> assertThat(text).startsWith("nuller").contains("returned null"),
            text -> assertThat(text).startsWith("failer").contains("later"),
            text -> assertThat(text).startsWith("linker").contains("gone/Away"),
            text -> assertThat(text).startsWith("laterlinker").contains("gone/Away"),
            text -> assertThat(text).startsWith("impostor").contains("'docker'"));
  }

  @Test
  void aProbeThatNeverEndsCostsNoMoreThanTheDeadlineAndKeepsWhatItSaid() {
    StepVerifier.withVirtualTime(
            () ->
                kernel(
                        new StubProvider(
                            "podman",
                            context -> Flux.just(up("podman", 300)).concatWith(Flux.never())),
                        new StubProvider("hung", context -> Flux.never()),
                        StubProvider.of("docker", up("docker", 200)))
                    .report())
        .expectSubscription()
        .expectNoEvent(RuntimeKernelBuilder.DEFAULT_PROBE_DEADLINE.minusMillis(1))
        .thenAwait(Duration.ofMillis(1))
        .assertNext(
            report -> {
              assertThat(report.require()).isEqualTo(up("podman", 300));
              assertThat(report.problems())
                  .extracting(DiscoveryProblem::kind, problem -> problem.subject().split(" ", 2)[0])
                  .containsExactly(
                      tuple(Kind.PROBE_TIMED_OUT, "hung"), tuple(Kind.PROBE_TIMED_OUT, "podman"));
            })
        .expectComplete()
        .verify(PATIENCE);
  }

  @Test
  void aProbeThatBlocksItsThreadHurtsNobodyAndHoldsOneThreadOnly() throws InterruptedException {
    CountDownLatch free = new CountDownLatch(1);
    AtomicInteger entered = new AtomicInteger();
    StubProvider blocker =
        new StubProvider(
            "blocker",
            context -> {
              entered.incrementAndGet();
              waitUninterruptibly(free);
              return Flux.just(up("blocker", 900));
            });
    RuntimeKernel kernel =
        builder(blocker, StubProvider.of("docker", up("docker", 400)))
            .probeDeadline(Duration.ofMillis(100))
            .build();
    for (int round = 0; round < 20; round++) {
      kernel
          .report()
          .as(StepVerifier::create)
          .assertNext(
              report -> {
                assertThat(report.require()).isEqualTo(up("docker", 400));
                assertThat(report.problems())
                    .singleElement()
                    .extracting(DiscoveryProblem::kind)
                    .isEqualTo(Kind.PROBE_TIMED_OUT);
              })
          .expectComplete()
          .verify(PATIENCE);
    }
    assertThat(entered).hasValue(1);
    free.countDown();
    kernel
        .report()
        .repeat()
        .skipUntil(report -> report.problems().isEmpty())
        .next()
        .as(StepVerifier::create)
        .assertNext(report -> assertThat(report.require()).isEqualTo(up("blocker", 900)))
        .expectComplete()
        .verify(PATIENCE);
  }

  @Test
  void candidatesStreamInBeforeTheSlowOnesAnswer() {
    builder(
            new StubProvider("hung", context -> Flux.never()),
            StubProvider.of("docker", up("docker", 400)))
        .probeDeadline(Duration.ofHours(1))
        .build()
        .candidates(RuntimeSelection.any())
        .filter(Candidate::usable)
        .next()
        .as(StepVerifier::create)
        .expectNext(up("docker", 400))
        .expectComplete()
        .verify(PATIENCE);
  }

  @Test
  void openingANamedRuntimeAsksNobodyElse() {
    StubProvider other = new StubProvider("hung", context -> Flux.never());
    builder(other, StubProvider.of("docker", up("docker", 400)))
        .probeDeadline(Duration.ofHours(1))
        .build()
        .open(RuntimeSelection.named("docker"))
        .as(StepVerifier::create)
        .expectNextCount(1)
        .expectComplete()
        .verify(PATIENCE);
    assertThat(other.probes()).isZero();
  }

  @Test
  void theEnvironmentConfiguresTheChoice() {
    StubProvider docker = StubProvider.of("docker", up("docker", 400));
    builder(docker, StubProvider.of("podman", up("podman", 300)))
        .machine(machine(Map.of("FAIRLEAD_RUNTIME", "podman")))
        .build()
        .open()
        .as(StepVerifier::create)
        .assertNext(runtime -> assertThat(runtime.id()).isEqualTo("podman"))
        .expectComplete()
        .verify(PATIENCE);
    assertThat(docker.probes()).isZero();
  }

  @Test
  void limitsOfTheRuntimeLieAboveThoseOfTheBackend() {
    builder(StubProvider.of("docker", up("docker", 400)))
        .options(
            BackendOptions.defaults()
                .with(BackendOptions.OPERATION_TIMEOUT, Duration.ofMinutes(2))
                .with(BackendOptions.START_TIMEOUT, Duration.ofHours(1)))
        .policies(RuntimePolicies.defaults().withCallTimeout(Duration.ofSeconds(1)))
        .build()
        .open()
        .map(ContainerRuntime::policies)
        .as(StepVerifier::create)
        .assertNext(
            policies -> {
              assertThat(policies.callTimeout()).isEqualTo(Duration.ofSeconds(130));
              assertThat(policies.longCallTimeout()).isEqualTo(Duration.ofSeconds(3610));
            })
        .expectComplete()
        .verify(PATIENCE);
  }

  @Test
  void probesSeeTheNamedEndpointAndADeadlineBelowTheWhole() {
    AtomicReference<String> seen = new AtomicReference<>();
    StubProvider provider =
        new StubProvider(
            "docker",
            context -> {
              seen.set(context.explicitHost().orElseThrow() + " " + context.deadline());
              return Flux.empty();
            });
    builder(provider)
        .probeDeadline(Duration.ofMillis(400))
        .build()
        .report(RuntimeSelection.any().at(URI.create("tcp://10.1.1.1:1")))
        .as(StepVerifier::create)
        .expectNextCount(1)
        .expectComplete()
        .verify(PATIENCE);
    assertThat(seen).hasValue("tcp://10.1.1.1:1 PT0.34S");
  }

  @Test
  void aProviderThatThrowsOnOpeningIsAFailureOfItsBackend() {
    BackendProvider broken =
        new BackendProvider() {
          @Override
          public String id() {
            return "docker";
          }

          @Override
          public Flux<Candidate> probe(ProbeContext context) {
            return Flux.just(up("docker", 400));
          }

          @Override
          public Mono<Backend> open(Endpoint endpoint, BackendOptions options) {
            throw new NoClassDefFoundError("gone/Away");
          }
        };
    kernel(broken)
        .open()
        .as(StepVerifier::create)
        .expectErrorSatisfies(
            error ->
                assertThat(error)
                    .isInstanceOf(BackendFailureException.class)
                    .hasMessageContaining("docker could not open unix:///run/docker.sock")
                    .hasMessageContaining("gone/Away"))
        .verify(PATIENCE);
  }

  @Test
  void aThousandProbesLeakNoThread() {
    Scheduler blocking = Schedulers.newBoundedElastic(3, 100_000, "leak-check");
    try {
      RuntimeKernel kernel =
          builder(
                  StubProvider.of("docker", up("docker", 400)),
                  new StubProvider(
                      "podman",
                      context -> Flux.just(up("podman", 300)).publishOn(Schedulers.parallel())),
                  new StubProvider("failer", context -> Flux.error(new RuntimeException("later"))))
              .blocking(blocking)
              .build();
      rounds(kernel, 50);
      long others = threads("") - threads("leak-check");
      rounds(kernel, 1000);
      assertThat(threads("leak-check")).isLessThanOrEqualTo(3);
      assertThat(threads("") - threads("leak-check")).isLessThanOrEqualTo(others);
    } finally {
      blocking.dispose();
    }
  }

  private static long threads(String prefix) {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().startsWith(prefix))
        .count();
  }

  @Test
  void concurrentReportsAgree() {
    RuntimeKernel kernel = kernel(StubProvider.of("docker", up("docker", 400)));
    Flux.range(0, 50)
        .flatMap(round -> kernel.report(), 50)
        .map(RuntimeReport::require)
        .distinct()
        .as(StepVerifier::create)
        .expectNext(up("docker", 400))
        .expectComplete()
        .verify(PATIENCE);
  }

  private static void rounds(RuntimeKernel kernel, int count) {
    Flux.range(0, count)
        .flatMap(round -> kernel.report(), 4)
        .as(StepVerifier::create)
        .expectNextCount(count)
        .expectComplete()
        .verify(Duration.ofSeconds(30));
  }

  private static RuntimeReport report(BackendProvider... providers) {
    AtomicReference<RuntimeReport> result = new AtomicReference<>();
    kernel(providers)
        .report()
        .as(StepVerifier::create)
        .consumeNextWith(result::set)
        .expectComplete()
        .verify(PATIENCE);
    return result.get();
  }

  private static RuntimeKernel kernel(BackendProvider... providers) {
    return builder(providers).build();
  }

  private static RuntimeKernelBuilder builder(BackendProvider... providers) {
    RuntimeKernelBuilder builder =
        RuntimeKernel.builder()
            .classLoader(new URLClassLoader(new URL[0], ClassLoader.getPlatformClassLoader()))
            .machine(machine(Map.of()));
    List.of(providers).forEach(builder::provider);
    return builder;
  }

  private static void waitUninterruptibly(CountDownLatch latch) {
    boolean done = false;
    while (!done) {
      try {
        latch.await();
        done = true;
      } catch (InterruptedException ignored) {
        // the point of this provider is that it does not listen
      }
    }
  }
}
