package dev.fairlead.engine.image;

import dev.fairlead.engine.ApiVersion;
import dev.fairlead.engine.EngineCall;
import dev.fairlead.engine.EngineClient;
import dev.fairlead.engine.JsonObject;
import dev.fairlead.engine.TarEnd;
import dev.fairlead.spi.Capability;
import dev.fairlead.spi.container.Platform;
import dev.fairlead.spi.error.BackendFailureException;
import dev.fairlead.spi.error.ErrorContext;
import dev.fairlead.spi.error.NotFoundException;
import dev.fairlead.spi.error.OperationUnsupportedException;
import dev.fairlead.spi.image.ImageReference;
import dev.fairlead.spi.image.ImportSpec;
import dev.fairlead.spi.image.LoadEvent;
import dev.fairlead.spi.image.SaveOptions;
import dev.fairlead.transport.http.HttpResponse;
import dev.fairlead.transport.http.Json;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Images as archives: {@code GET /images/get}, {@code POST /images/load} and {@code POST
 * /images/create?fromSrc=-}. Bytes go through as they come; none of them is kept.
 */
final class Archives {

  private static final String TAR = "application/x-tar";

  /** Docker packs all layers on its own disk before it sends the head of its answer. */
  private static final Duration PACKING = Duration.ofMinutes(10);

  private static final ApiVersion PLATFORM_SINCE = new ApiVersion(1, 48);

  private final EngineClient client;

  Archives(EngineClient client) {
    this.client = client;
  }

  Flux<ByteBuffer> save(List<ImageReference> images, SaveOptions options) {
    String names = String.join(", ", images.stream().map(ImageReference::toString).toList());
    EngineCall call =
        patient(client.get("save " + names, "/images/get"))
            .about(names)
            .missing(NotFoundException.Kind.IMAGE);
    for (ImageReference image : images) {
      call = call.query("names", EngineImages.path(image));
    }
    if (options.platform().isPresent()) {
      if (!client.api().atLeast(PLATFORM_SINCE)) {
        return Flux.error(noPlatform(call.context(), options.platform().get()));
      }
      call = call.query("platform", json(options.platform().get()));
    }
    EngineCall ready = call;
    return TarEnd.required(client.stream(ready, HttpResponse::body), client, ready);
  }

  Flux<LoadEvent> load(Publisher<ByteBuffer> tar) {
    EngineCall call =
        patient(client.post("load images", "/images/load"))
            .query("quiet", "0")
            .missing(NotFoundException.Kind.OTHER)
            .stream(tar, TAR);
    return Flux.defer(
        () -> {
          LoadLines lines = new LoadLines();
          return client.stream(call, response -> lines(call, response))
              .flatMapIterable(lines::read)
              .concatWith(
                  Mono.defer(() -> lines.loadedAny() ? Mono.empty() : Mono.error(nothing(call))));
        });
  }

  private Flux<JsonObject> lines(EngineCall call, HttpResponse response) {
    return AnswerLines.of(
        response,
        line ->
            client
                .errors()
                .inBody(
                    call.context().withRemedy("an archive that fairlead image save made"),
                    NotFoundException.Kind.OTHER,
                    AnswerLines.error(line).orElse("")));
  }

  /** The id of the image that was made. */
  Mono<ImageReference> importArchive(Publisher<ByteBuffer> tar, ImportSpec spec) {
    String name = spec.target().map(ImageReference::toString).orElse("an image");
    EngineCall call =
        patient(client.post("import " + name, "/images/create"))
            .about(name)
            .query("fromSrc", "-")
            .query("repo", spec.target().map(ImageReference::name))
            .query("tag", spec.target().flatMap(ImageReference::effectiveTag))
            .query("message", spec.message())
            .query("platform", spec.platform().map(Platform::toString))
            .stream(tar, TAR);
    for (String change : spec.changes()) {
      call = call.query("changes", change);
    }
    EngineCall ready = call;
    return Mono.defer(() -> imported(ready));
  }

  /** The last line whose status is an id. */
  private Mono<ImageReference> imported(EngineCall call) {
    AtomicReference<Optional<ImageReference>> id = new AtomicReference<>(Optional.empty());
    return client.stream(call, response -> lines(call, response))
        .doOnNext(
            line ->
                ImageMapper.reference(AnswerLines.words(line))
                    .filter(ImageReference::isId)
                    .ifPresent(found -> id.set(Optional.of(found))))
        .then(Mono.defer(() -> Mono.justOrEmpty(id.get())))
        .switchIfEmpty(
            Mono.error(
                () ->
                    new BackendFailureException(
                        call.context(), "the daemon did not tell the image's id", null)));
  }

  private EngineCall patient(EngineCall call) {
    Duration usual = client.options().operationTimeout();
    return call.within(usual.compareTo(PACKING) > 0 ? usual : PACKING).lasting();
  }

  private static BackendFailureException nothing(EngineCall call) {
    return new BackendFailureException(
        call.context().withRemedy("an archive that fairlead image save made"),
        "the daemon found no image in the archive",
        null);
  }

  private static OperationUnsupportedException noPlatform(ErrorContext context, Platform platform) {
    return new OperationUnsupportedException(
        Capability.IMAGE_SAVE,
        context.withRemedy("without a platform"),
        "one platform alone, " + platform + ", can be chosen from API " + PLATFORM_SINCE + " on");
  }

  /** A platform as the query of newer versions has it. */
  static String json(Platform platform) {
    Map<String, String> fields = new LinkedHashMap<>();
    fields.put("os", platform.os());
    fields.put("architecture", platform.architecture());
    platform.variant().ifPresent(variant -> fields.put("variant", variant));
    return new String(Json.standard().write(fields), StandardCharsets.UTF_8);
  }
}
