package dev.fairlead.tck.broken;

import dev.fairlead.spi.Backend;
import dev.fairlead.spi.BackendOptions;
import dev.fairlead.spi.BackendProvider;
import dev.fairlead.spi.Candidate;
import dev.fairlead.spi.CandidateOrigin;
import dev.fairlead.spi.Endpoint;
import dev.fairlead.spi.Evidence;
import dev.fairlead.spi.ProbeContext;
import dev.fairlead.spi.VersionRange;
import dev.fairlead.tck.fake.FakeProvider;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Providers that look where they should not, or do not come back. */
public final class BrokenProviders {

  private BrokenProviders() {}

  private static BackendProvider probing(Function<ProbeContext, Flux<Candidate>> probe) {
    BackendProvider honest = new FakeProvider();
    return new BackendProvider() {
      @Override
      public String id() {
        return honest.id();
      }

      @Override
      public Flux<Candidate> probe(ProbeContext context) {
        return probe.apply(context);
      }

      @Override
      public Mono<Backend> open(Endpoint endpoint, BackendOptions options) {
        return honest.open(endpoint, options);
      }
    };
  }

  private static Candidate found(String tried) {
    return Candidate.available(
        "fake",
        Endpoint.of(URI.create("fake:///fake")),
        CandidateOrigin.WELL_KNOWN,
        new VersionRange("1.0", Optional.empty(), Optional.empty()),
        "fake",
        100,
        List.of(new Evidence(tried, "found")));
  }

  /** Looks at the real machine, whatever machine is described to it. */
  public static BackendProvider looksElsewhere() {
    return probing(context -> Flux.just(found("the real machine")));
  }

  public static BackendProvider hangsOnSilence() {
    return probing(
        context ->
            context.explicitHost().isPresent() ? Flux.never() : new FakeProvider().probe(context));
  }

  public static BackendProvider failsOnAbsence() {
    return probing(
        context ->
            context.explicitHost().isPresent()
                ? Flux.error(new IllegalStateException("nothing there"))
                : new FakeProvider().probe(context));
  }

  public static BackendProvider quotesTheEnvironment() {
    return probing(context -> Flux.just(found(context.environment().toString())));
  }

  /** Its backends go on after they were closed. */
  public static BackendProvider neverCloses() {
    BackendProvider honest = new FakeProvider();
    return new BackendProvider() {
      @Override
      public String id() {
        return honest.id();
      }

      @Override
      public Flux<Candidate> probe(ProbeContext context) {
        return honest.probe(context);
      }

      @Override
      public Mono<Backend> open(Endpoint endpoint, BackendOptions options) {
        return honest
            .open(endpoint, options)
            .map(
                backend ->
                    new BrokenBackend(backend, backend.containers()) {
                      @Override
                      public Mono<Void> close() {
                        return Mono.empty();
                      }
                    });
      }
    };
  }
}
