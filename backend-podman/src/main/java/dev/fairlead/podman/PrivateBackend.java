package dev.fairlead.podman;

import dev.fairlead.spi.Backend;
import dev.fairlead.spi.BackendOptions;
import dev.fairlead.spi.Capabilities;
import dev.fairlead.spi.Endpoint;
import dev.fairlead.spi.Plan;
import dev.fairlead.spi.container.ContainerSpec;
import dev.fairlead.spi.container.Containers;
import dev.fairlead.spi.error.ErrorContext;
import dev.fairlead.spi.error.InvalidSpecException;
import dev.fairlead.spi.image.Images;
import dev.fairlead.spi.job.IndexedJobs;
import dev.fairlead.spi.network.Networks;
import dev.fairlead.spi.pod.Pods;
import dev.fairlead.spi.system.RuntimeSystem;
import dev.fairlead.spi.volume.Volumes;
import java.util.function.Function;
import reactor.core.publisher.Mono;

/** A backend whose service is its own, and ends with it. */
final class PrivateBackend implements Backend {

  private final Endpoint endpoint;
  private final Backend opened;
  private final PrivateService service;

  private PrivateBackend(Endpoint endpoint, Backend opened, PrivateService service) {
    this.endpoint = endpoint;
    this.opened = opened;
    this.service = service;
  }

  /**
   * Starts a service and opens a backend on it; leaves neither if it does not come to that.
   *
   * @param endpoint the program to start
   * @param options deadlines
   * @param opening opens a backend on the service's socket
   */
  static Mono<Backend> open(
      Endpoint endpoint, BackendOptions options, Function<Endpoint, Mono<Backend>> opening) {
    PodmanProgram program;
    try {
      program = PodmanProgram.of(endpoint.uri());
    } catch (IllegalArgumentException e) {
      return Mono.error(
          () ->
              new InvalidSpecException(
                  ErrorContext.of(PodmanProvider.ID, "open " + endpoint),
                  String.valueOf(e.getMessage()),
                  e));
    }
    return Mono.usingWhen(
        PrivateService.start(program, options),
        service ->
            opening
                .apply(service.endpoint())
                .map(opened -> new PrivateBackend(endpoint, opened, service)),
        kept -> Mono.empty(),
        (failed, error) -> failed.close(),
        PrivateService::close);
  }

  @Override
  public String id() {
    return opened.id();
  }

  @Override
  public Endpoint endpoint() {
    return endpoint;
  }

  @Override
  public Capabilities capabilities() {
    return opened.capabilities();
  }

  @Override
  public Mono<Plan> plan(ContainerSpec spec) {
    return opened.plan(spec);
  }

  @Override
  public Containers containers() {
    return opened.containers();
  }

  @Override
  public Images images() {
    return opened.images();
  }

  @Override
  public Volumes volumes() {
    return opened.volumes();
  }

  @Override
  public Networks networks() {
    return opened.networks();
  }

  @Override
  public Pods pods() {
    return opened.pods();
  }

  @Override
  public IndexedJobs indexedJobs() {
    return opened.indexedJobs();
  }

  @Override
  public RuntimeSystem system() {
    return opened.system();
  }

  /** The service is ended last, since removals under way need it. */
  @Override
  public Mono<Void> close() {
    return opened.close().onErrorComplete().then(service.close());
  }

  @Override
  public String toString() {
    return "PrivateBackend[" + endpoint + ", " + opened + "]";
  }
}
