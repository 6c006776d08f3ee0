package dev.fairlead.core.forward;

import dev.fairlead.spi.container.ContainerId;
import dev.fairlead.spi.container.Containers;
import dev.fairlead.spi.container.PortBinding;
import dev.fairlead.spi.container.PortConnection;
import dev.fairlead.spi.error.ConflictException;
import dev.fairlead.spi.error.ContainerException;
import dev.fairlead.spi.error.NotFoundException;
import dev.fairlead.spi.error.RetryableException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Consumer;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Schedulers;
import reactor.util.retry.Retry;

/**
 * A port of this machine that leads to a port of a container, wherever that runs: each connection
 * to it becomes a {@link Containers#connectPort} of its own. So it heals by itself: when what the
 * container runs in is replaced, open connections end, and new ones go to its successor, for which
 * they wait about ten seconds.
 *
 * <p>It has to be closed by whoever opened it. Safe for use by several threads.
 *
 * @since 0.1
 */
public final class PortForward {

  /** Where it listens unless somebody says otherwise: nobody but this machine gets in. */
  public static final String LOOPBACK = "127.0.0.1";

  private static final int MOST_CONNECTIONS = 256;
  private static final int ATTEMPTS = 8;
  private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(2);
  private static final Duration OUT_OF_FILES = Duration.ofMillis(200);

  private final ServerSocketChannel listener;
  private final SocketLoop loop;
  private final PortBinding binding;
  private final Sinks.Empty<Void> closed = Sinks.empty();

  private PortForward(ServerSocketChannel listener, SocketLoop loop, PortBinding binding) {
    this.listener = listener;
    this.loop = loop;
    this.binding = binding;
  }

  /**
   * Listens. Connections wait until {@link #serve} is subscribed to.
   *
   * @param backend id of the backend, for errors
   * @param binding a TCP port; without an address on {@value #LOOPBACK}, without a host port on a
   *     free one
   * @return what listens; signals {@link dev.fairlead.spi.error.PortInUseException} if the port is
   *     taken, {@link dev.fairlead.spi.error.AccessDeniedException} if this user may not have it,
   *     and {@link dev.fairlead.spi.error.InvalidSpecException} if the address is none of this
   *     machine, or the protocol is another one
   */
  public static Mono<PortForward> listen(String backend, PortBinding binding) {
    Objects.requireNonNull(backend, "backend");
    Objects.requireNonNull(binding, "binding");
    return Mono.fromCallable(() -> bound(backend, binding))
        // A name is looked up.
        .subscribeOn(Schedulers.boundedElastic());
  }

  private static PortForward bound(String backend, PortBinding wanted) {
    ServerSocketChannel listener = LocalAddress.listen(backend, wanted);
    try {
      InetSocketAddress address = (InetSocketAddress) listener.getLocalAddress();
      return new PortForward(
          listener,
          SocketLoop.start(),
          new PortBinding(
              wanted.containerPort(),
              wanted.protocol(),
              Optional.of(address.getAddress().getHostAddress()),
              OptionalInt.of(address.getPort())));
    } catch (IOException e) {
      LocalAddress.close(listener);
      throw LocalAddress.unusable(backend, wanted, e);
    }
  }

  /**
   * Where it listens.
   *
   * @return the binding, with address and port of this machine
   */
  public PortBinding binding() {
    return binding;
  }

  /**
   * Takes connections, until it is closed or the subscriber cancels, which ends those that are
   * open. One that fails is reset, so that its client does not take it for one that ended well, and
   * the others go on.
   *
   * @param containers the containers of the runtime
   * @param id the container
   * @param failures told why a connection did not reach its port, or broke on the way; not what
   *     clients did to theirs. Must not block
   * @return completes when it is closed
   */
  public Mono<Void> serve(
      Containers containers, ContainerId id, Consumer<ContainerException> failures) {
    Objects.requireNonNull(id, "id");
    Objects.requireNonNull(failures, "failures");
    Mono<PortConnection> way =
        Mono.defer(() -> containers.connectPort(id, binding.containerPort()))
            .retryWhen(
                Retry.backoff(ATTEMPTS, FIRST_PAUSE)
                    .maxBackoff(LONGEST_PAUSE)
                    .filter(PortForward::mayPass)
                    .onRetryExhaustedThrow((spec, signal) -> signal.failure()));
    return accepted()
        .flatMap(
            client ->
                Mono.usingWhen(
                        way,
                        far -> new Relay(client, far).run(),
                        PortConnection::close,
                        (far, error) -> far.close(),
                        PortConnection::close)
                    .onErrorResume(
                        error -> {
                          client.reset();
                          if (error instanceof ContainerException failure) {
                            failures.accept(failure);
                          }
                          return Mono.empty();
                        })
                    .doFinally(end -> client.close()),
            MOST_CONNECTIONS)
        .takeUntilOther(closed.asMono())
        .then();
  }

  /** Between two lives of a container nobody takes its connections. */
  private static boolean mayPass(Throwable error) {
    return error instanceof ConflictException
        || error instanceof RetryableException
        || (error instanceof NotFoundException missing
            && missing.kind() == NotFoundException.Kind.CONTAINER);
  }

  private Flux<LocalConnection> accepted() {
    return SocketLoop.<LocalConnection>onDemand(sink -> LocalAddress.accept(listener, loop, sink))
        .onErrorResume(
            error -> error instanceof IOException && !(error instanceof ClosedChannelException),
            // There are no files left, for example: the next one may have more luck.
            error -> Mono.delay(OUT_OF_FILES).then(Mono.empty()))
        .repeat()
        .onErrorResume(ClosedChannelException.class, end -> Flux.empty());
  }

  /**
   * Stops listening and ends all its connections. Idempotent.
   *
   * @return completes when the port is free
   */
  public Mono<Void> close() {
    return Mono.defer(
        () -> {
          closed.tryEmitEmpty();
          LocalAddress.close(listener);
          return loop.close();
        });
  }

  @Override
  public String toString() {
    return "PortForward[" + binding + "]";
  }
}
