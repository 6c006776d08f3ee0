package dev.fairlead.transport.http;

import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.resolver.NoopAddressResolverGroup;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Stream;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;
import reactor.netty.Connection;
import reactor.netty.tcp.TcpClient;
import reactor.util.retry.Retry;

/** Opens wires. */
final class Connector {

  private static final int READ_BYTES = 64 << 10;
  private static final int WRITE_LOW_BYTES = 64 << 10;
  private static final int WRITE_HIGH_BYTES = 256 << 10;

  private final TcpClient client;
  private final Duration timeout;
  private final Scheduler timer;

  Connector(EventLoopGroup group, Duration timeout) {
    this.timeout = timeout;
    this.timer = Schedulers.fromExecutorService(group);
    this.client =
        TcpClient.newConnection()
            .runOn(group)
            .resolver(NoopAddressResolverGroup.INSTANCE)
            .option(
                ChannelOption.CONNECT_TIMEOUT_MILLIS, (int) Math.min(timeout.toMillis(), 1 << 30))
            // One buffer for one demand: the bound on what is read ahead.
            .option(
                ChannelOption.RECVBUF_ALLOCATOR,
                new FixedRecvByteBufAllocator(READ_BYTES).maxMessagesPerRead(1))
            .option(
                ChannelOption.WRITE_BUFFER_WATER_MARK,
                new WriteBufferWaterMark(WRITE_LOW_BYTES, WRITE_HIGH_BYTES))
            // A failed write must not close the channel: the answer that explains it is unread.
            .option(ChannelOption.AUTO_CLOSE, false);
  }

  /** A new wire to the address. Cancelling abandons the attempt. */
  Mono<Wire> connect(HttpAddress address) {
    return Mono.defer(
        () -> {
          long giveUp = System.nanoTime() + timeout.toNanos();
          return targets(address)
              .flatMap(all -> connectFirst(address, all.iterator()))
              .onErrorResume(failure -> describe(address, failure))
              .retryWhen(whileQueueIsFull(address, giveUp));
        });
  }

  /**
   * A Unix socket whose queue is full refuses at once, where TCP waits: so it is asked again, until
   * the time for connecting is over.
   */
  private Retry whileQueueIsFull(HttpAddress address, long giveUp) {
    return Retry.backoff(Long.MAX_VALUE, Duration.ofMillis(2))
        .maxBackoff(Duration.ofMillis(50))
        .scheduler(timer)
        .filter(
            failure -> ConnectErrors.isQueueFull(address, failure) && System.nanoTime() < giveUp);
  }

  /** The first that answers, or the error of the last. */
  private Mono<Wire> connectFirst(HttpAddress address, Iterator<SocketAddress> targets) {
    SocketAddress target = targets.next();
    Mono<Wire> wire =
        client.remoteAddress(() -> target).connect().map(connection -> adopt(connection, address));
    return wire.onErrorResume(
        failure -> targets.hasNext() ? connectFirst(address, targets) : Mono.error(failure));
  }

  private Mono<Wire> describe(HttpAddress address, Throwable failure) {
    return Mono.<Wire>error(() -> ConnectErrors.describe(address, failure, timeout))
        .subscribeOn(Schedulers.boundedElastic());
  }

  private static Wire adopt(Connection connection, HttpAddress address) {
    Wire wire = new Wire(connection.channel(), address);
    connection.addHandlerLast("fairlead.wire", wire);
    return wire;
  }

  private static Mono<List<SocketAddress>> targets(HttpAddress address) {
    if (address instanceof HttpAddress.Unix unix) {
      return Mono.just(List.of(UnixDomainSocketAddress.of(unix.path())));
    }
    HttpAddress.Tcp tcp = (HttpAddress.Tcp) address;
    // The system's resolver, which knows /etc/hosts and what else this machine is set up with.
    return Mono.fromCallable(
            () ->
                Stream.of(InetAddress.getAllByName(tcp.host()))
                    .<SocketAddress>map(ip -> new InetSocketAddress(ip, tcp.port()))
                    .toList())
        .subscribeOn(Schedulers.boundedElastic());
  }
}
