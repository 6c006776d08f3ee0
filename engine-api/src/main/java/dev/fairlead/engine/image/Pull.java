package dev.fairlead.engine.image;

import dev.fairlead.engine.EngineCall;
import dev.fairlead.engine.EngineClient;
import dev.fairlead.engine.EngineErrors;
import dev.fairlead.engine.registry.RegistryLogin;
import dev.fairlead.spi.container.Platform;
import dev.fairlead.spi.error.ErrorContext;
import dev.fairlead.spi.error.NotFoundException;
import dev.fairlead.spi.image.ImageInfo;
import dev.fairlead.spi.image.ImageReference;
import dev.fairlead.spi.image.PullOptions;
import dev.fairlead.spi.image.PullProgress;
import dev.fairlead.transport.http.HttpResponse;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * One pull, {@code POST /images/create?fromImage=&tag=&platform=}. The daemon sends the head of its
 * answer with the first line, after it has found the registry; an error after that comes inside of
 * the answer. What it claims to have fetched is looked at before the pull is called done.
 */
final class Pull {

  /** How long the daemon may look for the registry, at least: it tries more than once. */
  private static final Duration RESOLVING = Duration.ofMinutes(2);

  private static final int[] REFUSALS = {400, 401, 403, 404, 409, 429, 500, 502, 503, 504};
  private static final int WORDS_BYTES = 64 << 10;

  private final EngineClient client;
  private final ImageReference image;
  private final PullOptions options;
  private final Function<ImageReference, Mono<ImageInfo>> inspect;
  private final EngineCall call;
  private final RegistryErrors errors;
  private final Optional<RegistryLogin> login;
  private final PullSteps steps = new PullSteps();

  Pull(
      EngineClient client,
      ImageReference image,
      PullOptions options,
      Optional<RegistryLogin> login,
      Function<ImageReference, Mono<ImageInfo>> inspect) {
    this.client = client;
    this.image = image;
    this.options = options;
    this.inspect = inspect;
    this.login = login;
    this.call = call();
    this.errors =
        new RegistryErrors(
            client.errors(), call.context(), image, RegistryErrors.Direction.PULL, login);
  }

  Flux<PullProgress> steps() {
    return client.stream(call, this::read).concatWith(Mono.defer(this::verified));
  }

  private EngineCall call() {
    Duration usual = client.options().operationTimeout();
    EngineCall prepared =
        client
            .post("pull " + image, "/images/create")
            .about(image.toString())
            .query("fromImage", image.name())
            .query("tag", image.digest().or(image::effectiveTag))
            .query("platform", options.platform().map(Platform::toString))
            .within(usual.compareTo(RESOLVING) > 0 ? usual : RESOLVING)
            .lasting();
    for (int status : REFUSALS) {
      prepared = prepared.accept(status);
    }
    return login.isEmpty()
        ? prepared
        : prepared.header(
            RegistryAuth.HEADER, RegistryAuth.value(image, login.get().credentials()));
  }

  private Flux<PullProgress> read(HttpResponse response) {
    if (response.status() >= 300) {
      return response
          .bytes(WORDS_BYTES)
          .flatMapMany(
              body -> Flux.error(errors.ofStatus(response.status(), EngineErrors.words(body))));
    }
    return AnswerLines.of(
        response,
        line -> errors.ofLine(AnswerLines.error(line).orElse("")),
        line -> steps.read(line).orElse(null));
  }

  private Mono<PullProgress> verified() {
    return inspect
        .apply(image)
        .flatMap(
            found -> {
              Optional<Platform> wrong = otherPlatform(found);
              return wrong.isPresent()
                  ? Mono.error(() -> mismatch(wrong.get()))
                  : Mono.just(steps.done());
            });
  }

  /** Docker fetches what there is when an image has only one platform, and merely warns. */
  private Optional<Platform> otherPlatform(ImageInfo found) {
    return options
        .platform()
        .flatMap(wanted -> found.platform().filter(actual -> !fits(wanted, actual)));
  }

  private static boolean fits(Platform wanted, Platform actual) {
    return wanted.os().equals(actual.os())
        && wanted.architecture().equals(actual.architecture())
        && (wanted.variant().isEmpty()
            || actual.variant().isEmpty()
            || wanted.variant().equals(actual.variant()));
  }

  private NotFoundException mismatch(Platform actual) {
    String wanted = options.platform().map(Platform::toString).orElse("");
    ErrorContext context = call.context().withRemedy("another image, or --platform " + actual);
    return new NotFoundException(
        NotFoundException.Kind.IMAGE,
        context,
        "it was fetched for " + actual + ", since there is none for " + wanted,
        null);
  }
}
