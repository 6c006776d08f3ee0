package dev.fairlead.spi;

import java.util.Set;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * The seam at which a runtime is plugged in: found by {@link java.util.ServiceLoader}, asked what
 * it sees on this machine, and opened.
 *
 * <p>Implementations have a public constructor without parameters that does no work, and are safe
 * for use by several threads. Backend authors implement this and {@link Backend}.
 */
public interface BackendProvider {

  /**
   * The stable name of the backend.
   *
   * @return lower case letters, digits and hyphens, for example {@code docker}
   */
  String id();

  /**
   * Other names under which users may ask for this backend.
   *
   * @return lower case names, empty by default
   */
  default Set<String> aliases() {
    return Set.of();
  }

  /**
   * Looks at each endpoint where the runtime might answer, and changes nothing.
   *
   * <p>A function of its argument alone: the process's own environment is never read. What is not
   * there is an {@link CandidateState#ABSENT} candidate, not an error; an error here means a defect
   * of the provider. Endpoints are looked at in parallel, each within {@link
   * ProbeContext#deadline()}, and each candidate is emitted as soon as it is known. Cancelling
   * releases every connection.
   *
   * @param context the machine as it is to be seen
   * @return the candidates, in any order
   */
  Flux<Candidate> probe(ProbeContext context);

  /**
   * Opens a backend on an endpoint, usually one that a probe found.
   *
   * <p>Signals {@link dev.fairlead.spi.error.BackendUnavailableException} if nothing answers, and
   * {@link dev.fairlead.spi.error.AccessDeniedException} if this user may not. Cancelling before
   * the backend is emitted leaves nothing open; afterwards its owner closes it.
   *
   * @param endpoint where the runtime answers
   * @param options deadlines and whatever else this backend understands
   * @return the backend
   */
  Mono<Backend> open(Endpoint endpoint, BackendOptions options);
}
