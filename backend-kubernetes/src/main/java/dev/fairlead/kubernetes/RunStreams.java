package dev.fairlead.kubernetes;

import dev.fairlead.kubernetes.state.PodView;
import dev.fairlead.kubernetes.stream.PodStreams;
import dev.fairlead.kubernetes.workload.Workloads;
import dev.fairlead.spi.Capability;
import dev.fairlead.spi.Refusal;
import dev.fairlead.spi.container.AttachOptions;
import dev.fairlead.spi.container.AttachedProcess;
import dev.fairlead.spi.container.ContainerId;
import dev.fairlead.spi.container.ExitWatch;
import dev.fairlead.spi.container.WaitCondition;
import dev.fairlead.spi.error.ConflictException;
import dev.fairlead.spi.error.ErrorContext;
import dev.fairlead.spi.log.Gap;
import dev.fairlead.spi.log.LogEvent;
import dev.fairlead.spi.log.LogOptions;
import dev.fairlead.spi.log.OutputFrame;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.util.Logger;
import reactor.util.Loggers;

/**
 * The streams of first processes. Without a terminal, output comes from the log, which has all of
 * it; with one, an attachment carries both ways, since a log has whole lines only.
 */
final class RunStreams {

  private static final Logger LOG = Loggers.getLogger(RunStreams.class);

  private final PodStore store;
  private final PodStreams streams;
  private final Workloads workloads;

  RunStreams(PodStore store, PodStreams streams, Workloads workloads) {
    this.store = store;
    this.streams = streams;
    this.workloads = workloads;
  }

  /** Those of a container that runs, from now on. */
  Mono<AttachedProcess> attach(ContainerId id, AttachOptions options) {
    String operation = "attach to container " + id;
    if (options.history() == AttachOptions.History.YES) {
      return Refusal.mono(KubernetesProvider.ID, Capability.ATTACH_HISTORY, operation);
    }
    return watched(
        exit(id, operation),
        watch ->
            streams
                .attach(id, options, watch.exit())
                .map(process -> new TerminalRun(process, watch)));
  }

  /**
   * Those of a container that was made just now.
   *
   * @param started the pod, once it has begun to run
   */
  Mono<AttachedProcess> ofNew(
      ContainerId id, Mono<PodView> started, AttachOptions options, String operation) {
    return watched(
        exit(id, operation),
        watch -> started.flatMap(view -> process(view, watch, options, operation)));
  }

  private Mono<ExitWatch> exit(ContainerId id, String operation) {
    return PodExitWatch.register(store, id, WaitCondition.NOT_RUNNING, operation);
  }

  /**
   * Those of a Deployment's container that was made just now: what all its pods write, until it is
   * stopped or removed.
   *
   * @param started its first pod, once that has begun to run
   */
  Mono<AttachedProcess> ofWorkload(ContainerId id, Mono<PodView> started, String operation) {
    return watched(
        workloads.watchExit(id, WaitCondition.NOT_RUNNING, operation),
        watch ->
            started.map(
                view ->
                    logged(
                        id,
                        workloads
                            .logs(id, LogOptions.following(), operation)
                            .filter(RunStreams::isRead),
                        watch,
                        Optional.empty(),
                        operation)));
  }

  /** A run goes on in the next pod, whatever the one before it took along. */
  private static boolean isRead(LogEvent event) {
    if (event instanceof Gap gap) {
      LOG.warn("Some of the output may be missing: {}", gap.reason());
    }
    return event instanceof OutputFrame;
  }

  private Mono<AttachedProcess> process(
      PodView view, ExitWatch watch, AttachOptions options, String operation) {
    ContainerId id = ContainerId.of(view.pod().getMetadata().getName());
    boolean tty = Boolean.TRUE.equals(view.container().getTty());
    boolean input = options.writes() && Boolean.TRUE.equals(view.container().getStdin());
    if (!tty && !input) {
      return Mono.just(logged(id, log(id), watch, Optional.empty(), operation));
    }
    AttachOptions asked =
        new AttachOptions(
            input ? AttachOptions.Input.YES : AttachOptions.Input.NO,
            AttachOptions.History.NO,
            tty ? options.size() : Optional.empty());
    return streams
        .attach(id, asked, watch.exit())
        .<AttachedProcess>map(
            client ->
                tty
                    ? new TerminalRun(client, watch)
                    : logged(
                        id, log(id), watch, Optional.of(LoggedRun.Input.by(client)), operation))
        // It has ended already: its log has all that it wrote, and nobody reads its input.
        .onErrorResume(
            ConflictException.class,
            ended ->
                Mono.just(
                    logged(
                        id,
                        log(id),
                        watch,
                        input ? Optional.of(LoggedRun.Input.nobody()) : Optional.empty(),
                        operation)));
  }

  private Flux<LogEvent> log(ContainerId id) {
    return streams.logs(id, LogOptions.following());
  }

  private static AttachedProcess logged(
      ContainerId id,
      Flux<LogEvent> log,
      ExitWatch watch,
      Optional<LoggedRun.Input> input,
      String operation) {
    return new LoggedRun(
        ErrorContext.of(KubernetesProvider.ID, operation).withResource(id.value()),
        log,
        watch,
        input);
  }

  /** Registers the wait first, and closes it unless it is handed over with the process. */
  private static Mono<AttachedProcess> watched(
      Mono<ExitWatch> registered, Function<ExitWatch, Mono<AttachedProcess>> rest) {
    return Mono.defer(
        () -> {
          AtomicReference<@Nullable AttachedProcess> ready = new AtomicReference<>();
          return Mono.usingWhen(
              registered,
              watch -> rest.apply(watch).doOnNext(ready::set),
              watch -> Mono.empty(),
              (watch, error) -> watch.close(),
              watch -> {
                AttachedProcess late = ready.get();
                return late == null ? watch.close() : late.close();
              });
        });
  }
}
