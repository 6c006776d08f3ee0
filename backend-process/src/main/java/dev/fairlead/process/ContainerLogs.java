package dev.fairlead.process;

import dev.fairlead.process.internal.supervisor.LogScanner;
import dev.fairlead.process.internal.supervisor.RunRecord;
import dev.fairlead.spi.container.ContainerId;
import dev.fairlead.spi.container.ContainerState;
import dev.fairlead.spi.container.Exit;
import dev.fairlead.spi.log.Gap;
import dev.fairlead.spi.log.LogEvent;
import dev.fairlead.spi.log.LogOptions;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/** Reads logs, as they are or while they grow. */
final class ContainerLogs {

  private static final Duration POLL = Duration.ofMillis(50);

  private final ContainerStore store;
  private final SupervisorClient client;

  ContainerLogs(ContainerStore store, SupervisorClient client) {
    this.store = store;
    this.client = client;
  }

  /**
   * The wanted part of a container's log. Where its supervisor was lost, a gap says that what the
   * process wrote afterwards is missing.
   */
  Flux<LogEvent> read(StoredContainer container, LogOptions options) {
    return RunFiles.duringAll(
        container.directory(),
        () ->
            ProcessErrors.noContainer(
                "read the log of container " + container.record().name(),
                ContainerId.of(container.id())),
        files ->
            (options.follows() ? onceStarted(container) : Mono.just(container))
                .flatMapMany(started -> read(started, files, options)));
  }

  /** One that was never started is waited for; one that is removed meanwhile stays as it was. */
  private Mono<StoredContainer> onceStarted(StoredContainer container) {
    if (container.state() != ContainerState.CREATED) {
      return Mono.just(container);
    }
    return Mono.delay(POLL)
        .then(
            Mono.fromCallable(() -> store.load(container.id()))
                .subscribeOn(Schedulers.boundedElastic()))
        .filter(found -> found.map(StoredContainer::state).orElse(null) != ContainerState.CREATED)
        .map(found -> found.orElse(container))
        .repeatWhenEmpty(again -> again);
  }

  private Flux<LogEvent> read(StoredContainer container, RunFiles files, LogOptions options) {
    return Mono.fromCallable(
            () -> {
              long size = files.log().size();
              return new Prepared(size, LogSelection.prepare(options, files.log(), size));
            })
        .subscribeOn(Schedulers.boundedElastic())
        .flatMapMany(
            ready ->
                container.alive() && options.follows()
                    ? following(container, files, options, ready.selection())
                    : present(container, files, ready));
  }

  private record Prepared(long size, LogSelection selection) {}

  private static Flux<LogEvent> present(StoredContainer container, RunFiles files, Prepared ready) {
    AtomicReference<@Nullable Instant> last = new AtomicReference<>();
    Flux<LogEvent> events =
        select(
            RunOutput.read(new LogScanner(files.log(), 0), ready::size), ready.selection(), last);
    return container.exit().filter(Exit.Lost.class::isInstance).isPresent()
        ? events.concatWith(Mono.fromSupplier(() -> gap(last.get())))
        : events;
  }

  private Flux<LogEvent> following(
      StoredContainer container, RunFiles files, LogOptions options, LogSelection selection) {
    RunRecord run = container.run().orElseThrow();
    AtomicReference<@Nullable Instant> last = new AtomicReference<>();
    RunOutput output = new RunOutput(files, client, run.socket(), run.supervisor(), run.number());
    AtomicReference<@Nullable LogEvent> lost = new AtomicReference<>();
    Flux<LogScanner.Entry> entries =
        output.follow(0, Mono.<LogScanner.Entry>fromRunnable(() -> lost.set(gap(last.get()))));
    return untilDeadline(select(entries, selection, last), options)
        .concatWith(Mono.defer(() -> Mono.justOrEmpty(lost.get())));
  }

  /** A silent container is not waited for past the wanted end. */
  private static Flux<LogEvent> untilDeadline(Flux<LogEvent> events, LogOptions options) {
    return options
        .until()
        .map(
            until ->
                Flux.defer(
                    () -> {
                      Duration left = Duration.between(Instant.now(), until);
                      return events.takeUntilOther(
                          Mono.delay(left.isNegative() ? Duration.ofMillis(500) : left));
                    }))
        .orElse(events);
  }

  private static Flux<LogEvent> select(
      Flux<LogScanner.Entry> entries,
      LogSelection selection,
      AtomicReference<@Nullable Instant> last) {
    return entries
        .takeWhile(entry -> !selection.isPast(entry))
        .doOnNext(entry -> last.set(RunOutput.timeOf(entry)))
        .concatMapIterable(selection::select, 1);
  }

  private static LogEvent gap(@Nullable Instant last) {
    return new Gap(
        StoredContainer.SUPERVISOR_GONE + "; what it wrote afterwards is lost",
        Optional.ofNullable(last));
  }
}
