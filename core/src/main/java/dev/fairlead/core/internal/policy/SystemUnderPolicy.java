package dev.fairlead.core.internal.policy;

import dev.fairlead.spi.system.ContainerEvent;
import dev.fairlead.spi.system.EventFilter;
import dev.fairlead.spi.system.RuntimeSystem;
import dev.fairlead.spi.system.SystemInfo;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** The runtime itself, with deadlines and retries. */
public final class SystemUnderPolicy implements RuntimeSystem {

  private final RuntimeSystem below;
  private final Calls calls;

  /**
   * Puts policies on top.
   *
   * @param below the backend's own
   * @param calls what is added
   */
  public SystemUnderPolicy(RuntimeSystem below, Calls calls) {
    this.below = below;
    this.calls = calls;
  }

  @Override
  public String backend() {
    return below.backend();
  }

  @Override
  public Mono<SystemInfo> info() {
    return calls.repeatable("describe itself", below.info());
  }

  @Override
  public Flux<ContainerEvent> events(EventFilter filter) {
    return calls.stream("follow events", below.events(filter));
  }
}
