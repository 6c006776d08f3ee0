package dev.fairlead.core;

import dev.fairlead.core.forward.PortForward;
import dev.fairlead.spi.Backend;
import dev.fairlead.spi.Capability;
import dev.fairlead.spi.SpecField;
import dev.fairlead.spi.container.ContainerId;
import dev.fairlead.spi.container.ContainerSpec;
import dev.fairlead.spi.container.Containers;
import dev.fairlead.spi.container.PortBinding;
import dev.fairlead.spi.container.PortProtocol;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.util.Logger;
import reactor.util.Loggers;

/**
 * The published ports of a run on a runtime that publishes none on this machine, and lets clients
 * connect to them: this client listens in its place for as long as the run lasts.
 */
final class LocalPorts {

  private static final Logger LOG = Loggers.getLogger(LocalPorts.class);

  private final Backend backend;
  private final List<PortBinding> wanted;
  private final List<PortForward> open = new CopyOnWriteArrayList<>();

  LocalPorts(Backend backend, ContainerSpec spec) {
    this.backend = backend;
    boolean here =
        !backend.capabilities().has(Capability.PORT_PUBLISH)
            && backend.capabilities().has(Capability.PORT_FORWARD);
    this.wanted =
        here ? spec.networking().ports().stream().filter(LocalPorts::isTcp).toList() : List.of();
  }

  private static boolean isTcp(PortBinding port) {
    return port.protocol() == PortProtocol.TCP;
  }

  /**
   * Listens, before anything is made: a port that is in use leaves nothing behind.
   *
   * @return the specification for the runtime, without what this client does in its place
   */
  Mono<ContainerSpec> listen(ContainerSpec spec) {
    if (wanted.isEmpty()) {
      return Mono.just(spec);
    }
    return Flux.fromIterable(wanted)
        .concatMap(port -> PortForward.listen(backend.id(), port).doOnNext(open::add))
        .then(Mono.defer(() -> backend.plan(spec)))
        .map(
            plan ->
                plan.dropped().stream().anyMatch(field -> field.field() == SpecField.PORTS)
                    ? without(spec)
                    : spec);
  }

  private static ContainerSpec without(ContainerSpec spec) {
    return spec.toBuilder()
        .ports(spec.networking().ports().stream().filter(port -> !isTcp(port)).toList())
        .build();
  }

  /** Leads connections to a container, from the emission until this is closed. */
  <T> Mono<T> serve(Containers containers, ContainerId id, T value) {
    List<Mono<Void>> all =
        open.stream()
            .map(
                port ->
                    port.serve(
                        containers,
                        id,
                        failure ->
                            LOG.warn("A connection to {} failed: {}", port, failure.getMessage())))
            .toList();
    // Goes on when this has been emitted: nobody cancels what is cached.
    return all.isEmpty()
        ? Mono.just(value)
        : Mono.firstWithSignal(Mono.when(all).cache().then(Mono.never()), Mono.just(value));
  }

  /** Where this client listens. */
  List<PortBinding> bindings() {
    return open.stream().map(PortForward::binding).toList();
  }

  Mono<Void> close() {
    return Flux.fromIterable(open).concatMap(PortForward::close).then();
  }
}
