package dev.fairlead.podman;

import dev.fairlead.engine.EngineClient;
import dev.fairlead.engine.probe.EngineOpening;
import dev.fairlead.engine.probe.EngineTraits;
import dev.fairlead.engine.probe.RecentInfo;
import dev.fairlead.engine.registry.StoredLogins;
import dev.fairlead.spi.Backend;
import dev.fairlead.spi.BackendOptions;
import dev.fairlead.spi.Endpoint;
import reactor.core.publisher.Mono;

/** Opens a backend on an endpoint that a Podman has. */
final class PodmanOpening {

  private final Endpoint endpoint;
  private final BackendOptions options;
  private final EngineOpening opening;

  PodmanOpening(Endpoint endpoint, BackendOptions options, RecentInfo recent) {
    this(endpoint, options, new PodmanTraits(), recent);
  }

  PodmanOpening(Endpoint endpoint, BackendOptions options, EngineTraits traits, RecentInfo recent) {
    this.endpoint = endpoint;
    this.options = options;
    this.opening =
        new EngineOpening(
            PodmanSought.ENGINE, traits, StoredLogins.podman(options.machine()), recent);
  }

  Mono<Backend> open() {
    return opening.open(endpoint, Survey.certificates(options.machine()), options);
  }

  /** Makes a backend of a client, which belongs to it then; closes the client if that fails. */
  Mono<Backend> assemble(EngineClient client) {
    return opening.assemble(client);
  }
}
