package dev.fairlead.engine.probe;

import dev.fairlead.engine.EngineAddress;
import dev.fairlead.engine.EngineBackend;
import dev.fairlead.engine.EngineClient;
import dev.fairlead.engine.EngineContainers;
import dev.fairlead.engine.ImageNames;
import dev.fairlead.engine.JsonObject;
import dev.fairlead.engine.KernelSupport;
import dev.fairlead.engine.Peculiarities;
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
import java.util.Objects;
import java.util.Optional;
import reactor.core.publisher.Mono;

/**
 * Opens a backend on an endpoint, and leaves nothing open if it does not come to that. Cold; an
 * instance may be used by many threads.
 */
public final class EngineOpening {

  private final SoughtEngine sought;
  private final EngineTraits traits;
  private final StoredLogins logins;
  private final RecentInfo recent;

  /**
   * Creates an opening, and does nothing else.
   *
   * @param sought the kind of engine; one of the other family is refused
   * @param traits what is special about it
   * @param logins logins to registries for calls that bring none
   * @param recent what a search has kept of the daemons' answers
   */
  public EngineOpening(
      SoughtEngine sought, EngineTraits traits, StoredLogins logins, RecentInfo recent) {
    this.sought = Objects.requireNonNull(sought, "sought");
    this.traits = Objects.requireNonNull(traits, "traits");
    this.logins = Objects.requireNonNull(logins, "logins");
    this.recent = Objects.requireNonNull(recent, "recent");
  }

  /**
   * Connects and puts the backend together.
   *
   * @param endpoint where the daemon is, with the settings of {@link EngineAddress}
   * @param certificates directory of certificates and keys where the endpoint names none
   * @param options deadlines
   * @return the backend, to be closed by its owner; {@link InvalidSpecException} if the endpoint is
   *     no usable address, {@link BackendFailureException} if a daemon of the other family answers.
   *     Cancelling closes what was opened
   */
  public Mono<Backend> open(Endpoint endpoint, String certificates, BackendOptions options) {
    HostAddress address = address(endpoint, certificates);
    Optional<Obstacle> obstacle = address.obstacle();
    if (obstacle.isPresent()) {
      ErrorContext hinted = context(endpoint).withRemedy(obstacle.get().remedy().orElse(null));
      return Mono.error(() -> new InvalidSpecException(hinted, obstacle.get().found(), null));
    }
    return EngineClient.open(sought.backend(), address.endpoint(), options).flatMap(this::assemble);
  }

  private HostAddress address(Endpoint endpoint, String certificates) {
    Optional<String> directory = endpoint.setting(EngineAddress.TLS_DIRECTORY);
    boolean unverified = endpoint.setting(EngineAddress.TLS_VERIFICATION).isPresent();
    HostAddress.Tls.Mode mode =
        directory.isEmpty()
            ? HostAddress.Tls.Mode.OFF
            : unverified ? HostAddress.Tls.Mode.UNVERIFIED : HostAddress.Tls.Mode.ON;
    return HostAddress.read(
        sought,
        endpoint.uri().toString(),
        endpoint.uri(),
        new HostAddress.Tls(mode, directory.orElse(certificates)),
        endpoint.settings());
  }

  /**
   * Makes a backend of a client.
   *
   * @param client belongs to the backend then; is closed if none comes of it, or on cancel
   * @return the backend
   */
  public Mono<Backend> assemble(EngineClient client) {
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
    Endpoint endpoint = client.endpoint();
    if (client.version().family() != sought.family()) {
      String other = client.version().flavour();
      ErrorContext hinted =
          context(endpoint).withRemedy("-r " + client.version().family().backend());
      return Mono.error(
          () ->
              new BackendFailureException(
                  hinted, "it is " + other + ", which has its own backend", null));
    }
    return Mono.defer(
        () ->
            recent
                .take(endpoint)
                .map(Mono::just)
                .orElseGet(() -> client.object(client.get("open " + endpoint, "/info"))));
  }

  private Backend backend(EngineClient client, JsonObject info) {
    Capabilities can = traits.capabilities(client, info);
    Clock clock = Clock.systemUTC();
    ImageNames names = traits.names(client);
    EngineContainers containers =
        new EngineContainers(
            client,
            can,
            KernelSupport.of(info),
            new Peculiarities(
                traits.forms(client),
                traits.infrastructure(client),
                names,
                traits.healthChecking(info)),
            clock);
    return new EngineBackend(
        client,
        can,
        containers::plan,
        containers,
        new EngineImages(client, logins, names),
        new EngineVolumes(client, clock),
        new EngineNetworks(client, clock),
        traits.pods(client, containers),
        new EngineSystem(client));
  }

  private ErrorContext context(Endpoint endpoint) {
    return ErrorContext.of(sought.backend(), "open " + endpoint);
  }
}
