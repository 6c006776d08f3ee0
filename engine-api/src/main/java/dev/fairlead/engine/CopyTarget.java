package dev.fairlead.engine;

import dev.fairlead.spi.container.ContainerId;
import dev.fairlead.spi.error.ConflictException;
import dev.fairlead.spi.error.ErrorContext;
import dev.fairlead.spi.error.InvalidSpecException;
import dev.fairlead.spi.error.NotFoundException;
import dev.fairlead.transport.http.TransportException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import java.util.stream.Stream;
import reactor.core.publisher.Mono;

/**
 * The directory in a container that an archive is unpacked into, looked at by who asks for it where
 * the daemon does not: it has to be there, to be a directory, and not to be read-only.
 */
final class CopyTarget {

  private static final String STAT = "X-Docker-Container-Path-Stat";

  private final EngineClient client;
  private final ContainerId id;
  private final String directory;
  private final ErrorContext context;

  CopyTarget(EngineClient client, ContainerId id, String directory, ErrorContext context) {
    this.client = client;
    this.id = id;
    this.directory = directory;
    this.context = context;
  }

  /** Completes if it may be unpacked into. */
  Mono<Void> check() {
    return client
        .object(client.get(context.operation(), "/containers/{}/json", id.value()))
        .flatMap(json -> writable(json) ? isDirectory() : Mono.error(this::readOnly));
  }

  private boolean writable(JsonObject container) {
    if (!container.object("HostConfig").flag("ReadonlyRootfs")) {
      return true;
    }
    Stream<String> volumes =
        container.objects("Mounts").stream()
            .filter(mount -> mount.flag("RW"))
            .flatMap(mount -> mount.text("Destination").stream());
    Stream<String> memory = container.object("HostConfig").object("Tmpfs").names().stream();
    return Stream.concat(volumes, memory)
        .anyMatch(place -> directory.equals(place) || directory.startsWith(place + "/"));
  }

  private Mono<Void> isDirectory() {
    EngineCall call =
        client
            .head(context.operation(), "/containers/{}/archive", id.value())
            .missing(NotFoundException.Kind.PATH)
            .query("path", directory);
    return client
        .fetch(
            call,
            response ->
                response
                    .bytes(EngineErrors.READ_BYTES)
                    .thenReturn(response.header(STAT).flatMap(CopyTarget::told)))
        .flatMap(told -> told.orElse(true) ? Mono.<Void>empty() : Mono.error(this::noDirectory));
  }

  /** Podman tells it in so many words; empty where it is not told. */
  private static Optional<Boolean> told(String stat) {
    try {
      byte[] json = Base64.getDecoder().decode(stat.getBytes(StandardCharsets.US_ASCII));
      JsonObject told = JsonObject.read(json);
      return told.has("isDir") ? Optional.of(told.flag("isDir")) : Optional.empty();
    } catch (IllegalArgumentException | TransportException unreadable) {
      return Optional.empty();
    }
  }

  private ConflictException readOnly() {
    return new ConflictException(
        context, "the container's root is read-only, and " + directory + " is a part of it", null);
  }

  private InvalidSpecException noDirectory() {
    return new InvalidSpecException(context, directory + " is not a directory", null);
  }
}
