package dev.fairlead.spi.system;

import dev.fairlead.spi.Capability;
import dev.fairlead.spi.Refusal;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * One runtime as a whole. Every operation is cold: nothing happens before subscription, and each
 * subscription is a new act. Safe for concurrent use.
 */
public interface RuntimeSystem {

  /**
   * The backend that this belongs to.
   *
   * @return its id
   */
  String backend();

  /**
   * What the runtime is and has, asked anew each time.
   *
   * @return the description. Signals {@link dev.fairlead.spi.error.BackendUnavailableException}
   *     when the runtime does not answer
   */
  Mono<SystemInfo> info();

  /**
   * What happens in the runtime, as it happens.
   *
   * <p>The order is the runtime's. Demand reaches the wire, and an event that the runtime dropped
   * since nobody read it is not seen; a consumer that needs certainty lists afterwards.
   *
   * @param filter which events
   * @return the events; completes only at the end that the filter sets, and signals {@link
   *     dev.fairlead.spi.error.StreamInterruptedException} when the connection breaks
   */
  default Flux<ContainerEvent> events(EventFilter filter) {
    return Refusal.flux(backend(), Capability.EVENTS, "follow events");
  }
}
