package dev.fairlead.transport.http;

import dev.fairlead.transport.process.ProcessException;
import dev.fairlead.transport.process.ProcessLauncher;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.handler.ssl.SslContext;
import io.netty.resolver.NoopAddressResolverGroup;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
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

  /** How long a close waits until its goodbye is with the operating system. */
  private static final Duration GOODBYE = Duration.ofMillis(200);

  private final TcpClient client;
  private final EventLoopGroup group;
  private final Duration timeout;
  private final Scheduler timer;
  private final Map<TlsMaterial, Mono<SslContext>> contexts = new ConcurrentHashMap<>();
  private final AtomicReference<@Nullable ProcessLauncher> launcher = new AtomicReference<>();

  Connector(EventLoopGroup group, Duration timeout) {
    this.group = group;
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
          return open(address)
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

  private Mono<Wire> open(HttpAddress address) {
    if (address instanceof HttpAddress.Unix unix) {
      SocketAddress target = UnixDomainSocketAddress.of(unix.path());
      return connectFirst(client, address, List.of(target).iterator());
    }
    if (address instanceof HttpAddress.Tcp tcp) {
      return targets(tcp.host(), tcp.port())
          .flatMap(all -> connectFirst(client, address, all.iterator()));
    }
    return address instanceof HttpAddress.Tls tls
        ? secured(tls)
        : throughSsh((HttpAddress.Ssh) address);
  }

  private Mono<Wire> secured(HttpAddress.Tls address) {
    return contexts
        .computeIfAbsent(address.material(), Connector::context)
        .flatMap(
            context -> {
              TcpClient secure =
                  client.secure(
                      spec ->
                          spec.sslContext(context)
                              .handshakeTimeout(timeout)
                              .closeNotifyFlushTimeout(GOODBYE));
              return targets(address.host(), address.port())
                  .flatMap(all -> connectFirst(secure, address, all.iterator()));
            });
  }

  /** Read once; a failure is not remembered, so that mended files are seen. */
  private static Mono<SslContext> context(TlsMaterial material) {
    return Mono.fromCallable(() -> TlsContext.of(material))
        .subscribeOn(Schedulers.boundedElastic())
        .cacheInvalidateIf(context -> false);
  }

  private Mono<Wire> throughSsh(HttpAddress.Ssh address) {
    return launcher()
        .start(SshCommand.of(address, timeout))
        .<Wire>map(process -> new ProcessWire(group.next(), address, process).open())
        .onErrorMap(ProcessException.class, SshErrors::of);
  }

  private ProcessLauncher launcher() {
    ProcessLauncher known = launcher.get();
    if (known != null) {
      return known;
    }
    // One that is not taken has no thread.
    ProcessLauncher made = ProcessLauncher.open();
    return launcher.compareAndSet(null, made) ? made : launcher();
  }

  /** Releases what connections were made by. They have to be closed before. */
  Mono<Void> close() {
    return Mono.defer(
        () -> {
          ProcessLauncher known = launcher.get();
          return known == null ? Mono.empty() : known.close();
        });
  }

  /** The first that answers, or the error of the last. */
  private static Mono<Wire> connectFirst(
      TcpClient client, HttpAddress address, Iterator<SocketAddress> targets) {
    SocketAddress target = targets.next();
    Mono<Wire> wire =
        client.remoteAddress(() -> target).connect().map(connection -> adopt(connection, address));
    return wire.onErrorResume(
        failure ->
            targets.hasNext() ? connectFirst(client, address, targets) : Mono.error(failure));
  }

  private Mono<Wire> describe(HttpAddress address, Throwable failure) {
    return Mono.<Wire>error(() -> ConnectErrors.describe(address, failure, timeout))
        .subscribeOn(Schedulers.boundedElastic());
  }

  private static Wire adopt(Connection connection, HttpAddress address) {
    SocketWire wire = new SocketWire(connection.channel(), address);
    connection.addHandlerLast("fairlead.wire", wire);
    return wire;
  }

  private static Mono<List<SocketAddress>> targets(String host, int port) {
    // The system's resolver, which knows /etc/hosts and what else this machine is set up with.
    return Mono.fromCallable(
            () ->
                Stream.of(InetAddress.getAllByName(host))
                    .<SocketAddress>map(ip -> new InetSocketAddress(ip, port))
                    .toList())
        .subscribeOn(Schedulers.boundedElastic());
  }
}
