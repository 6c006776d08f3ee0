package dev.fairlead.tck.fake;

import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.FluxSink;
import reactor.core.publisher.Mono;
import reactor.core.publisher.MonoSink;

/**
 * A bounded pipe from any number of writers to one reader: a writer waits while the pipe is full,
 * and the reader gets no more than it asks for.
 */
final class FakePipe<T> {

  private final int capacity;
  private final Deque<T> queue = new ArrayDeque<>();
  private final Deque<Waiting<T>> writers = new ArrayDeque<>();
  private final Deque<MonoSink<Optional<T>>> takers = new ArrayDeque<>();
  private final AtomicInteger drains = new AtomicInteger();
  private @Nullable FluxSink<T> reader;
  private @Nullable Throwable error;
  private boolean subscribed;
  private boolean ended;
  private boolean dropped;
  private boolean told;

  private record Waiting<T>(T item, MonoSink<Void> writer) {}

  FakePipe(int capacity) {
    this.capacity = capacity;
  }

  /** Completes when the item is in the pipe, or at once when nobody will read it. */
  Mono<Void> put(T item) {
    return Mono.create(
        writer -> {
          boolean taken = take(new Waiting<>(item, writer));
          drain();
          if (taken) {
            writer.success();
          }
        });
  }

  private synchronized boolean take(Waiting<T> waiting) {
    if (dropped || ended) {
      return true;
    }
    if (queue.size() < capacity) {
      queue.add(waiting.item());
      return true;
    }
    writers.add(waiting);
    waiting.writer().onCancel(() -> forget(waiting));
    return false;
  }

  private synchronized void forget(Waiting<T> waiting) {
    writers.remove(waiting);
  }

  /** Puts what fits and says whether it did. */
  boolean offer(T item) {
    synchronized (this) {
      if (dropped || ended || queue.size() >= capacity) {
        return false;
      }
      queue.add(item);
    }
    drain();
    return true;
  }

  /** Puts items before all others, however many there are. */
  synchronized void prefill(Collection<? extends T> items) {
    queue.addAll(items);
  }

  /** Ends the pipe after what is in it. */
  void end() {
    synchronized (this) {
      ended = true;
    }
    drain();
  }

  /** Breaks the pipe after what is in it. */
  void fail(Throwable cause) {
    Collection<Waiting<T>> freed;
    synchronized (this) {
      if (ended) {
        return;
      }
      error = cause;
      ended = true;
      freed = new ArrayDeque<>(writers);
      writers.clear();
    }
    freed.forEach(waiting -> waiting.writer().success());
    drain();
  }

  /** Nobody reads any more: writers go on, and what they write vanishes. */
  void drop() {
    Collection<Waiting<T>> freed;
    synchronized (this) {
      dropped = true;
      queue.clear();
      freed = new ArrayDeque<>(writers);
      writers.clear();
    }
    freed.forEach(waiting -> waiting.writer().success());
  }

  /** What is written; for one subscriber. */
  Flux<T> read() {
    return Flux.create(
        sink -> {
          synchronized (this) {
            if (subscribed) {
              sink.error(new IllegalStateException("this stream can be read only once"));
              return;
            }
            subscribed = true;
            reader = sink;
          }
          sink.onRequest(demand -> drain());
          sink.onCancel(this::drop);
        },
        FluxSink.OverflowStrategy.IGNORE);
  }

  /** The next item, for readers that take one at a time; an empty optional at the end. */
  Mono<Optional<T>> take() {
    return Mono.create(
        taker -> {
          synchronized (this) {
            takers.add(taker);
          }
          taker.onCancel(() -> forgetTaker(taker));
          drain();
        });
  }

  private synchronized void forgetTaker(MonoSink<Optional<T>> taker) {
    takers.remove(taker);
  }

  private void drain() {
    if (drains.getAndIncrement() != 0) {
      return;
    }
    int missed = 1;
    do {
      while (moveOne()) {
        // as long as there is something to move and demand for it
      }
      tellEnd();
      missed = drains.addAndGet(-missed);
    } while (missed != 0);
  }

  private boolean moveOne() {
    FluxSink<T> to;
    MonoSink<Optional<T>> taker;
    T item;
    Waiting<T> freed;
    synchronized (this) {
      to = reader;
      boolean wanted = to != null && to.requestedFromDownstream() > 0;
      if (dropped || queue.isEmpty() || !(wanted || !takers.isEmpty())) {
        return false;
      }
      taker = takers.poll();
      item = queue.remove();
      freed = writers.poll();
      if (freed != null) {
        queue.add(freed.item());
      }
    }
    if (taker != null) {
      taker.success(Optional.of(item));
    } else if (to != null) {
      to.next(item);
    }
    if (freed != null) {
      freed.writer().success();
    }
    return true;
  }

  private void tellEnd() {
    Collection<MonoSink<Optional<T>>> empty;
    FluxSink<T> to;
    Throwable cause;
    synchronized (this) {
      if (!ended || !queue.isEmpty()) {
        return;
      }
      empty = new ArrayDeque<>(takers);
      takers.clear();
      to = told ? null : reader;
      told |= to != null;
      cause = error;
    }
    empty.forEach(taker -> taker.success(Optional.empty()));
    if (to != null) {
      if (cause == null) {
        to.complete();
      } else {
        to.error(cause);
      }
    }
  }
}
