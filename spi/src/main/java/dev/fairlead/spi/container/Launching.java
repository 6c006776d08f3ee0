package dev.fairlead.spi.container;

import dev.fairlead.spi.PlanMode;
import dev.fairlead.spi.error.ConflictException;
import dev.fairlead.spi.error.ErrorContext;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * Making and starting a container in one, for runtimes that do both one after the other: whatever
 * fails, or is cancelled, in between takes back what was made.
 */
final class Launching {

  private Launching() {}

  static Mono<CreateResult> detached(Containers containers, ContainerSpec spec, PlanMode mode) {
    return made(
        containers,
        containers.create(spec, mode),
        result -> containers.start(result.id()).thenReturn(result));
  }

  static Mono<AttachedContainer> attached(
      Containers containers, ContainerSpec spec, PlanMode mode, AttachOptions options) {
    Mono<CreateResult> fresh =
        containers
            .create(spec, mode)
            .flatMap(
                result ->
                    result.outcome() == CreateResult.Outcome.CREATED
                        ? Mono.just(result)
                        : Mono.error(() -> taken(containers.backend(), spec.name(), result.id())));
    return made(
        containers,
        fresh,
        result ->
            containers
                .startAttached(result.id(), options)
                .map(process -> new AttachedContainer(result.id(), process, result.warnings())));
  }

  /** Removes what was made unless the rest went well; what was there before is left as it is. */
  private static <T> Mono<T> made(
      Containers containers, Mono<CreateResult> create, Function<CreateResult, Mono<T>> rest) {
    return Mono.defer(
        () -> {
          AtomicBoolean whole = new AtomicBoolean();
          return Mono.usingWhen(
              create,
              result -> rest.apply(result).doOnNext(value -> whole.set(true)),
              result -> Mono.<Void>empty(),
              (result, error) -> takeBack(containers, result, error),
              result -> whole.get() ? Mono.empty() : takeBack(containers, result, null));
        });
  }

  private static Mono<Void> takeBack(
      Containers containers, CreateResult result, @Nullable Throwable cause) {
    if (result.outcome() == CreateResult.Outcome.EXISTED) {
      return Mono.empty();
    }
    Mono<Void> removal = containers.remove(result.id(), RemoveOptions.force());
    if (cause == null) {
      return removal;
    }
    // The first error tells more than that its consequences could not be mended.
    return removal.onErrorResume(
        error -> {
          cause.addSuppressed(error);
          return Mono.empty();
        });
  }

  private static ConflictException taken(String backend, Optional<String> name, ContainerId id) {
    String wanted = name.orElse(id.value());
    return new ConflictException(
        ErrorContext.of(backend, "run container " + wanted)
            .withResource(wanted)
            .withRemedy("fairlead rm " + wanted + ", or another --name"),
        "the name is in use by container " + id,
        null);
  }
}
