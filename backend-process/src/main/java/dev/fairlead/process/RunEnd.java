package dev.fairlead.process;

import dev.fairlead.process.internal.supervisor.ExitJournal;
import dev.fairlead.spi.container.Exit;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/** Waits for the end of a run that is under way. */
final class RunEnd {

  private static final Duration AGAIN = Duration.ofMillis(20);

  private RunEnd() {}

  static Mono<Exit> await(RunOutput run) {
    return look(run)
        .switchIfEmpty(
            run.client()
                .watch(run.socket(), Long.MAX_VALUE)
                .onErrorResume(SupervisorClient::isGone, error -> Mono.empty())
                .then(Mono.defer(() -> look(run)))
                .switchIfEmpty(Mono.defer(() -> await(run)).delaySubscription(AGAIN)));
  }

  /** The end, if there is one by now. */
  private static Mono<Exit> look(RunOutput run) {
    return Mono.fromCallable(() -> find(run))
        .subscribeOn(Schedulers.boundedElastic())
        .flatMap(Mono::justOrEmpty);
  }

  private static Optional<Exit> find(RunOutput run) throws IOException {
    Optional<Exit> seen = observed(run);
    if (seen.isPresent() || run.supervisor().alive()) {
      return seen;
    }
    // It may have written the end and gone between the two looks.
    Optional<Exit> atLast = observed(run);
    return atLast.isPresent()
        ? atLast
        : Optional.of(new Exit.Lost(StoredContainer.SUPERVISOR_GONE));
  }

  private static Optional<Exit> observed(RunOutput run) throws IOException {
    return run.files().endOf(run.run()).map(RunEnd::exit);
  }

  static Exit exit(ExitJournal.Entry end) {
    return new Exit.Exited(end.code());
  }
}
