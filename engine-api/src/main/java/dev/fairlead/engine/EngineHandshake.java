package dev.fairlead.engine;

import dev.fairlead.spi.error.BackendFailureException;
import dev.fairlead.spi.error.ErrorContext;
import dev.fairlead.spi.error.NotFoundException;
import dev.fairlead.transport.http.HttpRequest;
import dev.fairlead.transport.http.HttpResponse;
import dev.fairlead.transport.http.HttpTransport;
import dev.fairlead.transport.http.TransportException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import reactor.core.publisher.Mono;

/**
 * Asks a daemon who it is, by {@code GET /_ping} and {@code GET /version} without a version in the
 * path, since any version may be outside of the range that the daemon accepts.
 */
public final class EngineHandshake {

  private static final String API_VERSION = "Api-Version";
  private static final String LIBPOD_API_VERSION = "Libpod-Api-Version";
  private static final String PODMAN_COMPONENT = "Podman Engine";

  /** What every Podman so far says in {@code GET /version} (4.3 to 5.8). */
  private static final ApiVersion PODMANS_MINIMUM = new ApiVersion(1, 24);

  private EngineHandshake() {}

  /**
   * Asks once. No version is refused here, so that probes can tell about every daemon.
   *
   * @param backend id of the backend that asks, for errors
   * @param transport the way to the daemon
   * @param within how long each of the two answers may take
   * @return what the daemon says of itself; errors are {@link
   *     dev.fairlead.spi.error.ContainerException}s, a {@link BackendFailureException} if what
   *     answers is no container engine
   */
  public static Mono<EngineVersion> perform(
      String backend, HttpTransport transport, Duration within) {
    EngineErrors errors = new EngineErrors(backend);
    EngineCall ping = call(backend, transport, "/_ping", within);
    EngineCall version = call(backend, transport, "/version", within);
    return transport
        .fetch(ping.request(), response -> readPing(errors, ping, response).timeout(within))
        .flatMap(
            pong ->
                pong.libpod().isPresent()
                    ? Mono.fromSupplier(() -> podman(ping, pong.apiVersion(), pong.libpod().get()))
                    : transport.fetch(
                        version.request(),
                        response -> readVersion(errors, version, response, pong).timeout(within)))
        .onErrorMap(error -> errors.of(ping, error));
  }

  private static EngineCall call(
      String backend, HttpTransport transport, String path, Duration within) {
    return EngineCall.of(
        HttpRequest.get(path),
        ErrorContext.of(backend, "reach the daemon at " + transport.address()),
        NotFoundException.Kind.OTHER,
        within);
  }

  private record Pong(String apiVersion, Optional<String> libpod) {}

  /**
   * Podman has said all that matters, and checks no version in a path. To answer {@code GET
   * /version} it would start its helpers, to ask them for theirs.
   */
  private static EngineVersion podman(EngineCall call, String api, String version) {
    try {
      return new EngineVersion(
          EngineFamily.PODMAN, "Podman", version, PODMANS_MINIMUM, ApiVersion.parse(api));
    } catch (IllegalArgumentException e) {
      throw notAnEngine(call, String.valueOf(e.getMessage()));
    }
  }

  private static Mono<Pong> readPing(EngineErrors errors, EngineCall call, HttpResponse response) {
    if (response.status() != 200) {
      return errors.read(call, response).flatMap(Mono::error);
    }
    Optional<String> api = response.header(API_VERSION);
    if (api.isEmpty()) {
      return Mono.error(notAnEngine(call, "its answer to GET /_ping has no header Api-Version"));
    }
    Optional<String> libpod = response.header(LIBPOD_API_VERSION);
    return response.bytes(64 << 10).thenReturn(new Pong(api.get(), libpod));
  }

  private static Mono<EngineVersion> readVersion(
      EngineErrors errors, EngineCall call, HttpResponse response, Pong pong) {
    if (response.status() != 200) {
      return errors.read(call, response).flatMap(Mono::error);
    }
    return response
        .bytes(1 << 20)
        .map(JsonObject::read)
        .handle(
            (json, sink) -> {
              try {
                sink.next(describe(json, pong.apiVersion()));
              } catch (IllegalArgumentException e) {
                sink.error(notAnEngine(call, String.valueOf(e.getMessage())));
              }
            });
  }

  private static EngineVersion describe(JsonObject json, String api) {
    List<JsonObject> components = json.objects("Components");
    String component = components.isEmpty() ? "" : components.get(0).text("Name").orElse("");
    boolean podman = component.equals(PODMAN_COMPONENT);
    ApiVersion maximum = ApiVersion.parse(api);
    ApiVersion minimum =
        json.text("MinAPIVersion").map(ApiVersion::parse).orElse(new ApiVersion(1, 0));
    String flavour =
        json.object("Platform")
            .text("Name")
            .filter(name -> !podman)
            .orElse(podman ? "Podman" : "Docker Engine");
    return new EngineVersion(
        podman ? EngineFamily.PODMAN : EngineFamily.DOCKER,
        flavour,
        json.text("Version").orElse("of unknown version"),
        minimum,
        maximum);
  }

  private static BackendFailureException notAnEngine(EngineCall call, String why) {
    return new BackendFailureException(
        call.context(),
        "what answers there is no container engine: " + why,
        new TransportException(TransportException.Kind.GARBAGE, why, null));
  }
}
