package dev.fairlead.transport.http;

import dev.fairlead.transport.http.TransportException.Kind;
import java.io.IOException;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Operators;

/** One attempt to connect a channel. Cancelling closes it. */
final class ChannelAttempt implements Subscription, ChannelLoop.Guest {

  private enum Phase {
    IDLE,
    CONNECTING,
    OVER
  }

  private final ChannelLoop loop;
  private final Strand strand;
  private final SocketAddress target;
  private final HttpAddress address;
  private final Duration timeout;
  private final CoreSubscriber<? super Wire> actual;
  private final AtomicReference<Phase> phase = new AtomicReference<>(Phase.IDLE);
  private @Nullable SocketChannel channel;
  private @Nullable SelectionKey key;
  private @Nullable Future<?> expiry;

  ChannelAttempt(
      ChannelLoop loop,
      SocketAddress target,
      HttpAddress address,
      Duration timeout,
      CoreSubscriber<? super Wire> actual) {
    this.loop = loop;
    this.strand = new Strand(loop);
    this.target = target;
    this.address = address;
    this.timeout = timeout;
    this.actual = actual;
  }

  @Override
  public void request(long n) {
    if (Operators.validate(n) && phase.compareAndSet(Phase.IDLE, Phase.CONNECTING)) {
      strand.execute(this::begin);
    }
  }

  @Override
  public void cancel() {
    if (phase.getAndSet(Phase.OVER) == Phase.CONNECTING) {
      strand.execute(this::abandon);
    }
  }

  private void begin() {
    if (phase.get() != Phase.CONNECTING) {
      return;
    }
    try {
      SocketChannel opened =
          target instanceof UnixDomainSocketAddress
              ? SocketChannel.open(StandardProtocolFamily.UNIX)
              : SocketChannel.open();
      channel = opened;
      opened.configureBlocking(false);
      key = loop.register(opened, this);
      if (opened.connect(target)) {
        connected();
      } else {
        loop.watch(key, SelectionKey.OP_CONNECT);
        expiry = loop.schedule(() -> strand.execute(this::expire), timeout.toNanos());
      }
    } catch (ClosedSelectorException e) {
      failClosed();
    } catch (IOException | RuntimeException | Error e) {
      // Whoever waits is told of everything: the loop would only log it.
      fail(e);
    }
  }

  @Override
  public @Nullable String workOf(Thread thread) {
    return strand.isWorkOf(thread) ? "a connection to " + address : null;
  }

  @Override
  public void goApart(Thread thread) {
    if (strand.isWorkOf(thread)) {
      strand.goApart();
    }
  }

  @Override
  public void ready(int operations) {
    if (strand.tryEnter()) {
      finish();
      strand.leave();
    } else if (key != null) {
      loop.watch(key, 0);
      strand.later(this::finish);
    }
  }

  private void finish() {
    SocketChannel connecting = channel;
    try {
      if (connecting != null && connecting.finishConnect()) {
        connected();
      }
    } catch (IOException | RuntimeException | Error e) {
      fail(e);
    }
  }

  private void connected() {
    SocketChannel made = channel;
    SelectionKey registered = key;
    if (made == null || registered == null) {
      throw new IllegalStateException("nothing was connected");
    }
    disarm();
    if (phase.compareAndSet(Phase.CONNECTING, Phase.OVER)) {
      loop.watch(registered, 0);
      ChannelWire wire = new ChannelWire(loop, strand, made, registered, address);
      registered.attach(wire);
      actual.onNext(wire);
      actual.onComplete();
    } else {
      abandon();
    }
  }

  private void expire() {
    fail(
        new TransportException(
            Kind.CONNECT_TIMEOUT, "no connection within " + timeout.toMillis() + " ms", null));
  }

  @Override
  public void evicted() {
    strand.execute(this::failClosed);
  }

  private void failClosed() {
    fail(new TransportException(Kind.CLOSED, "the transport was closed", null));
  }

  private void fail(Throwable cause) {
    abandon();
    if (phase.compareAndSet(Phase.CONNECTING, Phase.OVER)) {
      actual.onError(cause);
    }
  }

  private void abandon() {
    disarm();
    SocketChannel half = channel;
    channel = null;
    if (half != null) {
      if (key != null) {
        loop.unregistered();
      }
      try {
        half.close();
      } catch (IOException e) {
        // There is nothing in it that could be lost.
      }
    }
  }

  private void disarm() {
    Future<?> armed = expiry;
    if (armed != null) {
      armed.cancel(false);
      expiry = null;
    }
  }
}
