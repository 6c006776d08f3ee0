package dev.fairlead.engine;

import dev.fairlead.spi.container.CommitSpec;
import dev.fairlead.spi.container.ContainerId;
import dev.fairlead.spi.error.NotFoundException;
import dev.fairlead.spi.image.ImageReference;
import dev.fairlead.transport.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * What is made of a container's files as a whole: an image, {@code POST /commit}, or an archive,
 * {@code GET /containers/{id}/export}.
 */
final class Committing {

  private static final Duration PACKING = Duration.ofMinutes(10);

  private final EngineClient client;

  Committing(EngineClient client) {
    this.client = client;
  }

  Mono<String> commit(ContainerId id, CommitSpec spec) {
    Optional<ImageReference> name = spec.reference().map(Committing::name);
    EngineCall call =
        client
            .post("commit container " + id, "/commit")
            .about(id.value())
            .missing(NotFoundException.Kind.CONTAINER)
            .query("container", id.value())
            .query("repo", name.map(ImageReference::name))
            .query("tag", name.flatMap(ImageReference::effectiveTag))
            .query("author", spec.author())
            .query("comment", spec.message())
            .query("pause", spec.running() == CommitSpec.Running.PAUSE ? "1" : "0");
    for (String change : spec.changes()) {
      call = call.query("changes", change);
    }
    EngineCall whole = client.dialect().commitNeedsBody() ? call.json(Map.of()) : call;
    return client.object(patient(whole), Committing::id);
  }

  private static ImageReference name(String text) {
    ImageReference name = ImageReference.parse(text);
    if (name.isId() || name.digest().isPresent()) {
      throw new IllegalArgumentException(
          "\"" + text + "\" cannot name a new image: it is an id or has a digest");
    }
    return name;
  }

  /** Podman's have no algorithm. */
  private static String id(JsonObject answer) {
    String id =
        answer.text("Id").orElseThrow(() -> new IllegalArgumentException("it names no image"));
    return id.indexOf(':') < 0 ? "sha256:" + id : id;
  }

  Flux<ByteBuffer> export(ContainerId id) {
    EngineCall call = exporting(id);
    return TarEnd.required(client.stream(call, HttpResponse::body), client, call);
  }

  Flux<Long> exportTo(ContainerId id, WritableByteChannel target) {
    return TarEnd.written(target, client, exporting(id));
  }

  private EngineCall exporting(ContainerId id) {
    return patient(client.get("export container " + id, "/containers/{}/export", id.value()));
  }

  private EngineCall patient(EngineCall call) {
    Duration usual = client.options().operationTimeout();
    return call.within(usual.compareTo(PACKING) > 0 ? usual : PACKING).lasting();
  }
}
