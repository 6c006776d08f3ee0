package dev.fairlead.transport.http;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.Disposable;
import reactor.core.Exceptions;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Operators;
import reactor.core.scheduler.Schedulers;
import reactor.util.context.Context;

/**
 * A call whose answer is read whole: its turn, a wire, request and response, the body, and all of
 * them given back before the value is delivered. One operator, since a call that costs a few
 * microseconds on the wire would cost more in a chain of them.
 */
final class ShortCall<T> extends Mono<T> {

  private final WiredTransport transport;
  private final ExchangeRequest exchange;
  private final @Nullable Permits permits;
  private final @Nullable Duration bodyWithin;
  private final AnswerReader<T> reader;

  /**
   * Describes a call.
   *
   * @param transport whose wires it uses
   * @param permits where it gets its turn; null if it waits for none
   * @param bodyWithin how long the body may take from the end of the head; null for ever
   */
  ShortCall(
      WiredTransport transport,
      ExchangeRequest exchange,
      @Nullable Permits permits,
      @Nullable Duration bodyWithin,
      AnswerReader<T> reader) {
    this.transport = transport;
    this.exchange = exchange;
    this.permits = permits;
    this.bodyWithin = bodyWithin;
    this.reader = reader;
  }

  @Override
  public void subscribe(CoreSubscriber<? super T> actual) {
    actual.onSubscribe(new Run(actual));
  }

  private final class Run implements Subscription {

    private final CoreSubscriber<? super T> actual;
    private final AtomicBoolean asked = new AtomicBoolean();

    /** Whoever sets it says how the call ends, and gives back what it holds. */
    private final AtomicBoolean ended = new AtomicBoolean();

    private final AtomicReference<@Nullable Exchange> held = new AtomicReference<>();
    private volatile Permits.@Nullable Permit permit;
    private volatile @Nullable Subscription upstream;
    private volatile @Nullable Disposable timer;

    Run(CoreSubscriber<? super T> actual) {
      this.actual = actual;
    }

    @Override
    public void request(long n) {
      if (!Operators.validate(n) || !asked.compareAndSet(false, true)) {
        return;
      }
      if (permits == null) {
        open();
      } else {
        permits.acquire(exchange::where).subscribe(new Turn(this));
      }
    }

    @Override
    public void cancel() {
      if (ended.compareAndSet(false, true)) {
        stop();
      }
    }

    /** Gives up what is under way, and gives back what is held. */
    private void stop() {
      Subscription running = upstream;
      if (running != null) {
        running.cancel();
      }
      giveBack();
    }

    private void giveBack() {
      Disposable set = timer;
      if (set != null) {
        set.dispose();
      }
      Exchange open = held.getAndSet(null);
      if (open != null) {
        open.releaseSoon();
      }
      Permits.Permit turn = permit;
      if (turn != null) {
        turn.release();
      }
    }

    /** What is cancelled from now on. Either this sees the end, or the end sees this. */
    private void follow(Subscription next) {
      upstream = next;
      if (ended.get()) {
        next.cancel();
      } else {
        next.request(Long.MAX_VALUE);
      }
    }

    private void granted(Permits.Permit turn) {
      permit = turn;
      if (ended.get()) {
        turn.release();
      } else {
        open();
      }
    }

    private void open() {
      Mono<Exchange> kept = transport.overKept(exchange);
      if (kept == null) {
        openAnew();
      } else {
        kept.subscribe(new Head(this));
      }
    }

    private void openAnew() {
      transport.overFresh(exchange).subscribe(new Head(this));
    }

    private void begun(Exchange response) {
      held.set(response);
      if (ended.get()) {
        giveBack();
        return;
      }
      Body body;
      try {
        body = new Body(this, response, reader.maxBytes(response));
      } catch (RuntimeException e) {
        fail(response, e);
        return;
      }
      response.body().subscribe(body);
      if (bodyWithin != null && !ended.get()) {
        expireLater(response, bodyWithin);
      }
    }

    /** Only if the body is not there yet: a short one comes with its head. */
    private void expireLater(Exchange response, Duration limit) {
      Disposable set =
          Schedulers.parallel()
              .schedule(() -> expire(response, limit), limit.toNanos(), TimeUnit.NANOSECONDS);
      timer = set;
      if (ended.get()) {
        set.dispose();
      }
    }

    private void expire(Exchange response, Duration limit) {
      fail(response, new TimeoutException("nothing within " + limit.toMillis() + " ms"));
    }

    private void complete(Exchange response, byte[] body) {
      if (!ended.compareAndSet(false, true)) {
        return;
      }
      giveBack();
      T value;
      try {
        value = Objects.requireNonNull(reader.read(response, body), "the value of an answer");
      } catch (Throwable e) {
        Exceptions.throwIfFatal(e);
        signal(response, e);
        return;
      }
      actual.onNext(value);
      actual.onComplete();
    }

    private void fail(@Nullable Exchange response, Throwable cause) {
      if (ended.compareAndSet(false, true)) {
        stop();
        signal(response, cause);
      }
    }

    private void signal(@Nullable Exchange response, Throwable cause) {
      Throwable located =
          cause instanceof TransportException known ? known.at(exchange.where()) : cause;
      actual.onError(reader.failure(response, located));
    }
  }

  /** What one stage of a call waits for. */
  private abstract static class Stage<V> implements CoreSubscriber<V> {

    final ShortCall<?>.Run run;

    Stage(ShortCall<?>.Run run) {
      this.run = run;
    }

    @Override
    public void onSubscribe(Subscription subscription) {
      run.follow(subscription);
    }

    @Override
    public void onError(Throwable error) {
      run.fail(null, error);
    }

    @Override
    public void onComplete() {}

    @Override
    public Context currentContext() {
      return run.actual.currentContext();
    }
  }

  private static final class Turn extends Stage<Permits.Permit> {

    Turn(ShortCall<?>.Run run) {
      super(run);
    }

    @Override
    public void onNext(Permits.Permit turn) {
      run.granted(turn);
    }
  }

  private static final class Head extends Stage<Exchange> {

    Head(ShortCall<?>.Run run) {
      super(run);
    }

    @Override
    public void onNext(Exchange response) {
      run.begun(response);
    }

    @Override
    public void onError(Throwable error) {
      if (error instanceof StaleConnectionException) {
        run.openAnew();
      } else {
        run.fail(null, error);
      }
    }
  }

  private static final class Body extends Stage<ByteBuffer> {

    private final Exchange response;
    private final CollectedBody bytes;

    Body(ShortCall<?>.Run run, Exchange response, int maxBytes) {
      super(run);
      this.response = response;
      this.bytes = new CollectedBody(maxBytes);
    }

    @Override
    public void onNext(ByteBuffer part) {
      try {
        bytes.add(part);
      } catch (TransportException tooMuch) {
        run.fail(response, tooMuch);
      }
    }

    @Override
    public void onError(Throwable error) {
      run.fail(response, error);
    }

    @Override
    public void onComplete() {
      run.complete(response, bytes.toByteArray());
    }
  }
}
