package dev.fairlead.docker;

import dev.fairlead.engine.probe.EngineSearch;
import dev.fairlead.engine.probe.RecentInfo;
import dev.fairlead.spi.Backend;
import dev.fairlead.spi.BackendOptions;
import dev.fairlead.spi.BackendProvider;
import dev.fairlead.spi.Candidate;
import dev.fairlead.spi.Endpoint;
import dev.fairlead.spi.ProbeContext;
import java.util.Objects;
import java.util.Set;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Finds Docker Engines and opens one.
 *
 * <p>With an explicit host, only that is looked at. Otherwise: {@code DOCKER_HOST}; the Docker
 * contexts, of which only the one in force ({@code DOCKER_CONTEXT}, or {@code currentContext} of
 * {@code config.json}) may be on another machine; the default socket; those of rootless Docker,
 * Docker Desktop, every profile of Colima, OrbStack, Rancher Desktop and Lima. An endpoint that has
 * several names is looked at once. Which of these products answers is read from its answer; a
 * Podman behind the socket is recognised and left to the Podman backend.
 *
 * <p>The Docker Engine API 1.41 (Docker Engine 20.10) is the oldest that is spoken.
 *
 * @since 0.1
 */
public final class DockerProvider implements BackendProvider {

  /** The backend's id. */
  static final String ID = "docker";

  private final RecentInfo recent = new RecentInfo();

  /** Creates the provider, and does nothing else. */
  public DockerProvider() {}

  @Override
  public String id() {
    return ID;
  }

  @Override
  public Set<String> aliases() {
    return Set.of("moby");
  }

  @Override
  public Flux<Candidate> probe(ProbeContext context) {
    Objects.requireNonNull(context, "context");
    return new EngineSearch(DockerSought.ENGINE, Survey::of).keepingIn(recent).look(context);
  }

  @Override
  public Mono<Backend> open(Endpoint endpoint, BackendOptions options) {
    Objects.requireNonNull(endpoint, "endpoint");
    Objects.requireNonNull(options, "options");
    return Mono.defer(
        () -> new DockerOpening(DockerSought.ENGINE, endpoint, options, recent).open());
  }
}
