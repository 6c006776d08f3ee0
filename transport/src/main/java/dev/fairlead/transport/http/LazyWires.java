package dev.fairlead.transport.http;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/**
 * Wires of a source that is made when the first one is asked for: starting one takes its time. It
 * is made where blocking is allowed, because the classes that it loads read files as they are
 * initialised, such as the configuration of the JDK's logging.
 */
final class LazyWires implements WireSource {

  private final Supplier<? extends WireSource> maker;
  private volatile @Nullable WireSource made;
  private volatile boolean asked;
  private volatile boolean closed;

  LazyWires(Supplier<? extends WireSource> maker) {
    this.maker = maker;
  }

  @Override
  public Mono<Wire> connect(HttpAddress address) {
    return Mono.defer(
        () -> {
          // Before the look at closed, so that either this sees the close or the close sees this.
          asked = true;
          WireSource source = made;
          return closed || source == null
              ? ready().flatMap(ready -> ready.connect(address))
              : source.connect(address);
        });
  }

  private Mono<WireSource> ready() {
    return Mono.fromCallable(this::source)
        .subscribeOn(Schedulers.boundedElastic())
        .switchIfEmpty(
            Mono.error(
                () ->
                    new TransportException(
                        TransportException.Kind.CLOSED, "the transport was closed", null)));
  }

  private synchronized @Nullable WireSource source() {
    if (closed) {
      return null;
    }
    if (made == null) {
      made = maker.get();
    }
    return made;
  }

  @Override
  public Mono<Void> close() {
    return Mono.defer(
        () -> {
          closed = true;
          // The lock may be held by somebody who is making the source.
          return asked
              ? Mono.fromCallable(this::last)
                  .subscribeOn(Schedulers.boundedElastic())
                  .flatMap(WireSource::close)
              : Mono.empty();
        });
  }

  private synchronized @Nullable WireSource last() {
    return made;
  }
}
