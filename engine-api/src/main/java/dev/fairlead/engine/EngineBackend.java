package dev.fairlead.engine;

import dev.fairlead.spi.Backend;
import dev.fairlead.spi.Capabilities;
import dev.fairlead.spi.Endpoint;
import dev.fairlead.spi.Plan;
import dev.fairlead.spi.container.ContainerSpec;
import dev.fairlead.spi.container.Containers;
import dev.fairlead.spi.image.Images;
import dev.fairlead.spi.network.Networks;
import dev.fairlead.spi.pod.Pods;
import dev.fairlead.spi.system.RuntimeSystem;
import dev.fairlead.spi.volume.Volumes;
import java.util.Objects;
import java.util.function.Function;
import reactor.core.publisher.Mono;

/** A backend that is put together from a client and the facets that use it. */
public final class EngineBackend implements Backend {

  private final EngineClient client;
  private final Capabilities capabilities;
  private final Function<ContainerSpec, Mono<Plan>> planner;
  private final Containers containers;
  private final Images images;
  private final Volumes volumes;
  private final Networks networks;
  private final Pods pods;
  private final RuntimeSystem system;

  /**
   * Puts the parts together.
   *
   * @param client the client that all facets use; closed with the backend
   * @param capabilities what the daemon can do
   * @param planner tells what a specification would become
   * @param containers the containers
   * @param images the images
   * @param volumes the volumes
   * @param networks the networks
   * @param pods the pods, or those of one that has none
   * @param system the daemon itself
   */
  public EngineBackend(
      EngineClient client,
      Capabilities capabilities,
      Function<ContainerSpec, Mono<Plan>> planner,
      Containers containers,
      Images images,
      Volumes volumes,
      Networks networks,
      Pods pods,
      RuntimeSystem system) {
    this.client = Objects.requireNonNull(client, "client");
    this.capabilities = Objects.requireNonNull(capabilities, "capabilities");
    this.planner = Objects.requireNonNull(planner, "planner");
    this.containers = Objects.requireNonNull(containers, "containers");
    this.images = Objects.requireNonNull(images, "images");
    this.volumes = Objects.requireNonNull(volumes, "volumes");
    this.networks = Objects.requireNonNull(networks, "networks");
    this.pods = Objects.requireNonNull(pods, "pods");
    this.system = Objects.requireNonNull(system, "system");
  }

  @Override
  public String id() {
    return client.backend();
  }

  @Override
  public Endpoint endpoint() {
    return client.endpoint();
  }

  @Override
  public Capabilities capabilities() {
    return capabilities;
  }

  @Override
  public Mono<Plan> plan(ContainerSpec spec) {
    return planner.apply(Objects.requireNonNull(spec, "spec"));
  }

  @Override
  public Containers containers() {
    return containers;
  }

  @Override
  public Images images() {
    return images;
  }

  @Override
  public Volumes volumes() {
    return volumes;
  }

  @Override
  public Networks networks() {
    return networks;
  }

  @Override
  public Pods pods() {
    return pods;
  }

  @Override
  public RuntimeSystem system() {
    return system;
  }

  @Override
  public Mono<Void> close() {
    return client.close();
  }

  @Override
  public String toString() {
    return "EngineBackend[" + client + "]";
  }
}
