package dev.fairlead.transport.websocket;

import dev.fairlead.transport.http.TransportException;
import dev.fairlead.transport.http.TransportException.Kind;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;
import reactor.core.publisher.BaseSubscriber;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Operators;
import reactor.core.publisher.Sinks;

/**
 * All that is sent over one connection, in the order in which the socket takes it: a goodbye before
 * an answer to a ping, that before messages, and messages of several senders in turns.
 *
 * <p>What is here is done by one thread at a time: whoever makes {@link #work} one does it.
 */
final class Outgoing implements Publisher<ByteBuffer>, Subscription {

  private record Goodbye(int code, String reason) {}

  private final String where;
  private final FrameWriter writer = new FrameWriter();
  private final AtomicInteger work = new AtomicInteger();
  private final AtomicLong requested = new AtomicLong();
  private final AtomicReference<@Nullable Goodbye> goodbye = new AtomicReference<>();

  /** The last one only is answered, as RFC 6455 allows (section 5.5.3): so they cannot pile up. */
  private final AtomicReference<byte @Nullable []> pong = new AtomicReference<>();

  private final Queue<Sender> arrivals = new ConcurrentLinkedQueue<>();
  private final Sinks.Empty<Void> saidGoodbye = Sinks.empty();
  private volatile @Nullable Subscriber<? super ByteBuffer> actual;
  private volatile @Nullable Throwable failure;

  private final Deque<Sender> senders = new ArrayDeque<>(2);
  private boolean closing;

  Outgoing(String where) {
    this.where = where;
  }

  @Override
  public void subscribe(Subscriber<? super ByteBuffer> subscriber) {
    subscriber.onSubscribe(this);
    actual = subscriber;
    drain();
  }

  @Override
  public void request(long n) {
    if (Operators.validate(n)) {
      requested.accumulateAndGet(n, Operators::addCap);
      drain();
    }
  }

  @Override
  public void cancel() {
    // How the connection ended comes by end(), which tells why.
  }

  /** Learns how the sending over the connection ended. */
  BaseSubscriber<Void> end() {
    return new BaseSubscriber<>() {
      @Override
      protected void hookOnComplete() {
        saidGoodbye.tryEmitEmpty();
      }

      @Override
      protected void hookOnError(Throwable error) {
        failure = error;
        saidGoodbye.tryEmitError(error);
        drain();
      }
    };
  }

  void pong(byte[] content) {
    pong.set(content);
    drain();
  }

  /** Sends a goodbye, and nothing behind it; the first one counts. */
  Mono<Void> close(int code, String reason) {
    return Mono.defer(
        () -> {
          goodbye.compareAndSet(null, new Goodbye(code, reason));
          drain();
          return saidGoodbye.asMono();
        });
  }

  Mono<Void> send(Publisher<WebSocketMessage> messages) {
    Objects.requireNonNull(messages, "messages");
    return Mono.create(
        sink -> {
          Sender sender = new Sender(sink, this::drain);
          sink.onCancel(sender::give);
          arrivals.add(sender);
          messages.subscribe(sender);
          drain();
        });
  }

  private void drain() {
    if (work.getAndIncrement() != 0) {
      return;
    }
    int done = 1;
    while (done != 0) {
      for (Sender next = arrivals.poll(); next != null; next = arrivals.poll()) {
        senders.add(next);
      }
      while (step()) {
        // Each step sends one frame; what the socket takes may have changed by then.
      }
      done = work.addAndGet(-done);
    }
  }

  /** Sends one frame, or ends a sender; false if there is nothing to do now. */
  private boolean step() {
    Throwable broken = failure;
    if (broken != null || closing) {
      // What fails behind a goodbye fails because of it, whatever the wire says.
      refuseAll(broken == null || goodbye.get() != null ? closedHere() : broken);
      return false;
    }
    Subscriber<? super ByteBuffer> to = actual;
    if (to == null || requested.get() == 0) {
      return false;
    }
    Goodbye last = goodbye.get();
    if (last != null) {
      closing = true;
      hand(to, writer.close(last.code(), last.reason()));
      to.onComplete();
      return true;
    }
    byte[] answer = pong.getAndSet(null);
    if (answer != null) {
      hand(to, writer.pong(answer));
      return true;
    }
    return senderStep(to);
  }

  /** Looks at each sender once, beginning behind the one that was served last. */
  private boolean senderStep(Subscriber<? super ByteBuffer> to) {
    for (int left = senders.size(); left > 0; left--) {
      Sender next = senders.removeFirst();
      if (next.isOver()) {
        return true;
      }
      senders.addLast(next);
      WebSocketMessage message = next.poll();
      if (message != null) {
        hand(to, writer.message(message));
        return true;
      }
    }
    return false;
  }

  private void hand(Subscriber<? super ByteBuffer> to, ByteBuffer frame) {
    if (requested.get() != Long.MAX_VALUE) {
      requested.decrementAndGet();
    }
    to.onNext(frame);
  }

  private void refuseAll(Throwable error) {
    List<Sender> all = new ArrayList<>(senders);
    senders.clear();
    all.forEach(sender -> sender.fail(error));
  }

  private TransportException closedHere() {
    return new TransportException(
        Kind.CLOSED, where + ": this side has closed the connection", null);
  }
}
