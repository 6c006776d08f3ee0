package dev.fairlead.engine;

import dev.fairlead.spi.container.Exit;
import dev.fairlead.spi.container.ExitWatch;
import dev.fairlead.spi.error.BackendFailureException;
import dev.fairlead.spi.error.ErrorContext;
import dev.fairlead.spi.error.StreamInterruptedException;
import dev.fairlead.transport.http.HttpResponse;
import dev.fairlead.transport.http.TransportException;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/**
 * A {@code POST /containers/{id}/wait} whose head has come back. The daemon sends the head as soon
 * as it waits, and the body when the container ends, so the call runs on while nobody is
 * subscribed.
 */
final class Watch implements ExitWatch {

  private static final int BODY_BYTES = 64 << 10;

  private final ErrorContext context;
  private final Sinks.Empty<Void> registered = Sinks.empty();
  private final Sinks.Empty<Void> closed = Sinks.empty();
  private final Mono<Exit> answer;

  private Watch(EngineClient client, EngineCall call) {
    this.context = call.context();
    this.answer =
        client
            .fetch(call, this::read)
            .takeUntilOther(closed.asMono())
            .switchIfEmpty(
                Mono.error(
                    () -> new StreamInterruptedException(context, "the watch was closed", null)))
            .cache();
  }

  /**
   * Sends the call. Cancelling before the emission closes its connection.
   *
   * @return the watch, once the daemon waits
   */
  static Mono<Watch> register(EngineClient client, EngineCall call) {
    return Mono.usingWhen(
        Mono.fromSupplier(() -> new Watch(client, call)),
        watch ->
            Mono.firstWithSignal(watch.registered.asMono(), watch.answer.then()).thenReturn(watch),
        taken -> Mono.empty(),
        (failed, error) -> failed.close(),
        Watch::close);
  }

  private Mono<Exit> read(HttpResponse response) {
    registered.tryEmitEmpty();
    return response
        .bytes(BODY_BYTES)
        .map(body -> read(context, JsonObject.read(body)))
        .onErrorMap(TransportException.class, cut -> cutOff(context, cut));
  }

  /** That a wait has broken off says nothing of the container. */
  static StreamInterruptedException cutOff(ErrorContext context, @Nullable Throwable cut) {
    String why = cut == null ? "" : ": " + cut.getMessage();
    return new StreamInterruptedException(context, "the wait was cut off" + why, cut);
  }

  /** How a container ended, by the answer to a wait for it. */
  static Exit read(ErrorContext context, JsonObject json) {
    Optional<String> error = json.object("Error").text("Message");
    if (error.isPresent()) {
      if (EngineWords.alreadyRemoved(error.get())) {
        return new Exit.Lost(error.get());
      }
      throw new BackendFailureException(context, error.get(), null);
    }
    OptionalLong code = json.number("StatusCode");
    return code.isPresent()
        ? ContainerMapper.exit(code.getAsLong(), false)
        : new Exit.Lost("the daemon ended the wait without an exit code");
  }

  @Override
  public Mono<Exit> exit() {
    return answer;
  }

  /** Completes unless the wait has failed already. */
  Mono<Void> intact() {
    return Mono.firstWithSignal(answer.then(), Mono.empty());
  }

  @Override
  public Mono<Void> close() {
    return Mono.fromRunnable(closed::tryEmitEmpty);
  }
}
