package dev.fairlead.core.internal.discovery;

import dev.fairlead.spi.BackendProvider;
import dev.fairlead.spi.Candidate;
import dev.fairlead.spi.ProbeContext;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import reactor.core.publisher.BaseSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.publisher.FluxSink;
import reactor.core.scheduler.Scheduler;
import reactor.util.context.Context;

/**
 * Calls one provider's probe. Whatever it throws, errors of linking included, becomes an error of
 * the flux, which Reactor alone would let fall. While a call that was given up has not come back,
 * there is no other: a provider that blocks does not take one thread after another.
 *
 * <p>A call that is given up is interrupted, but its worker is not disposed of: the scheduler would
 * take its thread for free, and let whoever comes next wait behind the blocked call.
 */
public final class ProviderCall {

  /** The call before has not come back yet. */
  public static final class StillBlocked extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private StillBlocked() {
      super("its last probe still blocks a thread", null, false, false);
    }
  }

  private final AtomicInteger blocked = new AtomicInteger();

  ProviderCall() {}

  Flux<Candidate> probe(BackendProvider provider, ProbeContext context, Scheduler blocking) {
    return Flux.create(
        sink -> {
          if (blocked.get() > 0) {
            sink.error(new StillBlocked());
            return;
          }
          Call call = new Call(provider, context, sink);
          sink.onCancel(call::giveUp);
          blocking.schedule(call);
        });
  }

  private final class Call implements Runnable {

    private final BackendProvider provider;
    private final ProbeContext context;
    private final FluxSink<Candidate> sink;
    private @Nullable Thread inside;
    private boolean givenUp;

    Call(BackendProvider provider, ProbeContext context, FluxSink<Candidate> sink) {
      this.provider = provider;
      this.context = context;
      this.sink = sink;
    }

    @Override
    public void run() {
      if (!enter()) {
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
        leave();
      }
    }

    private synchronized boolean enter() {
      if (givenUp) {
        return false;
      }
      inside = Thread.currentThread();
      return true;
    }

    private synchronized void leave() {
      inside = null;
      if (givenUp) {
        blocked.decrementAndGet();
        // The interrupt was meant for this call, not for the next that has this thread.
        boolean ignored = Thread.interrupted();
      }
    }

    /** What cancels from within the call itself does not block. */
    private synchronized void giveUp() {
      Thread thread = inside;
      if (thread == Thread.currentThread()) {
        return;
      }
      givenUp = true;
      if (thread != null) {
        blocked.incrementAndGet();
        thread.interrupt();
      }
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
