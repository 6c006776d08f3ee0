package dev.fairlead.kubernetes;

import dev.fairlead.kubernetes.access.ClusterAccess;
import dev.fairlead.kubernetes.api.ApiServer;
import dev.fairlead.spi.system.RuntimeSystem;
import dev.fairlead.spi.system.SystemInfo;
import reactor.core.publisher.Mono;

/** The cluster as its API server tells of it. */
final class KubernetesSystem implements RuntimeSystem {

  private final ApiServer server;

  KubernetesSystem(ApiServer server) {
    this.server = server;
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
