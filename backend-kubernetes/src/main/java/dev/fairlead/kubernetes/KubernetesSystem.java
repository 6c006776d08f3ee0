package dev.fairlead.kubernetes;

import dev.fairlead.kubernetes.access.ClusterAccess;
import dev.fairlead.kubernetes.api.ApiServer;
import dev.fairlead.kubernetes.event.PodEvents;
import dev.fairlead.spi.system.ContainerEvent;
import dev.fairlead.spi.system.EventFilter;
import dev.fairlead.spi.system.RuntimeSystem;
import dev.fairlead.spi.system.SystemInfo;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** The cluster as its API server tells of it. */
final class KubernetesSystem implements RuntimeSystem {

  private final ApiServer server;
  private final PodEvents events;

  KubernetesSystem(ApiServer server, PodEvents events) {
    this.server = server;
    this.events = events;
  }

  @Override
  public Flux<ContainerEvent> events(EventFilter filter) {
    return events.follow(filter);
  }

  @Override
  public String backend() {
    return KubernetesProvider.ID;
  }

  @Override
  public Mono<SystemInfo> info() {
    return ServerVersion.ask(server, "describe the cluster").map(this::describe);
  }

  private SystemInfo describe(ServerVersion version) {
    ClusterAccess access = server.access();
    SystemInfo.Builder info =
        SystemInfo.builder(version.flavour(), version.number())
            .apiVersion("v1")
            .machine(version.operatingSystem(), version.architecture())
            .detail("server", access.server().toString())
            .detail("namespace", access.namespace())
            .detail("access", access.source());
    access.context().ifPresent(name -> info.detail("context", name));
    return info.build();
  }
}
