package dev.fairlead.transport.http;

import dev.fairlead.transport.process.ProcessException;
import dev.fairlead.transport.process.ProcessLauncher;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.handler.ssl.SslContext;
import io.netty.resolver.NoopAddressResolverGroup;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;
import reactor.netty.Connection;
import reactor.netty.tcp.TcpClient;

/** Opens wires that Netty moves the bytes of, and those through ssh. */
final class Connector implements WireSource {

  private static final ReadBuffers READ_BUFFERS = new ReadBuffers(64 << 10);
  private static final int WRITE_LOW_BYTES = 64 << 10;
  private static final int WRITE_HIGH_BYTES = 256 << 10;

  /** How long a close waits until its goodbye is with the operating system. */
  private static final Duration GOODBYE = Duration.ofMillis(200);

  private final TcpClient client;
  private final EventLoops.Lease loops;
  private final EventLoopGroup group;
  private final Duration timeout;
  private final Scheduler timer;
  private final Map<TlsMaterial, Mono<SslContext>> contexts = new ConcurrentHashMap<>();
  private final AtomicReference<@Nullable ProcessLauncher> launcher = new AtomicReference<>();

  Connector(Duration timeout) {
    this.loops = EventLoops.acquire();
    this.group = loops.group();
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
              return HostNames.targets(address.host(), address.port())
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

  @Override
  public Mono<Void> close() {
    return Mono.defer(
            () -> {
              ProcessLauncher known = launcher.get();
              return known == null ? Mono.<Void>empty() : known.close();
            })
        .doFinally(signal -> loops.release());
  }

  /** The first that answers, or the error of the last. */
  private static Mono<Wire> connectFirst(
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

  private static Wire adopt(Connection connection, HttpAddress address) {
    SocketWire wire = new SocketWire(connection.channel(), address);
    connection.addHandlerLast("fairlead.wire", wire);
    return wire;
  }
}
