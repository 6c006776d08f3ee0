package dev.fairlead.podman;

import dev.fairlead.engine.CreationForms;
import dev.fairlead.engine.EngineClient;
import dev.fairlead.engine.HealthChecking;
import dev.fairlead.engine.ImageNames;
import dev.fairlead.engine.JsonObject;
import dev.fairlead.engine.probe.EngineTraits;
import dev.fairlead.podman.libpod.LibpodForm;
import dev.fairlead.podman.libpod.PodmanPods;
import dev.fairlead.podman.libpod.ShortNames;
import dev.fairlead.spi.Capabilities;
import dev.fairlead.spi.container.ContainerSpec;
import dev.fairlead.spi.container.Containers;
import dev.fairlead.spi.container.Mount;
import dev.fairlead.spi.pod.Pods;
import java.time.Clock;
import java.util.Set;
import reactor.core.publisher.Mono;

/** What Podman has beyond the Engine API. */
final class PodmanTraits implements EngineTraits {

  @Override
  public Capabilities capabilities(EngineClient client, JsonObject info) {
    return PodmanCapabilities.of(info, client.dialect());
  }

  /**
   * Podman's own call makes what the other one cannot, or would pass over without a word; and it
   * refuses a directory to be mounted that is not there, which the other one makes.
   */
  @Override
  public CreationForms forms(EngineClient client) {
    LibpodForm own = new LibpodForm();
    return (spec, usual) -> needsOwn(spec) ? own : usual;
  }

  private static boolean needsOwn(ContainerSpec spec) {
    return spec.pod().isPresent()
        || spec.devices().gpus().isPresent()
        || !spec.devices().cdiDevices().isEmpty()
        || LibpodForm.hasWishes(spec)
        || spec.mounts().stream().anyMatch(Mount.Bind.class::isInstance);
  }

  @Override
  public ImageNames names(EngineClient client) {
    return new ShortNames(client);
  }

  @Override
  public HealthChecking healthChecking(JsonObject info) {
    return PodmanCapabilities.hasTimers(info)
        ? HealthChecking.BY_DAEMON
        : HealthChecking.WHEN_ASKED;
  }

  @Override
  public Mono<Set<String>> infrastructure(EngineClient client) {
    return PodmanPods.infrastructure(client);
  }

  @Override
  public Pods pods(EngineClient client, Containers containers) {
    return new PodmanPods(client, containers, Clock.systemUTC());
  }
}
