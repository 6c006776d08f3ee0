package dev.fairlead.kubernetes;

import dev.fairlead.kubernetes.api.ApiServer;
import dev.fairlead.kubernetes.event.PodEvents;
import dev.fairlead.kubernetes.job.KubernetesJobs;
import dev.fairlead.kubernetes.mapping.PodPlanner;
import dev.fairlead.kubernetes.metrics.PodStats;
import dev.fairlead.kubernetes.volume.KubernetesVolumes;
import dev.fairlead.spi.Backend;
import dev.fairlead.spi.BackendOptions;
import dev.fairlead.spi.Capabilities;
import dev.fairlead.spi.Capability;
import dev.fairlead.spi.Cleanups;
import dev.fairlead.spi.Endpoint;
import dev.fairlead.spi.Plan;
import dev.fairlead.spi.container.ContainerSpec;
import dev.fairlead.spi.container.Containers;
import dev.fairlead.spi.job.IndexedJobs;
import dev.fairlead.spi.system.RuntimeSystem;
import dev.fairlead.spi.volume.Volumes;
import java.time.Clock;
import java.util.Objects;
import reactor.core.publisher.Mono;

/** One namespace of a cluster, opened. */
final class KubernetesBackend implements Backend {

  private final Endpoint endpoint;
  private final ApiServer server;
  private final Capabilities capabilities;
  private final PodPlanner planner;
  private final KubernetesVolumes volumes;
  private final KubernetesContainers containers;
  private final KubernetesJobs jobs;
  private final KubernetesSystem system;
  private final Cleanups cleanups = new Cleanups();

  KubernetesBackend(
      Endpoint endpoint,
      ApiServer server,
      ClusterTraits traits,
      BackendOptions options,
      Clock clock) {
    this.capabilities = KubernetesCapabilities.of(traits);
    this.endpoint = endpoint;
    this.server = server;
    this.planner = new PodPlanner(server.namespace(), traits.storage(), clock);
    this.volumes =
        new KubernetesVolumes(
            server, server.namespace(), traits.storage(), options.operationTimeout(), clock);
    PodStore store = new PodStore(server, server.namespace());
    this.containers =
        new KubernetesContainers(
            server,
            store,
            volumes,
            new PodStats(server, server.namespace(), store.pods(), options.operationTimeout()),
            planner,
            capabilities,
            options,
            cleanups,
            clock);
    this.jobs = new KubernetesJobs(server, volumes, containers.life(), planner, cleanups, clock);
    this.system = new KubernetesSystem(server, new PodEvents(store.pods(), clock));
  }

  @Override
  public String id() {
    return KubernetesProvider.ID;
  }

  @Override
  public Endpoint endpoint() {
    return endpoint;
  }

  @Override
  public Capabilities capabilities() {
    return capabilities;
  }

  @Override
  public Mono<Plan> plan(ContainerSpec spec) {
    Objects.requireNonNull(spec, "spec");
    return Mono.fromSupplier(() -> planner.plan(spec));
  }

  @Override
  public Containers containers() {
    return containers;
  }

  @Override
  public Volumes volumes() {
    return capabilities.has(Capability.VOLUMES) ? volumes : Volumes.unsupported(id());
  }

  @Override
  public IndexedJobs indexedJobs() {
    return capabilities.has(Capability.INDEXED_JOBS) ? jobs : IndexedJobs.unsupported(id());
  }

  @Override
  public RuntimeSystem system() {
    return system;
  }

  @Override
  public Mono<Void> close() {
    return settled().then(server.close());
  }

  /** Waits for what is still being taken back. */
  Mono<Void> settled() {
    return cleanups.settled();
  }

  @Override
  public String toString() {
    return "KubernetesBackend[" + endpoint + ", namespace " + server.namespace() + "]";
  }
}
