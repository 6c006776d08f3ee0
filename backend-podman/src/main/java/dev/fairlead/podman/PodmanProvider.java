package dev.fairlead.podman;

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
 * Finds Podmans and opens one.
 *
 * <p>With an explicit host, only that is looked at. Otherwise: {@code CONTAINER_HOST}, with the key
 * in {@code CONTAINER_SSHKEY}; the connections of Podman's own command, of which only the one in
 * force ({@code CONTAINER_CONNECTION}, or the default of {@code podman-connections.json} or {@code
 * containers.conf}) may be on another machine; the sockets of the user and of root; those of {@code
 * podman machine}; and Docker's places, which count only if Podman answers there. A Docker Engine
 * behind a socket of Podman is recognised and left to the Docker backend.
 *
 * <p>Where no socket answers on Linux and the program {@code podman} is on the {@code PATH}, the
 * program itself is a candidate: opened, it is a service of its own for as long as the backend is
 * open.
 *
 * <p>Podman 4.0 is the oldest that is spoken.
 *
 * @since 0.1
 */
public final class PodmanProvider implements BackendProvider {

  /** The backend's id. */
  static final String ID = "podman";

  private final RecentInfo recent = new RecentInfo();

  /** Creates the provider, and does nothing else. */
  public PodmanProvider() {}

  @Override
  public String id() {
    return ID;
  }

  @Override
  public Set<String> aliases() {
    return Set.of("libpod");
  }

  @Override
  public Flux<Candidate> probe(ProbeContext context) {
    Objects.requireNonNull(context, "context");
    return new PodmanSearch(context, recent).look();
  }

  @Override
  public Mono<Backend> open(Endpoint endpoint, BackendOptions options) {
    Objects.requireNonNull(endpoint, "endpoint");
    Objects.requireNonNull(options, "options");
    return Mono.defer(
        () ->
            PodmanProgram.isAt(endpoint.uri())
                ? PrivateBackend.open(
                    endpoint, options, socket -> new PodmanOpening(socket, options, recent).open())
                : new PodmanOpening(endpoint, options, recent).open());
  }
}
