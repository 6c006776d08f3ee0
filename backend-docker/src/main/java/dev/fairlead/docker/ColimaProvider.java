package dev.fairlead.docker;

import dev.fairlead.engine.probe.EngineSearch;
import dev.fairlead.engine.probe.RecentInfo;
import dev.fairlead.spi.Backend;
import dev.fairlead.spi.BackendOptions;
import dev.fairlead.spi.BackendProvider;
import dev.fairlead.spi.Candidate;
import dev.fairlead.spi.CandidateOrigin;
import dev.fairlead.spi.CandidateState;
import dev.fairlead.spi.Endpoint;
import dev.fairlead.spi.Evidence;
import dev.fairlead.spi.ProbeContext;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Colima by its own name: those places of the Docker backend that are Colima's, of every profile.
 * The engine behind them is a Docker Engine, and is opened as one; without the name it is one of
 * Docker's, so that its candidates here are taken only when named.
 *
 * @since 0.1
 */
public final class ColimaProvider implements BackendProvider {

  /** The backend's id. */
  static final String ID = "colima";

  private final RecentInfo recent = new RecentInfo();

  /** Creates the provider, and does nothing else. */
  public ColimaProvider() {}

  @Override
  public String id() {
    return ID;
  }

  @Override
  public Flux<Candidate> probe(ProbeContext context) {
    Objects.requireNonNull(context, "context");
    Flux<Candidate> found =
        new EngineSearch(DockerSought.COLIMA, Survey::of)
            .keepingIn(recent)
            .only(place -> Products.isColima(place.product()))
            .look(context)
            .map(ColimaProvider::onlyWhenNamed);
    return context.explicitHost().isPresent()
        ? found
        : found.switchIfEmpty(Mono.fromSupplier(() -> nowhere(context)));
  }

  private static Candidate onlyWhenNamed(Candidate candidate) {
    return new Candidate(
        candidate.backend(),
        candidate.endpoint(),
        candidate.origin(),
        candidate.state(),
        candidate.versions(),
        candidate.flavour(),
        Candidate.ONLY_WHEN_NAMED,
        candidate.evidence(),
        candidate.remedy());
  }

  private static Candidate nowhere(ProbeContext machine) {
    return onlyWhenNamed(
        Candidate.unusable(
            ID,
            Endpoint.unix(machine.home().resolve(".colima/default/docker.sock")),
            CandidateOrigin.WELL_KNOWN,
            CandidateState.ABSENT,
            List.of(new Evidence("the profiles of Colima", "there are none")),
            Optional.of("colima start, or install it first: https://github.com/abiosoft/colima")));
  }

  @Override
  public Mono<Backend> open(Endpoint endpoint, BackendOptions options) {
    Objects.requireNonNull(endpoint, "endpoint");
    Objects.requireNonNull(options, "options");
    return Mono.defer(
        () -> new DockerOpening(DockerSought.COLIMA, endpoint, options, recent).open());
  }
}
