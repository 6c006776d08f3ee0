package dev.fairlead.apple;

import dev.fairlead.apple.program.AppleErrors;
import dev.fairlead.apple.program.AppleProgram;
import dev.fairlead.spi.Backend;
import dev.fairlead.spi.BackendOptions;
import dev.fairlead.spi.BackendProvider;
import dev.fairlead.spi.Candidate;
import dev.fairlead.spi.CandidateOrigin;
import dev.fairlead.spi.CandidateState;
import dev.fairlead.spi.Endpoint;
import dev.fairlead.spi.Evidence;
import dev.fairlead.spi.OperatingSystem;
import dev.fairlead.spi.ProbeContext;
import java.net.URI;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/**
 * Apple's {@code container}, release 1.0.0 or newer, on a Mac. It is looked for on the {@code PATH}
 * and where Homebrew puts it; on other operating systems it is absent, and nothing is looked at.
 * Who names a program, by the endpoint {@code apple:///path} or the variable {@code
 * FAIRLEAD_APPLE_PROGRAM}, has it looked at on any system.
 */
public final class AppleProvider implements BackendProvider {

  /** Does nothing. */
  public AppleProvider() {}

  @Override
  public String id() {
    return AppleProgram.ID;
  }

  @Override
  public Set<String> aliases() {
    return Set.of("container");
  }

  @Override
  public Flux<Candidate> probe(ProbeContext context) {
    Objects.requireNonNull(context, "context");
    Optional<URI> host = context.explicitHost();
    if (host.isPresent()) {
      return AppleProgram.isAt(host.get())
          ? named(host.get(), context, CandidateOrigin.EXPLICIT, "the program that was asked for")
          : Flux.empty();
    }
    Optional<String> variable = context.variable(AppleProgram.VARIABLE);
    if (variable.isPresent()) {
      return named(
          URI.create(
              AppleProgram.ID
                  + "://"
                  + context.home().resolve(variable.get()).toUri().getRawPath()),
          context,
          CandidateOrigin.VARIABLE,
          AppleProgram.VARIABLE);
    }
    return context.operatingSystem() == OperatingSystem.MACOS
        ? search(context).flux()
        : Flux.just(absent("operating system", "Apple's container runs on macOS only"));
  }

  private static Flux<Candidate> named(
      URI endpoint, ProbeContext context, CandidateOrigin origin, String what) {
    return Flux.defer(
        () -> {
          AppleProgram program;
          try {
            program = AppleProgram.of(endpoint);
          } catch (IllegalArgumentException noPath) {
            return Flux.just(absent(what, String.valueOf(noPath.getMessage())));
          }
          return new ProgramProbe(
                  program, context, origin, new Evidence(what, program.path().toString()))
              .look()
              .flux();
        });
  }

  private static Mono<Candidate> search(ProbeContext context) {
    return Mono.fromCallable(() -> AppleProgram.on(context))
        .subscribeOn(Schedulers.boundedElastic())
        .flatMap(
            found ->
                found
                    .map(
                        program ->
                            new ProgramProbe(
                                    program,
                                    context,
                                    CandidateOrigin.WELL_KNOWN,
                                    new Evidence("PATH and Homebrew", program.path().toString()))
                                .look())
                    .orElseGet(
                        () ->
                            Mono.just(
                                absent(
                                    "PATH and Homebrew", "there is no program called container"))));
  }

  private static Candidate absent(String what, String found) {
    return Candidate.unusable(
        AppleProgram.ID,
        AppleProgram.usual().endpoint(),
        CandidateOrigin.WELL_KNOWN,
        CandidateState.ABSENT,
        List.of(new Evidence(what, found)),
        Optional.of(
            "on a Mac with Apple silicon: brew install container, then "
                + AppleErrors.START_SERVICE));
  }

  @Override
  public Mono<Backend> open(Endpoint endpoint, BackendOptions options) {
    Objects.requireNonNull(endpoint, "endpoint");
    Objects.requireNonNull(options, "options");
    return AppleBackend.open(endpoint, options);
  }
}
