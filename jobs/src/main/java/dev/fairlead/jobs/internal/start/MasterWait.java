package dev.fairlead.jobs.internal.start;

import dev.fairlead.core.ContainerRuntime;
import dev.fairlead.core.ready.Readiness;
import dev.fairlead.core.ready.ReadinessWait;
import dev.fairlead.jobs.spec.JobRequest;
import dev.fairlead.jobs.spec.JobSpec;
import dev.fairlead.jobs.spec.Rendezvous;
import dev.fairlead.spi.container.ContainerId;
import dev.fairlead.spi.container.ContainerInfo;
import dev.fairlead.spi.container.ContainerState;
import dev.fairlead.spi.error.BackendFailureException;
import dev.fairlead.spi.error.ConflictException;
import dev.fairlead.spi.error.ErrorContext;
import dev.fairlead.spi.error.OperationTimeoutException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;
import reactor.util.retry.Retry;

/** Where rank 0 listens, and when: so that no image needs a loop that waits for it. */
final class MasterWait {

  private static final int ADDRESS_LOOKS = 40;
  private static final Duration ADDRESS_PAUSE = Duration.ofMillis(250);

  private final ContainerRuntime runtime;
  private final Scheduler timer;
  private final JobSpec spec;
  private final JobRequest request;

  MasterWait(ContainerRuntime runtime, Scheduler timer, JobRequest request) {
    this.runtime = runtime;
    this.timer = timer;
    this.spec = request.spec();
    this.request = request;
  }

  /** The port that was asked for, else the usual one, else one that is free on this machine. */
  Mono<Integer> port(boolean shared) {
    if (spec.masterPort().isPresent()) {
      return Mono.just(spec.masterPort().getAsInt());
    }
    return shared
        ? Mono.fromCallable(MasterWait::free)
            .subscribeOn(Schedulers.boundedElastic())
            .onErrorMap(IOException.class, UncheckedIOException::new)
        : Mono.just(Rendezvous.DEFAULT_PORT);
  }

  private static int free() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  /**
   * The address of rank 0 on its network, as soon as it has one. What has ended may have none any
   * more, and nobody finds it wherever: so any address is as good.
   */
  Mono<String> address(ContainerId first) {
    return runtime
        .containers()
        .inspect(first)
        .flatMap(
            info ->
                Mono.justOrEmpty(address(info))
                    .switchIfEmpty(
                        info.state() == ContainerState.EXITED
                            ? ended()
                            : Mono.error(NoAddress::new)))
        .retryWhen(
            Retry.fixedDelay(ADDRESS_LOOKS, ADDRESS_PAUSE)
                .scheduler(timer)
                .filter(NoAddress.class::isInstance)
                .onRetryExhaustedThrow((retry, signal) -> signal.failure()))
        .onErrorMap(
            NoAddress.class,
            none ->
                new BackendFailureException(
                    ErrorContext.of(runtime.id(), "find the address of container " + first)
                        .withResource(first.value()),
                    "it has none, and without one the other nodes do not find it",
                    null));
  }

  private Mono<String> ended() {
    String words =
        "rank 0 has ended before its address was seen, so the other nodes are told "
            + Rendezvous.LOOPBACK;
    return (spec.nodes() == 1 ? Mono.empty() : told(words)).thenReturn(Rendezvous.LOOPBACK);
  }

  private static @Nullable String address(ContainerInfo info) {
    return info.networks().stream()
        .flatMap(network -> network.address().stream())
        .findFirst()
        .orElse(null);
  }

  /** It has none yet. */
  private static final class NoAddress extends RuntimeException {
    private static final long serialVersionUID = 1L;

    NoAddress() {
      super("no address yet", null, false, false);
    }
  }

  /**
   * Waits until rank 0 listens, has ended, or the time for that is over. The last one is told, and
   * is no failure: a job need not use the port at all.
   */
  Mono<Void> until(ContainerId first, int port) {
    if (spec.nodes() == 1 || spec.masterWait().isZero()) {
      return Mono.empty();
    }
    return ReadinessWait.of(runtime)
        .withTimer(timer)
        .until(first, Readiness.listening(port), spec.masterWait())
        .then()
        .onErrorResume(
            OperationTimeoutException.class,
            late ->
                told(
                    "rank 0 does not listen on port "
                        + port
                        + " after "
                        + spec.masterWait().toMillis()
                        + " ms; the other nodes are started all the same"))
        .onErrorResume(ConflictException.class, ended -> Mono.empty());
  }

  private Mono<Void> told(String words) {
    return Mono.fromRunnable(() -> request.notices().accept("job " + spec.name() + ": " + words));
  }
}
