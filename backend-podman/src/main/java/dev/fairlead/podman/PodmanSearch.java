package dev.fairlead.podman;

import dev.fairlead.engine.probe.EngineSearch;
import dev.fairlead.engine.probe.RecentInfo;
import dev.fairlead.spi.Candidate;
import dev.fairlead.spi.CandidateOrigin;
import dev.fairlead.spi.CandidateState;
import dev.fairlead.spi.Endpoint;
import dev.fairlead.spi.Evidence;
import dev.fairlead.spi.ProbeContext;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/** Looks at all places of a machine, and at the program where none of them has a service. */
final class PodmanSearch {

  private final ProbeContext machine;
  private final RecentInfo recent;

  PodmanSearch(ProbeContext machine, RecentInfo recent) {
    this.machine = machine;
    this.recent = recent;
  }

  Flux<Candidate> look() {
    return machine.explicitHost().map(this::explicit).orElseGet(this::everywhere);
  }

  private Flux<Candidate> explicit(URI host) {
    if (!PodmanProgram.isAt(host)) {
      return sockets();
    }
    return Flux.defer(
        () -> {
          try {
            return ProgramProbe.named(PodmanProgram.of(host), machine);
          } catch (IllegalArgumentException e) {
            return Flux.just(malformed(host, String.valueOf(e.getMessage())));
          }
        });
  }

  private static Candidate malformed(URI host, String why) {
    return Candidate.unusable(
        PodmanProvider.ID,
        Endpoint.of(host),
        CandidateOrigin.EXPLICIT,
        CandidateState.UNHEALTHY,
        List.of(new Evidence("the host that was asked for", why)),
        Optional.of("write podman:///path/to/podman"));
  }

  private Flux<Candidate> everywhere() {
    return Flux.defer(
        () -> {
          AtomicBoolean answered = new AtomicBoolean();
          Flux<Candidate> program =
              Flux.defer(() -> answered.get() ? Flux.empty() : ProgramProbe.on(machine));
          return sockets()
              .doOnNext(candidate -> answered.compareAndSet(false, candidate.usable()))
              .concatWith(program.concatMap(this::withSetup));
        });
  }

  private Flux<Candidate> sockets() {
    return new EngineSearch(PodmanSought.ENGINE, Survey::of)
        .alsoAt(Survey::ofDocker)
        .keepingIn(recent)
        .look(machine)
        .concatMap(this::withSetup);
  }

  /** Adds what a Podman of this machine that has no rights of root needs. */
  private Mono<Candidate> withSetup(Candidate candidate) {
    boolean rootless = candidate.flavour().filter(title -> title.endsWith("rootless")).isPresent();
    boolean here =
        candidate.endpoint().socketPath().isPresent()
            || PodmanProgram.isAt(candidate.endpoint().uri());
    if (!rootless || !here || !candidate.usable()) {
      return Mono.just(candidate);
    }
    return Mono.fromCallable(
            () -> with(candidate, RootlessSetup.of(machine, candidate.endpoint().socketPath())))
        .subscribeOn(Schedulers.boundedElastic());
  }

  private static Candidate with(Candidate candidate, RootlessSetup setup) {
    List<Evidence> evidence = new ArrayList<>(candidate.evidence());
    evidence.addAll(setup.evidence());
    return new Candidate(
        candidate.backend(),
        candidate.endpoint(),
        candidate.origin(),
        candidate.state(),
        candidate.versions(),
        candidate.flavour(),
        candidate.rank(),
        evidence,
        setup.remedy().or(candidate::remedy));
  }
}
