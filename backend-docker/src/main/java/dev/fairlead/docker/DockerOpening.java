package dev.fairlead.docker;

import dev.fairlead.engine.EngineAddress;
import dev.fairlead.engine.EngineBackend;
import dev.fairlead.engine.EngineClient;
import dev.fairlead.engine.EngineContainers;
import dev.fairlead.engine.EngineFamily;
import dev.fairlead.engine.JsonObject;
import dev.fairlead.engine.KernelSupport;
import dev.fairlead.engine.image.EngineImages;
import dev.fairlead.engine.network.EngineNetworks;
import dev.fairlead.engine.registry.StoredLogins;
import dev.fairlead.engine.system.EngineSystem;
import dev.fairlead.engine.volume.EngineVolumes;
import dev.fairlead.spi.Backend;
import dev.fairlead.spi.BackendOptions;
import dev.fairlead.spi.Capabilities;
import dev.fairlead.spi.Endpoint;
import dev.fairlead.spi.error.BackendFailureException;
import dev.fairlead.spi.error.ErrorContext;
import dev.fairlead.spi.error.InvalidSpecException;
import java.time.Clock;
import java.util.Optional;
import reactor.core.publisher.Mono;

/** Opens a backend on an endpoint, and leaves nothing open if it does not come to that. */
final class DockerOpening {

  private final Endpoint endpoint;
  private final BackendOptions options;
  private final ErrorContext context;

  DockerOpening(Endpoint endpoint, BackendOptions options) {
    this.endpoint = endpoint;
    this.options = options;
    this.context = ErrorContext.of(DockerProvider.ID, "open " + endpoint);
  }

  Mono<Backend> open() {
    HostAddress address = address();
    Optional<Obstacle> obstacle = address.obstacle();
    if (obstacle.isPresent()) {
      ErrorContext hinted = context.withRemedy(obstacle.get().remedy().orElse(null));
      return Mono.error(() -> new InvalidSpecException(hinted, obstacle.get().found(), null));
    }
    return EngineClient.open(DockerProvider.ID, address.endpoint(), options)
        .flatMap(this::assemble);
  }

  private HostAddress address() {
    Optional<String> directory = endpoint.setting(EngineAddress.TLS_DIRECTORY);
    boolean unverified = endpoint.setting(EngineAddress.TLS_VERIFICATION).isPresent();
    HostAddress.Tls.Mode mode =
        directory.isEmpty()
            ? HostAddress.Tls.Mode.OFF
            : unverified ? HostAddress.Tls.Mode.UNVERIFIED : HostAddress.Tls.Mode.ON;
    String usual = DockerContexts.directory(options.machine()).toString();
    return HostAddress.read(
        endpoint.uri().toString(),
        endpoint.uri(),
        new HostAddress.Tls(mode, directory.orElse(usual)),
        endpoint.settings());
  }

  /** Makes a backend of a client, which belongs to it then; closes the client if that fails. */
  Mono<Backend> assemble(EngineClient client) {
    Taken taken = new Taken();
    return Mono.usingWhen(
        Mono.just(client),
        opened ->
            info(opened).map(info -> backend(opened, info)).doOnNext(backend -> taken.yes = true),
        opened -> taken.yes ? Mono.empty() : opened.close());
  }

  /** Whether the client belongs to a backend by now. */
  private static final class Taken {
    private volatile boolean yes;
  }

  private Mono<JsonObject> info(EngineClient client) {
    if (client.version().family() == EngineFamily.PODMAN) {
      ErrorContext hinted = context.withRemedy("-r podman");
      return Mono.error(
          () ->
              new BackendFailureException(hinted, "it is Podman, which has its own backend", null));
    }
    return client.object(client.get("open " + endpoint, "/info"));
  }

  private Backend backend(EngineClient client, JsonObject info) {
    Capabilities capabilities = DockerCapabilities.of(info, client.api());
    Clock clock = Clock.systemUTC();
    EngineContainers containers =
        new EngineContainers(client, capabilities, KernelSupport.of(info), clock);
    return new EngineBackend(
        client,
        capabilities,
        containers::plan,
        containers,
        new EngineImages(client, StoredLogins.docker(options.machine())),
        new EngineVolumes(client, clock),
        new EngineNetworks(client, clock),
        new EngineSystem(client));
  }
}
