package dev.fairlead.transport.http;

import java.io.IOException;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Iterator;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/**
 * Opens {@link ChannelWire}s to Unix and TCP sockets. There is nothing to load or to set up, so the
 * first answer is there a third of a second earlier than through Netty.
 */
final class ChannelConnector implements WireSource {

  /** Whether the JDK is set up for sockets. Two at once do no harm. */
  private static volatile boolean prepared;

  private final ChannelLoops.Lease loops = ChannelLoops.acquire();
  private final Duration timeout;

  ChannelConnector(Duration timeout) {
    this.timeout = timeout;
  }

  /** Whether an address is one that needs nothing but a socket. */
  static boolean reaches(HttpAddress address) {
    return address instanceof HttpAddress.Unix || address instanceof HttpAddress.Tcp;
  }

  @Override
  public Mono<Wire> connect(HttpAddress address) {
    return prepared().then(Mono.defer(() -> connectNow(address)));
  }

  private Mono<Wire> connectNow(HttpAddress address) {
    return QueueFull.askAgain(
        open(address).onErrorResume(failure -> ConnectErrors.diagnose(address, failure, timeout)),
        address,
        timeout,
        Schedulers.parallel());
  }

  /**
   * The first Unix socket of a process has the JDK read its security settings, from a file: that
   * must not happen on a loop. A caller that may block does it himself, as the threads of a
   * scheduler would stay.
   */
  private static Mono<Void> prepared() {
    return Mono.defer(
        () -> {
          if (prepared) {
            return Mono.empty();
          }
          Mono<Void> prepare = Mono.fromRunnable(ChannelConnector::prepare);
          return Schedulers.isInNonBlockingThread()
              ? prepare.subscribeOn(Schedulers.boundedElastic())
              : prepare;
        });
  }

  private static void prepare() {
    try {
      SocketChannel.open(StandardProtocolFamily.UNIX).close();
    } catch (IOException | UnsupportedOperationException e) {
      // Whoever needs one is told when it is opened.
    }
    prepared = true;
  }

  private Mono<Wire> open(HttpAddress address) {
    if (address instanceof HttpAddress.Unix unix) {
      SocketAddress target = UnixDomainSocketAddress.of(unix.path());
      return attempt(target, address);
    }
    HttpAddress.Tcp tcp = (HttpAddress.Tcp) address;
    return HostNames.targets(tcp.host(), tcp.port()).flatMap(all -> first(all.iterator(), address));
  }

  /** The first that answers, or the error of the last. */
  private Mono<Wire> first(Iterator<SocketAddress> targets, HttpAddress address) {
    return attempt(targets.next(), address)
        .onErrorResume(
            failure -> targets.hasNext() ? first(targets, address) : Mono.error(failure));
  }

  private Mono<Wire> attempt(SocketAddress target, HttpAddress address) {
    return new Mono<>() {
      @Override
      public void subscribe(CoreSubscriber<? super Wire> actual) {
        actual.onSubscribe(new ChannelAttempt(loops.next(), target, address, timeout, actual));
      }
    };
  }

  @Override
  public Mono<Void> close() {
    return Mono.fromRunnable(loops::release);
  }
}
