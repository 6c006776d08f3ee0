package dev.fairlead.engine.image;

import dev.fairlead.engine.ApiVersion;
import dev.fairlead.engine.EngineCall;
import dev.fairlead.engine.EngineClient;
import dev.fairlead.engine.JsonObject;
import dev.fairlead.engine.TarEnd;
import dev.fairlead.spi.ArchiveFile;
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
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

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
    return saving(
        images,
        options,
        call -> TarEnd.required(client.stream(call, HttpResponse::body), client, call));
  }

  Flux<Long> saveTo(List<ImageReference> images, SaveOptions options, WritableByteChannel target) {
    return saving(images, options, call -> TarEnd.written(target, client, call));
  }

  private <T> Flux<T> saving(
      List<ImageReference> images, SaveOptions options, Function<EngineCall, Flux<T>> reading) {
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
    return reading.apply(call);
  }

  Flux<LoadEvent> load(Publisher<ByteBuffer> tar) {
    return loaded(loading("images").stream(tar, TAR));
  }

  Flux<LoadEvent> loadFrom(Path archive) {
    return Flux.usingWhen(
            onDisk(() -> FileChannel.open(archive)),
            file ->
                onDisk(file::size)
                    .flatMapMany(size -> loaded(loading(archive.toString()).file(file, size, TAR))),
            file -> onDisk(() -> closed(file)))
        .onErrorMap(IOException.class, ArchiveFile::unreadable);
  }

  private static <T> Mono<T> onDisk(Callable<T> step) {
    return Mono.fromCallable(step).subscribeOn(Schedulers.boundedElastic());
  }

  private static FileChannel closed(FileChannel file) throws IOException {
    file.close();
    return file;
  }

  private EngineCall loading(String what) {
    return patient(client.post("load " + what, "/images/load"))
        .query("quiet", "0")
        .missing(NotFoundException.Kind.OTHER);
  }

  private Flux<LoadEvent> loaded(EngineCall call) {
    return Flux.defer(
        () -> {
          LoadLines lines = new LoadLines();
          return client.stream(call, response -> lines(call, response, lines::read))
              .flatMapIterable(events -> events)
              .concatWith(
                  Mono.defer(() -> lines.loadedAny() ? Mono.empty() : Mono.error(nothing(call))));
        });
  }

  private <T> Flux<T> lines(
      EngineCall call, HttpResponse response, Function<JsonObject, @Nullable T> reader) {
    return AnswerLines.of(
        response,
        line ->
            client
                .errors()
                .inBody(
                    call.context().withRemedy("an archive that fairlead image save made"),
                    NotFoundException.Kind.OTHER,
                    AnswerLines.error(line).orElse("")),
        reader);
  }

  /** The id of the image that was made. */
  Mono<ImageReference> importArchive(Publisher<ByteBuffer> tar, ImportSpec spec) {
    String name = spec.target().map(ImageReference::toString).orElse("an image");
    EngineCall call =
        patient(client.post("import " + name, "/images/create"))
            .about(name)
            .query("fromSrc", "-")
            .query("repo", spec.target().map(this::repository))
            .query("tag", spec.target().flatMap(ImageReference::effectiveTag))
            .query("message", spec.message())
            .query("platform", spec.platform().map(Platform::toString))
            .stream(tar, TAR);
    for (String change : spec.changes()) {
      call = call.query("changes", change);
    }
    EngineCall ready = call;
    return imported(ready);
  }

  private String repository(ImageReference target) {
    return client.dialect().importTakesTagWithName() ? target.canonical() : target.name();
  }

  /** The last line whose status is an id. */
  private Mono<ImageReference> imported(EngineCall call) {
    return client.stream(call, response -> lines(call, response, Archives::id))
        .takeLast(1)
        .singleOrEmpty()
        .switchIfEmpty(
            Mono.error(
                () ->
                    new BackendFailureException(
                        call.context(), "the daemon did not tell the image's id", null)));
  }

  private static @Nullable ImageReference id(JsonObject line) {
    return ImageMapper.reference(AnswerLines.words(line)).filter(ImageReference::isId).orElse(null);
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
