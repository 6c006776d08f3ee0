package dev.fairlead.core.internal.probe;

import dev.fairlead.core.internal.discovery.LoadedProvider;
import dev.fairlead.core.internal.discovery.ProviderCall;
import dev.fairlead.core.report.DiscoveryProblem;
import dev.fairlead.core.report.DiscoveryProblem.Kind;
import dev.fairlead.spi.Candidate;
import dev.fairlead.spi.ProbeContext;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Signal;
import reactor.core.scheduler.Scheduler;

/**
 * Asks all providers at once, each on a thread of its own, under one deadline. Safe for use by
 * several threads.
 */
public final class ProbeRound {

  private static final int MANY = 1000;

  private final Scheduler blocking;
  private final Scheduler timer;

  /**
   * Prepares to ask.
   *
   * @param blocking where providers are called
   * @param timer measures the deadline
   */
  public ProbeRound(Scheduler blocking, Scheduler timer) {
    this.blocking = blocking;
    this.timer = timer;
  }

  /**
   * Asks.
   *
   * @param providers whom
   * @param context the machine as they are to see it
   * @param deadline when all must be over
   * @return what they answer, as it comes; completes at the deadline at the latest, and never with
   *     an error. What a provider answered before it failed or the deadline came, counts
   */
  public Flux<Finding> ask(
      Collection<LoadedProvider> providers, ProbeContext context, Duration deadline) {
    return Flux.fromIterable(providers)
        .flatMap(provider -> ask(provider, context, deadline), Math.max(1, providers.size()));
  }

  private Flux<Finding> ask(LoadedProvider loaded, ProbeContext context, Duration deadline) {
    Flux<Finding> answers =
        loaded
            .probe(context, blocking)
            .take(MANY)
            .map(candidate -> check(loaded, candidate))
            .onErrorResume(error -> Mono.just(failed(loaded, error)));
    Finding late =
        trouble(
            loaded,
            Kind.PROBE_TIMED_OUT,
            "its probe did not end within " + deadline.toMillis() + " ms");
    return Flux.merge(
            answers.materialize(),
            Mono.delay(deadline, timer)
                .flatMapIterable(tick -> List.of(Signal.next(late), Signal.complete())))
        .dematerialize();
  }

  private static Finding check(LoadedProvider loaded, Candidate candidate) {
    return candidate.backend().equals(loaded.info().id())
        ? new Finding.Seen(candidate)
        : trouble(
            loaded,
            Kind.PROBE_FAILED,
            "its probe answered for another backend, '" + candidate.backend() + "'");
  }

  private static Finding failed(LoadedProvider loaded, Throwable error) {
    return error instanceof ProviderCall.StillBlocked
        ? trouble(loaded, Kind.PROBE_TIMED_OUT, String.valueOf(error.getMessage()))
        : trouble(loaded, Kind.PROBE_FAILED, "its probe failed: " + error.getMessage());
  }

  private static Finding trouble(LoadedProvider loaded, Kind kind, String detail) {
    return new Finding.Trouble(
        DiscoveryProblem.of(
            kind, loaded.info().id() + " (" + loaded.info().origin() + ")", detail));
  }
}
