package dev.fairlead.engine.image;

import dev.fairlead.engine.ApiVersion;
import dev.fairlead.engine.EngineCall;
import dev.fairlead.engine.EngineClient;
import dev.fairlead.engine.EngineErrors;
import dev.fairlead.engine.registry.RegistryLogin;
import dev.fairlead.spi.Capability;
import dev.fairlead.spi.container.Platform;
import dev.fairlead.spi.error.BackendFailureException;
import dev.fairlead.spi.error.OperationUnsupportedException;
import dev.fairlead.spi.image.ImageReference;
import dev.fairlead.spi.image.PushOptions;
import dev.fairlead.spi.image.PushProgress;
import dev.fairlead.transport.http.HttpResponse;
import java.time.Duration;
import java.util.Optional;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * One push, {@code POST /images/{name}/push?tag=}. The answer begins before the registry was asked;
 * what goes wrong comes inside of it. The push is done when the registry has told the digest of
 * what it took, and not before.
 */
final class Push {

  /** How long the daemon may look for the registry, at least: it tries more than once. */
  private static final Duration RESOLVING = Duration.ofMinutes(2);

  private static final ApiVersion PLATFORM_SINCE = new ApiVersion(1, 46);
  private static final int[] REFUSALS = {400, 401, 403, 404, 409, 429, 500, 502, 503, 504};
  private static final int WORDS_BYTES = 64 << 10;

  private final EngineClient client;
  private final EngineCall call;
  private final RegistryErrors errors;
  private final PushSteps steps = new PushSteps();

  Push(
      EngineClient client,
      ImageReference image,
      PushOptions options,
      Optional<RegistryLogin> login) {
    this.client = client;
    this.call = call(client, image, options, login);
    this.errors =
        new RegistryErrors(
            client.errors(), call.context(), image, RegistryErrors.Direction.PUSH, login);
    if (options.platform().isPresent() && !client.api().atLeast(PLATFORM_SINCE)) {
      throw new OperationUnsupportedException(
          Capability.IMAGE_PUSH,
          call.context().withRemedy("without a platform"),
          "one platform alone can be chosen from API " + PLATFORM_SINCE + " on");
    }
  }

  private static EngineCall call(
      EngineClient client,
      ImageReference image,
      PushOptions options,
      Optional<RegistryLogin> login) {
    Duration usual = client.options().operationTimeout();
    Optional<Platform> platform = options.platform();
    EngineCall prepared =
        client
            .post("push " + image, "/images/{}/push", image.name())
            .about(image.toString())
            .query("tag", image.effectiveTag())
            .query("platform", platform.map(Archives::json))
            .header(
                RegistryAuth.HEADER,
                login
                    .map(shown -> RegistryAuth.value(image, shown.credentials()))
                    .orElse(RegistryAuth.NOBODY))
            .within(usual.compareTo(RESOLVING) > 0 ? usual : RESOLVING)
            .lasting();
    for (int status : REFUSALS) {
      prepared = prepared.accept(status);
    }
    return prepared;
  }

  Flux<PushProgress> steps() {
    return client.stream(call, this::read).concatWith(Mono.defer(this::done));
  }

  private Flux<PushProgress> read(HttpResponse response) {
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

  private Mono<PushProgress> done() {
    return Mono.justOrEmpty(steps.done())
        .switchIfEmpty(
            Mono.error(
                () ->
                    new BackendFailureException(
                        call.context(), "the registry did not say what it took", null)));
  }
}
