package dev.fairlead.docker;

import dev.fairlead.engine.EngineClient;
import dev.fairlead.engine.probe.EngineOpening;
import dev.fairlead.engine.probe.RecentInfo;
import dev.fairlead.engine.registry.StoredLogins;
import dev.fairlead.spi.Backend;
import dev.fairlead.spi.BackendOptions;
import dev.fairlead.spi.Endpoint;
import reactor.core.publisher.Mono;

/** Opens a backend on an endpoint that a Docker Engine has. */
final class DockerOpening {

  private final Endpoint endpoint;
  private final BackendOptions options;
  private final EngineOpening opening;

  DockerOpening(DockerSought sought, Endpoint endpoint, BackendOptions options, RecentInfo recent) {
    this.endpoint = endpoint;
    this.options = options;
    this.opening =
        new EngineOpening(
            sought,
            (client, info) -> DockerCapabilities.of(info, client),
            StoredLogins.docker(options.machine()),
            recent);
  }

  Mono<Backend> open() {
    return opening.open(endpoint, DockerContexts.directory(options.machine()).toString(), options);
  }

  /** Makes a backend of a client, which belongs to it then; closes the client if that fails. */
  Mono<Backend> assemble(EngineClient client) {
    return opening.assemble(client);
  }
}
