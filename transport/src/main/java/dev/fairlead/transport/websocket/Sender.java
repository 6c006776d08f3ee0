package dev.fairlead.transport.websocket;

import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import reactor.core.publisher.BaseSubscriber;
import reactor.core.publisher.MonoSink;
import reactor.util.context.Context;

/** One publisher's messages on their way: one waits here, and the next is asked for behind it. */
final class Sender extends BaseSubscriber<WebSocketMessage> {

  private final MonoSink<Void> sink;
  private final Context context;
  private final Runnable changed;
  private final AtomicReference<@Nullable WebSocketMessage> next = new AtomicReference<>();
  private volatile boolean completed;
  private volatile boolean given;
  private volatile @Nullable Throwable failure;

  /**
   * Creates a sender.
   *
   * @param changed told that there is something to look at
   */
  Sender(MonoSink<Void> sink, Runnable changed) {
    this.sink = sink;
    this.context = Context.of(sink.contextView());
    this.changed = changed;
  }

  @Override
  public Context currentContext() {
    return context;
  }

  @Override
  protected void hookOnSubscribe(Subscription subscription) {
    subscription.request(1);
  }

  @Override
  protected void hookOnNext(WebSocketMessage message) {
    next.set(message);
    changed.run();
  }

  @Override
  protected void hookOnComplete() {
    completed = true;
    changed.run();
  }

  @Override
  protected void hookOnError(Throwable error) {
    failure = error;
    changed.run();
  }

  /** Sends no more of it: nobody waits for it any longer. */
  void give() {
    given = true;
    cancel();
    changed.run();
  }

  /** Takes the message that waits, and asks for the next one; null if there is none now. */
  @Nullable WebSocketMessage poll() {
    WebSocketMessage message = next.getAndSet(null);
    if (message != null) {
      request(1);
    }
    return message;
  }

  /** Whether nothing comes any more; tells whoever waits, as the socket asks for more. */
  boolean isOver() {
    if (given) {
      return true;
    }
    // Before the look at what waits: it may have come with the end.
    boolean ended = completed;
    Throwable error = failure;
    if (next.get() != null || (!ended && error == null)) {
      return false;
    }
    if (error == null) {
      sink.success();
    } else {
      sink.error(error);
    }
    return true;
  }

  void fail(Throwable error) {
    cancel();
    sink.error(error);
  }
}
