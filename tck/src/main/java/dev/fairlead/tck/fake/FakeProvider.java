package dev.fairlead.tck.fake;

import dev.fairlead.spi.Backend;
import dev.fairlead.spi.BackendOptions;
import dev.fairlead.spi.BackendProvider;
import dev.fairlead.spi.Candidate;
import dev.fairlead.spi.CandidateOrigin;
import dev.fairlead.spi.CandidateState;
import dev.fairlead.spi.Endpoint;
import dev.fairlead.spi.Evidence;
import dev.fairlead.spi.ProbeContext;
import dev.fairlead.spi.VersionRange;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Finds a fake runtime on every machine, and opens a new one each time. It is taken only when
 * named, and only by who registers it: this module announces no service.
 */
public final class FakeProvider implements BackendProvider {

  private static final Endpoint ENDPOINT = Endpoint.of(URI.create("fake:///fake"));

  /** A provider without state. */
  public FakeProvider() {}

  @Override
  public String id() {
    return "fake";
  }

  @Override
  public Flux<Candidate> probe(ProbeContext context) {
    List<Evidence> evidence = List.of(new Evidence("nothing at all", "it is always here"));
    return Flux.just(
        context.explicitHost().isPresent()
            ? Candidate.unusable(
                id(),
                Endpoint.of(context.explicitHost().get()),
                CandidateOrigin.EXPLICIT,
                CandidateState.ABSENT,
                evidence,
                Optional.empty())
            : Candidate.available(
                id(),
                ENDPOINT,
                CandidateOrigin.WELL_KNOWN,
                new VersionRange("1.0", Optional.empty(), Optional.empty()),
                "fake",
                Candidate.ONLY_WHEN_NAMED,
                evidence));
  }

  @Override
  public Mono<Backend> open(Endpoint endpoint, BackendOptions options) {
    return Mono.fromSupplier(
        () -> FakeBackend.builder().operationTimeout(options.operationTimeout()).build());
  }
}
