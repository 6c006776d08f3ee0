package dev.fairlead.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fairlead.jobs.Jobs;
import dev.fairlead.jobs.log.JobLogEvent;
import dev.fairlead.jobs.log.JobLogOptions;
import dev.fairlead.jobs.spec.JobRequest;
import dev.fairlead.jobs.spec.JobSpec;
import dev.fairlead.jobs.status.JobEvent;
import dev.fairlead.jobs.status.JobPart;
import dev.fairlead.jobs.status.StartedJob;
import dev.fairlead.spi.container.ContainerSpec;
import dev.fairlead.spi.error.BackendFailureException;
import dev.fairlead.spi.error.ErrorContext;
import dev.fairlead.spi.log.LogOptions;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.test.StepVerifier;

/** The lines of init steps come before those of nodes, and hold nothing up. */
class JobRunEventsTest {

  private static final Duration LIMIT = Duration.ofSeconds(10);
  private static final JobRequest REQUEST =
      JobRequest.of(JobSpec.builder("demo", ContainerSpec.builder("host").build()).build());

  private final AtomicInteger followed = new AtomicInteger();

  /** A line of a part would do as well; a trouble needs less. */
  private static JobEvent event(JobPart part, int number) {
    return new JobLogEvent.Trouble(part, part.tag() + " " + number);
  }

  private Jobs jobs(
      UnaryOperator<Mono<StartedJob>> start, Flux<JobLogEvent> step, Flux<JobEvent> nodes) {
    return (Jobs)
        Proxy.newProxyInstance(
            Jobs.class.getClassLoader(),
            new Class<?>[] {Jobs.class},
            (proxy, method, arguments) ->
                switch (method.getName()) {
                  case "run" -> {
                    JobRequest request = (JobRequest) arguments[0];
                    yield start.apply(
                        Mono.fromCallable(
                            () -> {
                              request.stepStarted().accept("fetch");
                              return new StartedJob("demo", 1, List.of(), "there", 1, List.of());
                            }));
                  }
                  case "logs" -> {
                    assertThat(((JobLogOptions) arguments[1]).wants(JobPart.node(0))).isFalse();
                    yield step;
                  }
                  case "follow" -> {
                    assertThat(((JobLogOptions) arguments[1]).wants(JobPart.step("fetch")))
                        .isFalse();
                    yield nodes.doOnSubscribe(now -> followed.incrementAndGet());
                  }
                  default -> throw new AssertionError(method);
                });
  }

  private static Flux<JobEvent> of(Jobs jobs) {
    return new JobRunEvents(jobs, "demo", LogOptions.following()).of(REQUEST, start -> start);
  }

  @Test
  void nodesAreWaitedForThoughNobodyHasReadTheLinesOfTheSteps() {
    Sinks.Many<JobLogEvent> step = Sinks.many().unicast().onBackpressureBuffer();
    Jobs jobs =
        jobs(start -> start, step.asFlux(), Flux.range(0, 9).map(at -> event(JobPart.node(0), at)));
    of(jobs)
        .as(flux -> StepVerifier.create(flux, 0))
        .expectSubscription()
        .then(() -> assertThat(followed.get()).isEqualTo(1))
        .thenRequest(Long.MAX_VALUE)
        .expectNoEvent(Duration.ofMillis(50))
        .then(step::tryEmitComplete)
        .expectNextCount(9)
        .expectComplete()
        .verify(LIMIT);
  }

  @Test
  void whatALogIsMissingIsToldUnlessItWasTakenBack() {
    Flux<JobLogEvent> step = Flux.just(new JobLogEvent.Trouble(JobPart.step("fetch"), "cut off"));
    of(jobs(start -> start, step, Flux.just(event(JobPart.node(0), 1))))
        .as(StepVerifier::create)
        .expectNext(new JobLogEvent.Trouble(JobPart.step("fetch"), "cut off"))
        .expectNext(event(JobPart.node(0), 1))
        .expectComplete()
        .verify(LIMIT);
    BackendFailureException failure =
        new BackendFailureException(ErrorContext.of("fake", "start"), "no", null);
    of(jobs(start -> start.then(Mono.error(failure)), step, Flux.never()))
        .as(StepVerifier::create)
        .expectErrorMatches(failure::equals)
        .verify(LIMIT);
  }
}
