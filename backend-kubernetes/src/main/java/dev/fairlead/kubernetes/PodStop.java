package dev.fairlead.kubernetes;

import dev.fairlead.kubernetes.mapping.Names;
import dev.fairlead.kubernetes.stream.PodStreams;
import dev.fairlead.spi.BackendOptions;
import dev.fairlead.spi.Capability;
import dev.fairlead.spi.Refusal;
import dev.fairlead.spi.container.AttachedProcess;
import dev.fairlead.spi.container.ContainerId;
import dev.fairlead.spi.container.Exit;
import dev.fairlead.spi.container.ExitWatch;
import dev.fairlead.spi.container.StopOptions;
import dev.fairlead.spi.container.StopResult;
import dev.fairlead.spi.container.WaitCondition;
import dev.fairlead.spi.error.ContainerException;
import dev.fairlead.spi.error.ErrorContext;
import dev.fairlead.spi.error.OperationTimeoutException;
import dev.fairlead.spi.exec.ExecSpec;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import reactor.core.publisher.Mono;

/**
 * Stops a container and keeps its pod: the pod's active deadline is set to what is over already, so
 * that the kubelet ends it as it ends every pod, with its grace period, and exit code and log stay.
 * Kubelets before 1.24 do not tell the code then: there a shell inside sends the signal first, and
 * the deadline is for what does not end by it. See decision 0102.
 */
final class PodStop {

  private static final int KILLED = 137;
  private static final Map<String, Object> AT_ITS_DEADLINE =
      Map.of("spec", Map.of("activeDeadlineSeconds", 1));

  private static final ExecSpec ASK = ExecSpec.of("sh", "-c", "kill -TERM 1");

  private final PodStore store;
  private final PodStreams streams;
  private final Ending ending;
  private final Duration patience;

  /** Whether the kubelets tell the code of a container that they ended. */
  enum Ending {
    /** They do. */
    TOLD,
    /** They tell nothing more once the deadline is over. */
    UNTOLD
  }

  PodStop(PodStore store, PodStreams streams, Ending ending, BackendOptions options) {
    this.store = store;
    this.streams = streams;
    this.ending = ending;
    this.patience = options.operationTimeout();
  }

  Mono<StopResult> stop(ContainerId id, StopOptions options) {
    String operation = "stop container " + id;
    if (options.signal().isPresent() || options.grace().isPresent()) {
      return Refusal.mono(KubernetesProvider.ID, Capability.STOP_OPTIONS, operation);
    }
    return store
        .find(id, operation)
        .flatMap(
            view ->
                view.hasEnded() && !view.state().alive()
                    ? Mono.just(new StopResult(StopResult.Outcome.NOT_RUNNING, Optional.empty()))
                    : Mono.usingWhen(
                        PodExitWatch.register(store, id, WaitCondition.NOT_RUNNING, operation),
                        watch -> end(id, watch, view.graceSeconds(), operation),
                        ExitWatch::close));
  }

  private Mono<StopResult> end(
      ContainerId id, ExitWatch watch, long graceSeconds, String operation) {
    return ending == Ending.TOLD
        ? byDeadline(id, watch, graceSeconds, operation).map(PodStop::result)
        : askedInside(id, watch, Duration.ofSeconds(graceSeconds))
            .map(exit -> new StopResult(StopResult.Outcome.GRACEFUL, Optional.of(exit)))
            .switchIfEmpty(
                byDeadline(id, watch, graceSeconds, operation)
                    .map(exit -> new StopResult(outcome(exit), Optional.of(exit))));
  }

  /** How it ends by the signal of a shell inside; empty if it does not, or there is no shell. */
  private Mono<Exit> askedInside(ContainerId id, ExitWatch watch, Duration grace) {
    ContainerId pod = ContainerId.of(Names.pod(id.value()));
    Mono<Exit> sent =
        Mono.usingWhen(
            streams.exec(pod, ASK),
            asked -> asked.output().then(asked.exit()),
            AttachedProcess::close);
    return sent.filter(Exit::success)
        .flatMap(done -> watch.exit())
        // It may end before the shell's own end is told.
        .onErrorResume(ContainerException.class, broken -> watch.exit())
        .timeout(grace, Mono.empty());
  }

  private Mono<Exit> byDeadline(
      ContainerId id, ExitWatch watch, long graceSeconds, String operation) {
    Duration limit = patience.plusSeconds(graceSeconds);
    return store
        .pods()
        .patch(Names.pod(id.value()), AT_ITS_DEADLINE, operation)
        .then(watch.exit())
        .timeout(limit)
        .onErrorMap(TimeoutException.class, late -> late(id, limit, operation, late));
  }

  /** What did not end in its time is killed by the kubelet, though nobody tells. */
  private static StopResult.Outcome outcome(Exit exit) {
    return exit.code().isPresent() && exit.code().getAsInt() != KILLED
        ? StopResult.Outcome.GRACEFUL
        : StopResult.Outcome.KILLED;
  }

  private static StopResult result(Exit exit) {
    return exit.code().isEmpty()
        ? new StopResult(StopResult.Outcome.UNKNOWN, Optional.of(exit))
        : new StopResult(outcome(exit), Optional.of(exit));
  }

  private static OperationTimeoutException late(
      ContainerId id, Duration limit, String operation, Throwable cause) {
    return new OperationTimeoutException(
        ErrorContext.of(KubernetesProvider.ID, operation)
            .withResource(id.value())
            .withRemedy("fairlead rm -f " + id),
        "the kubelet has not told its end within " + limit.toSeconds() + " s",
        cause);
  }
}
