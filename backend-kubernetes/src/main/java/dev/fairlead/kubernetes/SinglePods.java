package dev.fairlead.kubernetes;

import dev.fairlead.kubernetes.state.PodView;
import dev.fairlead.kubernetes.stream.PodStreams;
import dev.fairlead.kubernetes.workload.PodLife;
import dev.fairlead.spi.container.ContainerId;
import dev.fairlead.spi.log.LogEvent;
import dev.fairlead.spi.log.LogOptions;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** The life of single pods, for the Deployments that they belong to. */
record SinglePods(PodStart starting, PodRemoval removal, PodStreams streams) implements PodLife {

  @Override
  public Mono<PodView> started(PodView made, String operation) {
    return starting.started(made, operation);
  }

  @Override
  public Mono<Void> end(PodView view, String operation) {
    return removal.end(view, operation);
  }

  @Override
  public Mono<Void> leave(PodView view, String operation) {
    return removal.leave(view, operation);
  }

  @Override
  public Flux<LogEvent> log(ContainerId pod, LogOptions options) {
    return streams.logs(pod, options);
  }
}
