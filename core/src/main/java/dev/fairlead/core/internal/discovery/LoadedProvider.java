package dev.fairlead.core.internal.discovery;

import dev.fairlead.core.report.ProviderInfo;
import dev.fairlead.spi.Backend;
import dev.fairlead.spi.BackendOptions;
import dev.fairlead.spi.BackendProvider;
import dev.fairlead.spi.Candidate;
import dev.fairlead.spi.ProbeContext;
import dev.fairlead.spi.error.BackendFailureException;
import dev.fairlead.spi.error.ContainerException;
import dev.fairlead.spi.error.ErrorContext;
import java.util.Objects;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/**
 * A provider that was found and can be asked.
 *
 * @param info its names and where it came from
 * @param provider the provider
 * @param call the one way to its probe
 */
public record LoadedProvider(ProviderInfo info, BackendProvider provider, ProviderCall call) {

  /** Checks that no part is null. */
  public LoadedProvider {
    Objects.requireNonNull(info, "info");
    Objects.requireNonNull(provider, "provider");
    Objects.requireNonNull(call, "call");
  }

  /**
   * Calls its probe.
   *
   * @param context the machine as it is to see it
   * @param blocking where the provider is called
   * @return what it sees; whatever it throws is an error, and {@link ProviderCall.StillBlocked}
   *     says that the call before has not come back
   */
  public Flux<Candidate> probe(ProbeContext context, Scheduler blocking) {
    return call.probe(provider, context, blocking);
  }

  /**
   * Opens a backend where its probe found the runtime.
   *
   * @param candidate what the probe found
   * @param options deadlines and options
   * @param blocking where the provider is called
   * @return the backend; what the provider throws, or signals though it must not, is a {@link
   *     BackendFailureException}
   */
  public Mono<Backend> open(Candidate candidate, BackendOptions options, Scheduler blocking) {
    return Mono.defer(
            // Kept from being cancelled, so that no worker counts as free while the provider
            // blocks.
            () -> Mono.fromCallable(() -> call(candidate, options)).subscribeOn(blocking).cache())
        .flatMap(opening -> opening)
        .onErrorMap(
            error -> !(error instanceof ContainerException), error -> failure(candidate, error))
        .switchIfEmpty(
            Mono.error(() -> failure(candidate, new IllegalStateException("it opened nothing"))));
  }

  private Mono<Backend> call(Candidate candidate, BackendOptions options) {
    try {
      return Objects.requireNonNull(
          provider.open(candidate.endpoint(), options), "open() returned null");
    } catch (Throwable thrown) { // foreign code: linkage errors too must not get past here
      Failure.survive(thrown);
      return Mono.error(failure(candidate, thrown));
    }
  }

  private BackendFailureException failure(Candidate candidate, Throwable error) {
    return new BackendFailureException(
        ErrorContext.of(info.id(), "open " + candidate.endpoint()),
        info.origin() + " failed: " + Failure.words(error),
        error);
  }
}
