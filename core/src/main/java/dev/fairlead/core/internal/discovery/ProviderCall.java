package dev.fairlead.core.internal.discovery;

import dev.fairlead.spi.BackendProvider;
import dev.fairlead.spi.Candidate;
import dev.fairlead.spi.ProbeContext;
import java.util.concurrent.atomic.AtomicBoolean;
import org.reactivestreams.Publisher;
import reactor.core.publisher.BaseSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.publisher.FluxSink;
import reactor.util.context.Context;

/**
 * Calls one provider's probe. Whatever it throws, errors of linking included, becomes an error of
 * the flux, which Reactor alone would let fall. A provider that blocks its thread holds one at
 * most: while a call has not come back, there is no second one.
 */
public final class ProviderCall {

  /** The call before has not come back yet. */
  public static final class StillBlocked extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private StillBlocked() {
      super("its last probe still blocks a thread", null, false, false);
    }
  }

  private final AtomicBoolean entered = new AtomicBoolean();

  ProviderCall() {}

  /** Probes; blocks where the provider does. */
  Flux<Candidate> probe(BackendProvider provider, ProbeContext context) {
    return Flux.create(sink -> call(provider, context, sink));
  }

  private void call(BackendProvider provider, ProbeContext context, FluxSink<Candidate> sink) {
    if (!entered.compareAndSet(false, true)) {
      sink.error(new StillBlocked());
      return;
    }
    try {
      Publisher<Candidate> probe = provider.probe(context);
      if (probe == null) {
        throw new IllegalStateException("probe() returned null");
      }
      Relay relay = new Relay(sink);
      sink.onDispose(relay);
      probe.subscribe(relay);
    } catch (Throwable thrown) { // foreign code: linkage errors too must not get past here
      Failure.survive(thrown);
      if (!sink.isCancelled()) {
        sink.error(new IllegalStateException(Failure.words(thrown), thrown));
      }
    } finally {
      entered.set(false);
    }
  }

  private static final class Relay extends BaseSubscriber<Candidate> {

    private final FluxSink<Candidate> sink;

    Relay(FluxSink<Candidate> sink) {
      this.sink = sink;
    }

    @Override
    public Context currentContext() {
      return Context.of(sink.contextView());
    }

    @Override
    protected void hookOnNext(Candidate value) {
      sink.next(value);
    }

    @Override
    protected void hookOnComplete() {
      sink.complete();
    }

    @Override
    protected void hookOnError(Throwable error) {
      if (!sink.isCancelled()) {
        sink.error(new IllegalStateException(Failure.words(error), error));
      }
    }
  }
}
