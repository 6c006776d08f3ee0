package dev.fairlead.transport.http;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/** Wires of a source that is made when the first one is asked for: starting one takes its time. */
final class LazyWires implements WireSource {

  private final Supplier<? extends WireSource> maker;
  private @Nullable WireSource made;
  private boolean closed;

  LazyWires(Supplier<? extends WireSource> maker) {
    this.maker = maker;
  }

  @Override
  public Mono<Wire> connect(HttpAddress address) {
    return Mono.defer(
        () -> {
          WireSource source = source();
          return source == null
              ? Mono.error(
                  new TransportException(
                      TransportException.Kind.CLOSED, "the transport was closed", null))
              : source.connect(address);
        });
  }

  private synchronized @Nullable WireSource source() {
    if (made == null && !closed) {
      made = maker.get();
    }
    return made;
  }

  @Override
  public Mono<Void> close() {
    return Mono.defer(
        () -> {
          WireSource source = closed();
          return source == null ? Mono.empty() : source.close();
        });
  }

  private synchronized @Nullable WireSource closed() {
    closed = true;
    return made;
  }
}
