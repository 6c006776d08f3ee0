package dev.fairlead.engine.image;

import dev.fairlead.engine.EngineCall;
import dev.fairlead.engine.EngineClient;
import dev.fairlead.engine.JsonObject;
import dev.fairlead.engine.context.ContextTar;
import dev.fairlead.spi.container.Platform;
import dev.fairlead.spi.error.BackendFailureException;
import dev.fairlead.spi.error.ContainerException;
import dev.fairlead.spi.error.ErrorContext;
import dev.fairlead.spi.error.NotFoundException;
import dev.fairlead.spi.image.BasePull;
import dev.fairlead.spi.image.BuildCache;
import dev.fairlead.spi.image.BuildContext;
import dev.fairlead.spi.image.BuildEvent;
import dev.fairlead.spi.image.BuildSpec;
import dev.fairlead.spi.image.ImageInfo;
import dev.fairlead.spi.image.ImageReference;
import dev.fairlead.spi.image.RegistryCredentials;
import dev.fairlead.transport.http.Json;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * One build by the daemon's classic builder, {@code POST /build}, or Podman's own. The answer
 * begins when the context is there; a failed step comes as a line of it. What the daemon claims to
 * have built and named is looked at before the build is called done.
 */
final class Build {

  /** How long the daemon may work on the context before its first word. */
  private static final Duration FIRST_WORD = Duration.ofMinutes(10);

  private final EngineClient client;
  private final BuildSpec spec;
  private final Function<ImageReference, Mono<ImageInfo>> inspect;
  private final EngineCall call;
  private final BuildLines lines = new BuildLines();

  Build(
      EngineClient client,
      BuildSpec spec,
      Map<String, RegistryCredentials> logins,
      Function<ImageReference, Mono<ImageInfo>> inspect) {
    this.client = client;
    this.spec = spec;
    this.inspect = inspect;
    this.call = call(logins);
  }

  /** What is asked, in words. */
  static String operation(BuildSpec spec) {
    return spec.tags().isEmpty() ? "build an image" : "build " + spec.tags().get(0);
  }

  Flux<BuildEvent> events() {
    return client.stream(call, response -> AnswerLines.of(response, this::failure, lines::read))
        .flatMapIterable(events -> events)
        .concatWith(Mono.defer(this::built));
  }

  private EngineCall call(Map<String, RegistryCredentials> logins) {
    Duration usual = client.options().operationTimeout();
    EngineCall prepared =
        client
            .post(operation(spec), client.dialect().buildPath())
            .missing(NotFoundException.Kind.IMAGE)
            .query("dockerfile", spec.dockerfile())
            .query("buildargs", json(spec.buildArgs()))
            .query("labels", json(spec.labels()))
            .query("target", spec.target())
            .query("platform", spec.platform().map(Platform::toString))
            .query("nocache", spec.cache() == BuildCache.IGNORE ? "1" : "0")
            .query("rm", "1")
            .query("forcerm", "1")
            .header(RegistryAuth.ALL_HEADER, RegistryAuth.all(logins))
            .within(usual.compareTo(FIRST_WORD) > 0 ? usual : FIRST_WORD)
            .lasting();
    if (spec.basePull() == BasePull.ALWAYS) {
      prepared = prepared.query("pull", "1");
    }
    for (ImageReference tag : spec.tags()) {
      prepared = prepared.query("t", tag.canonical());
    }
    return prepared.stream(context(prepared.context()), "application/x-tar");
  }

  private Publisher<ByteBuffer> context(ErrorContext asking) {
    if (spec.context() instanceof BuildContext.Directory directory) {
      return ContextTar.of(directory.path(), spec.dockerfile(), asking);
    }
    return ((BuildContext.Tar) spec.context()).content();
  }

  private static String json(Map<String, String> values) {
    return new String(Json.standard().write(values), StandardCharsets.UTF_8);
  }

  private ContainerException failure(JsonObject line) {
    String words = AnswerLines.error(line).orElse("");
    OptionalLong code = line.object("errorDetail").number("code");
    Optional<BuildEvent.Step> step = lines.step();
    if (step.isEmpty()) {
      return client.errors().inBody(call.context(), NotFoundException.Kind.IMAGE, words);
    }
    if (code.isEmpty() && startsFrom(step.get())) {
      ErrorContext fetching =
          ErrorContext.of(
              call.context().backend(),
              "do step " + number(step.get()) + " of the build, " + step.get().instruction());
      return client.errors().inBody(fetching, NotFoundException.Kind.IMAGE, words);
    }
    ErrorContext context =
        code.isPresent()
            ? call.context().withNativeCode("exit code " + code.getAsLong())
            : call.context();
    return new BackendFailureException(
        context,
        "step " + number(step.get()) + ", " + step.get().instruction() + ", failed: " + words,
        null);
  }

  private static boolean startsFrom(BuildEvent.Step step) {
    return step.instruction().toUpperCase(Locale.ROOT).startsWith("FROM");
  }

  private static String number(BuildEvent.Step step) {
    return step.total().isPresent()
        ? step.number() + "/" + step.total().getAsInt()
        : String.valueOf(step.number());
  }

  private Mono<BuildEvent> built() {
    if (lines.image().isEmpty()) {
      return Mono.error(() -> wrong("the daemon did not say which image it built"));
    }
    return inspect
        .apply(lines.image().get())
        .map(ImageInfo::id)
        .flatMap(
            id ->
                Flux.fromIterable(spec.tags())
                    .concatMap(tag -> named(tag, id))
                    .then(Mono.just(new BuildEvent.Built(id, spec.tags()))));
  }

  private Mono<Void> named(ImageReference tag, ImageReference id) {
    return inspect
        .apply(tag)
        .flatMap(
            found ->
                found.id().equals(id)
                    ? Mono.empty()
                    : Mono.error(() -> wrong(tag + " is not what was built, " + id)));
  }

  private BackendFailureException wrong(String found) {
    return new BackendFailureException(call.context(), found, null);
  }
}
