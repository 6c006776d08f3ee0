package dev.fairlead.transport.http;

import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.handler.ssl.SslContext;
import io.netty.resolver.NoopAddressResolverGroup;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import javax.net.ssl.SNIHostName;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;
import reactor.netty.Connection;
import reactor.netty.tcp.SslProvider;
import reactor.netty.tcp.TcpClient;
import reactor.netty.transport.ProxyProvider;

/** Opens wires that Netty moves the bytes of; what they lead to is done on loops of our own. */
final class Connector implements WireSource {

  private static final ReadBuffers READ_BUFFERS = new ReadBuffers(64 << 10);
  private static final int WRITE_LOW_BYTES = 64 << 10;
  private static final int WRITE_HIGH_BYTES = 256 << 10;

  /** How long a close waits until its goodbye is with the operating system. */
  private static final Duration GOODBYE = Duration.ofMillis(200);

  private final TcpClient client;
  private final EventLoops.Lease loops;
  private final ChannelLoops.Lease work;
  private final Duration timeout;
  private final Scheduler timer;
  private final Map<TlsMaterial, Mono<SslContext>> contexts = new ConcurrentHashMap<>();

  Connector(Duration timeout) {
    this.loops = EventLoops.acquire();
    this.work = ChannelLoops.acquire();
    EventLoopGroup group = loops.group();
    this.timeout = timeout;
    this.timer = Schedulers.fromExecutorService(group);
    this.client =
        TcpClient.newConnection()
            .runOn(group)
            .resolver(NoopAddressResolverGroup.INSTANCE)
            .option(
                ChannelOption.CONNECT_TIMEOUT_MILLIS, (int) Math.min(timeout.toMillis(), 1 << 30))
            // One buffer for one demand: the bound on what is read ahead.
            .option(ChannelOption.RECVBUF_ALLOCATOR, READ_BUFFERS)
            .option(
                ChannelOption.WRITE_BUFFER_WATER_MARK,
                new WriteBufferWaterMark(WRITE_LOW_BYTES, WRITE_HIGH_BYTES))
            // A failed write must not close the channel: the answer that explains it is unread.
            .option(ChannelOption.AUTO_CLOSE, false);
  }

  @Override
  public Mono<Wire> connect(HttpAddress address) {
    return Mono.defer(
        () ->
            QueueFull.askAgain(
                open(address)
                    .onErrorResume(failure -> ConnectErrors.diagnose(address, failure, timeout)),
                address,
                timeout,
                timer));
  }

  private Mono<Wire> open(HttpAddress address) {
    if (address instanceof HttpAddress.Unix unix) {
      SocketAddress target = UnixDomainSocketAddress.of(unix.path());
      return connectFirst(client, address, List.of(target).iterator());
    }
    if (address instanceof HttpAddress.Tcp tcp) {
      return HostNames.targets(tcp.host(), tcp.port())
          .flatMap(all -> connectFirst(client, address, all.iterator()));
    }
    return secured((HttpAddress.Tls) address);
  }

  private Mono<Wire> secured(HttpAddress.Tls address) {
    return contexts
        .computeIfAbsent(address.material(), Connector::context)
        .flatMap(
            context -> {
              TcpClient secure = client.secure(spec -> handshake(spec, context, address));
              return address
                  .proxy()
                  .map(proxy -> throughProxy(secure, address, proxy))
                  .orElseGet(
                      () ->
                          HostNames.targets(address.host(), address.port())
                              .map(all -> HostNames.as(address.material().serverName(), all))
                              .flatMap(all -> connectFirst(secure, address, all.iterator())));
            });
  }

  private void handshake(
      SslProvider.SslContextSpec spec, SslContext context, HttpAddress.Tls address) {
    SslProvider.Builder builder =
        spec.sslContext(context).handshakeTimeout(timeout).closeNotifyFlushTimeout(GOODBYE);
    address.material().serverName().ifPresent(name -> builder.serverNames(new SNIHostName(name)));
  }

  /** The proxy looks the host up: here it may have no name. */
  private Mono<Wire> throughProxy(TcpClient secure, HttpAddress.Tls address, HttpProxy proxy) {
    SocketAddress target = InetSocketAddress.createUnresolved(address.host(), address.port());
    return HostNames.targets(proxy.host(), proxy.port())
        .onErrorMap(failure -> ProxyErrors.unknown(proxy, failure))
        .flatMap(
            all ->
                connectFirst(
                    secure.proxy(spec -> proxied(spec, proxy, (InetSocketAddress) all.get(0))),
                    address,
                    List.of(target).iterator()))
        .onErrorMap(failure -> ProxyErrors.describe(proxy, failure));
  }

  private void proxied(ProxyProvider.TypeSpec spec, HttpProxy proxy, InetSocketAddress at) {
    ProxyProvider.Builder builder =
        spec.type(ProxyProvider.Proxy.HTTP)
            .socketAddress(at)
            .connectTimeoutMillis(timeout.toMillis());
    proxy
        .login()
        .ifPresent(login -> builder.username(login.name()).password(name -> login.password()));
  }

  /** Read once; a failure is not remembered, so that mended files are seen. */
  private static Mono<SslContext> context(TlsMaterial material) {
    return Mono.fromCallable(() -> TlsContext.of(material))
        .subscribeOn(Schedulers.boundedElastic())
        .cacheInvalidateIf(context -> false);
  }

  @Override
  public Mono<Void> close() {
    return Mono.fromRunnable(
        () -> {
          loops.release();
          work.release();
        });
  }

  /** The first that answers, or the error of the last. */
  private Mono<Wire> connectFirst(
      TcpClient client, HttpAddress address, Iterator<SocketAddress> targets) {
    SocketAddress target = targets.next();
    Mono<Wire> wire =
        // The channel keeps who connected it: that is not to be all of the first exchange.
        Detached.of(client.remoteAddress(() -> target).connect().cast(Connection.class))
            .map(connection -> adopt(connection, address));
    return wire.onErrorResume(
        failure ->
            targets.hasNext() ? connectFirst(client, address, targets) : Mono.error(failure));
  }

  private Wire adopt(Connection connection, HttpAddress address) {
    SocketWire wire = new SocketWire(connection.channel(), address, work.next());
    connection.addHandlerLast("fairlead.wire", wire);
    return wire;
  }
}
