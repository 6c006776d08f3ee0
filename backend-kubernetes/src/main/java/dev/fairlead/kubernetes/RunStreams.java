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
import dev.fairlead.spi.container.TerminalSize;
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
 * The streams of first processes. Output comes from the log, which has all of it; where somebody
 * types into a terminal, an attachment carries both ways, since a log has whole lines only.
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
                    new LoggedRun(
                        context(id, operation),
                        workloads
                            .logs(id, LogOptions.following(), operation)
                            .filter(RunStreams::isRead),
                        watch,
                        Optional.empty(),
                        Optional.empty())));
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
    boolean input = options.writes() && Boolean.TRUE.equals(view.container().getStdin());
    Optional<Screen> screen =
        Boolean.TRUE.equals(view.container().getTty())
            ? Optional.of(new Screen(streams.screen(id)))
            : Optional.empty();
    Logged logged =
        client -> new LoggedRun(context(id, operation), followed(id), watch, client, screen);
    return input
        ? typed(id, watch, options, logged, screen.isPresent())
        : sized(logged.with(Optional.empty()), screen.flatMap(terminal -> options.size()));
  }

  private static Mono<AttachedProcess> sized(LoggedRun run, Optional<TerminalSize> size) {
    return Mono.usingWhen(
        Mono.just(run),
        begun -> size.map(begun::resize).orElseGet(Mono::empty).thenReturn(begun),
        begun -> Mono.empty(),
        (begun, error) -> begun.close(),
        LoggedRun::close);
  }

  /** A run whose output is the log. */
  private interface Logged {
    LoggedRun with(Optional<LoggedRun.Input> input);
  }

  private Mono<AttachedProcess> typed(
      ContainerId id, ExitWatch watch, AttachOptions options, Logged logged, boolean tty) {
    AttachOptions asked =
        new AttachOptions(
            AttachOptions.Input.YES,
            AttachOptions.History.NO,
            tty ? options.size() : Optional.empty());
    return streams
        .attach(id, asked, watch.exit())
        .<AttachedProcess>map(
            client ->
                tty
                    ? new TerminalRun(client, watch)
                    : logged.with(Optional.of(LoggedRun.Input.by(client))))
        // It has ended already: its log has all that it wrote, and nobody reads its input.
        .onErrorResume(
            ConflictException.class,
            ended -> Mono.just(logged.with(Optional.of(LoggedRun.Input.nobody()))));
  }

  private static ErrorContext context(ContainerId id, String operation) {
    return ErrorContext.of(KubernetesProvider.ID, operation).withResource(id.value());
  }

  private Flux<LogEvent> followed(ContainerId id) {
    return streams.logs(id, LogOptions.following());
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
