package dev.fairlead.tck.broken;

import dev.fairlead.spi.Backend;
import dev.fairlead.spi.Capabilities;
import dev.fairlead.spi.Endpoint;
import dev.fairlead.spi.Plan;
import dev.fairlead.spi.container.AttachedProcess;
import dev.fairlead.spi.container.ContainerSpec;
import dev.fairlead.spi.container.Containers;
import dev.fairlead.spi.image.Images;
import dev.fairlead.spi.log.OutputFrame;
import dev.fairlead.spi.network.Networks;
import dev.fairlead.spi.system.RuntimeSystem;
import dev.fairlead.spi.volume.Volumes;
import java.util.function.UnaryOperator;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** An honest backend of which one part was replaced by a broken one. */
class BrokenBackend implements Backend {

  final Backend honest;
  private final Containers containers;

  BrokenBackend(Backend honest, Containers containers) {
    this.honest = honest;
    this.containers = containers;
  }

  /** Breaks the output of every process. */
  static Backend output(Backend honest, UnaryOperator<Flux<OutputFrame>> broken) {
    return process(
        honest,
        process ->
            new ForwardingProcess(process) {
              @Override
              public Flux<OutputFrame> output() {
                return broken.apply(super.output());
              }
            });
  }

  /** Breaks every process. */
  static Backend process(Backend honest, UnaryOperator<AttachedProcess> broken) {
    return new BrokenBackend(
        honest,
        new ForwardingContainers(honest.containers()) {
          @Override
          AttachedProcess process(AttachedProcess process) {
            return broken.apply(process);
          }
        });
  }

  @Override
  public String id() {
    return honest.id();
  }

  @Override
  public Endpoint endpoint() {
    return honest.endpoint();
  }

  @Override
  public Capabilities capabilities() {
    return honest.capabilities();
  }

  @Override
  public Mono<Plan> plan(ContainerSpec spec) {
    return honest.plan(spec);
  }

  @Override
  public Containers containers() {
    return containers;
  }

  @Override
  public Images images() {
    return honest.images();
  }

  @Override
  public Volumes volumes() {
    return honest.volumes();
  }

  @Override
  public Networks networks() {
    return honest.networks();
  }

  @Override
  public RuntimeSystem system() {
    return honest.system();
  }

  @Override
  public Mono<Void> close() {
    return honest.close();
  }
}
