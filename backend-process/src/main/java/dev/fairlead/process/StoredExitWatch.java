package dev.fairlead.process;

import dev.fairlead.process.internal.supervisor.ExitJournal;
import dev.fairlead.process.internal.supervisor.RunRecord;
import dev.fairlead.spi.container.ContainerState;
import dev.fairlead.spi.container.Exit;
import dev.fairlead.spi.container.ExitWatch;
import dev.fairlead.spi.container.WaitCondition;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/**
 * Waits on the open journal of a container, so that an end is seen even if the container removes
 * itself. While it runs, its supervisor tells of the end; while it does not, its directory is
 * looked at now and then.
 */
final class StoredExitWatch implements ExitWatch {

  private static final Duration POLL = Duration.ofMillis(50);

  private final String operation;
  private final ContainerStore store;
  private final SupervisorClient client;
  private final String id;
  private final RunFiles files;
  private final WaitCondition condition;
  private final long run;
  private final AtomicReference<@Nullable Exit> seen = new AtomicReference<>();
  private final Closing closing = new Closing();

  StoredExitWatch(
      String operation,
      ContainerStore store,
      SupervisorClient client,
      StoredContainer container,
      RunFiles files,
      WaitCondition condition) {
    this.operation = operation;
    this.store = store;
    this.client = client;
    this.id = container.id();
    this.files = files;
    this.condition = condition;
    this.run = awaitedRun(container, condition);
  }

  /** From which run on an end counts. */
  private static long awaitedRun(StoredContainer container, WaitCondition condition) {
    if (container.alive() || condition == WaitCondition.REMOVED) {
      return container.runNumber();
    }
    boolean ended = container.exit().isPresent();
    return condition == WaitCondition.NOT_RUNNING && ended
        ? container.runNumber()
        : container.runNumber() + 1;
  }

  @Override
  public Mono<Exit> exit() {
    return Mono.defer(
            () -> {
              Exit known = seen.get();
              return known != null ? Mono.just(known) : wait(Mono.defer(this::look));
            })
        .onErrorMap(error -> ProcessErrors.map(operation, error));
  }

  private Mono<Exit> wait(Mono<Exit> look) {
    return closing.endedBy(
        () -> ProcessErrors.interrupted(operation, "the watch was closed"),
        look.repeatWhenEmpty(tries -> tries.concatMap(n -> Mono.delay(POLL))).doOnNext(seen::set));
  }

  private Mono<Exit> look() {
    return Mono.fromCallable(() -> store.load(id))
        .subscribeOn(Schedulers.boundedElastic())
        .flatMap(
            found -> {
              if (found.isEmpty()) {
                return afterRemoval();
              }
              if (found.get().alive() || found.get().state() == ContainerState.UNKNOWN) {
                return found.get().runNumber() > run && condition != WaitCondition.REMOVED
                    ? beforeThisRun()
                    : whileRunning(found.get());
              }
              return condition == WaitCondition.REMOVED ? Mono.empty() : afterEnd(found.get());
            });
  }

  private Mono<Exit> whileRunning(StoredContainer container) {
    RunRecord current = container.run().orElseThrow();
    return client
        .watch(current.socket(), Long.MAX_VALUE)
        .onErrorResume(SupervisorClient::isGone, error -> Mono.empty())
        .then(Mono.empty());
  }

  /** It was started again since: the awaited end is past. */
  private Mono<Exit> beforeThisRun() {
    return observed()
        .defaultIfEmpty(new Exit.Lost("it was started again before that end was observed"));
  }

  private Mono<Exit> afterEnd(StoredContainer container) {
    if (container.runNumber() < run) {
      return Mono.empty();
    }
    return observed().switchIfEmpty(Mono.defer(() -> Mono.justOrEmpty(container.exit())));
  }

  private Mono<Exit> observed() {
    return Mono.fromCallable(() -> files.endOf(run))
        .subscribeOn(Schedulers.boundedElastic())
        .flatMap(Mono::justOrEmpty)
        .map(RunEnd::exit);
  }

  private Mono<Exit> afterRemoval() {
    return Mono.fromCallable(this::lastWord).subscribeOn(Schedulers.boundedElastic());
  }

  private Exit lastWord() throws IOException {
    List<ExitJournal.Entry> ends = files.ends();
    Optional<ExitJournal.Entry> wanted =
        condition == WaitCondition.REMOVED
            ? ends.stream().reduce((first, second) -> second)
            : files.endOf(run);
    return wanted
        .map(RunEnd::exit)
        .orElseGet(() -> new Exit.Lost("it was removed before such an end was observed"));
  }

  /** Closes what nobody was given; on the thread that opened it, which may block. */
  void drop() {
    try {
      files.closeNow();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public Mono<Void> close() {
    return Mono.defer(
        () -> {
          closing.close();
          return files.close();
        });
  }
}
