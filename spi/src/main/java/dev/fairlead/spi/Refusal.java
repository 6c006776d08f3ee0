package dev.fairlead.spi;

import dev.fairlead.spi.error.ErrorContext;
import dev.fairlead.spi.error.OperationUnsupportedException;
import java.util.Objects;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** How an operation that a backend does not declare says so: at once, and without any request. */
public final class Refusal {

  private Refusal() {}

  /**
   * The error that an undeclared operation signals.
   *
   * @param backend id of the backend that was asked
   * @param capability what it lacks
   * @param operation what was asked, in words that follow "could not"
   * @return a new exception
   */
  public static OperationUnsupportedException of(
      String backend, Capability capability, String operation) {
    Objects.requireNonNull(capability, "capability");
    return new OperationUnsupportedException(
        capability,
        ErrorContext.of(backend, operation)
            .withRemedy("fairlead capabilities, for what each runtime here can do"),
        "it does not declare the capability " + capability.label());
  }

  /**
   * A refused operation with at most one result.
   *
   * @param <T> type of the result
   * @param backend id of the backend that was asked
   * @param capability what it lacks
   * @param operation what was asked, in words that follow "could not"
   * @return signals {@link OperationUnsupportedException} to each subscriber
   */
  public static <T> Mono<T> mono(String backend, Capability capability, String operation) {
    return Mono.error(() -> of(backend, capability, operation));
  }

  /**
   * A refused operation with many results.
   *
   * @param <T> type of the results
   * @param backend id of the backend that was asked
   * @param capability what it lacks
   * @param operation what was asked, in words that follow "could not"
   * @return signals {@link OperationUnsupportedException} to each subscriber
   */
  public static <T> Flux<T> flux(String backend, Capability capability, String operation) {
    return Flux.error(() -> of(backend, capability, operation));
  }
}
