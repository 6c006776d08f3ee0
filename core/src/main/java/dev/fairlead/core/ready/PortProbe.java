package dev.fairlead.core.ready;

import dev.fairlead.core.ContainerRuntime;
import dev.fairlead.core.ExecResult;
import dev.fairlead.spi.Capability;
import dev.fairlead.spi.container.ContainerInfo;
import dev.fairlead.spi.error.ConflictException;
import dev.fairlead.spi.exec.ExecSpec;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/**
 * Looks whether a port is listened on: at the kernel's own list inside, and only where nobody can
 * read that by connecting.
 */
final class PortProbe implements Probe {

  private static final Duration EXEC_TIMEOUT = Duration.ofSeconds(10);
  private static final int KEPT_BYTES = 4 << 20;
  private static final int CONNECT_MILLIS = 1000;

  private final ContainerRuntime runtime;
  private final int port;
  private final AtomicBoolean blind = new AtomicBoolean();

  PortProbe(ContainerRuntime runtime, int port) {
    this.runtime = runtime;
    this.port = port;
  }

  @Override
  public Mono<Look> look(ContainerInfo info) {
    return runtime.capabilities().has(Capability.EXEC) && !blind.get()
        ? inside(info)
        : outside(info);
  }

  private Mono<Look> inside(ContainerInfo info) {
    return runtime
        .execToEnd(
            info.id(),
            ExecSpec.of("cat", "/proc/net/tcp", "/proc/net/tcp6"),
            EXEC_TIMEOUT,
            KEPT_BYTES)
        .flatMap(
            result -> {
              if (!readable(result)) {
                blind.set(true);
                return outside(info);
              }
              return Mono.just(ListeningPorts.read(result.stdout().text()).look(port));
            })
        .onErrorResume(
            ConflictException.class,
            stopped -> Mono.just(Look.notYet(String.valueOf(stopped.getMessage()))));
  }

  /** An image without {@code cat}, or a machine without {@code /proc}, shows nothing. */
  private static boolean readable(ExecResult result) {
    return result.stdout().text().contains("local_address");
  }

  /** The container's own address has no proxy in front of it. */
  private Mono<Look> outside(ContainerInfo info) {
    return Flux.fromIterable(Reach.ownAddresses(info))
        .concatMap(this::connect)
        .takeUntil(Look::ready)
        .last(
            Look.notYet(
                "nobody can look: nothing inside can read /proc/net/tcp, and the container has no"
                    + " address of its own to connect to"));
  }

  private Mono<Look> connect(String address) {
    String where = address + ":" + port;
    return Mono.fromCallable(
            () -> {
              try (Socket socket = new Socket()) {
                socket.connect(new InetSocketAddress(address, port), CONNECT_MILLIS);
              }
              return Look.ready("a connection to " + where + " was accepted");
            })
        .subscribeOn(Schedulers.boundedElastic())
        .onErrorResume(
            IOException.class,
            error -> Mono.just(Look.notYet(where + " did not accept: " + error.getMessage())));
  }
}
