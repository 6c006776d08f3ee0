package dev.fairlead.process;

import dev.fairlead.process.internal.supervisor.ProcessTree;
import dev.fairlead.process.internal.supervisor.RunRecord;
import dev.fairlead.spi.container.ContainerId;
import dev.fairlead.spi.container.ContainerState;
import dev.fairlead.spi.container.RemoveOptions;
import dev.fairlead.spi.container.StopOptions;
import dev.fairlead.spi.container.StopResult;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/** Asks supervisors to act, and acts itself where there is none any more. */
final class ContainerControl {

  private static final Duration AGAIN = Duration.ofMillis(20);
  private static final long STRAY_KILL_MILLIS = 5_000;
  private static final int SIGTERM = 15;

  private final ContainerStore store;
  private final SupervisorClient client;
  private final Duration timeout;

  ContainerControl(ContainerStore store, SupervisorClient client, Duration timeout) {
    this.store = store;
    this.client = client;
    this.timeout = timeout;
  }

  Mono<StoredContainer> find(ContainerId id, String operation) {
    return Mono.fromCallable(() -> store.find(id))
        .subscribeOn(Schedulers.boundedElastic())
        .flatMap(Mono::justOrEmpty)
        .switchIfEmpty(Mono.error(() -> ProcessErrors.noContainer(operation, id)));
  }

  Mono<StoredContainer> findAlive(ContainerId id, String operation) {
    return find(id, operation)
        .flatMap(
            container ->
                container.alive()
                    ? Mono.just(container)
                    : Mono.error(notRunning(operation, container)));
  }

  static Throwable notRunning(String operation, StoredContainer container) {
    return ProcessErrors.notRunning(
        operation, container.record().name(), container.state().name().toLowerCase(Locale.ROOT));
  }

  /** One request to a container that runs. */
  Mono<Void> act(ContainerId id, String operation, String request) {
    return findAlive(id, operation)
        .flatMap(
            container ->
                ask(container, request)
                    .timeout(timeout, Mono.error(() -> ProcessErrors.timeout(operation, timeout)))
                    .defaultIfEmpty("not-running")
                    .flatMap(answer -> judge(answer, operation, container)));
  }

  private Mono<String> ask(StoredContainer container, String request) {
    RunRecord run = container.run().orElseThrow();
    return client
        .request(run.socket(), request)
        .onErrorResume(SupervisorClient::isGone, error -> Mono.empty());
  }

  private static Mono<Void> judge(String answer, String operation, StoredContainer container) {
    if (answer.equals("ok")) {
      return Mono.empty();
    }
    return Mono.error(
        answer.startsWith("error ")
            ? ProcessErrors.failure(operation, answer.substring("error ".length()))
            : ProcessErrors.conflict(
                operation, container.record().name(), "it is not running any more", "nothing"));
  }

  Mono<StopResult> stop(ContainerId id, StopOptions options) {
    String operation = "stop container " + id;
    return find(id, operation)
        .flatMap(
            container -> {
              if (container.state() == ContainerState.DEAD) {
                return stopStrays(operation, container, options);
              }
              return container.alive()
                  ? stopRunning(operation, id, container, options)
                  : Mono.just(notRunning());
            });
  }

  private static StopResult notRunning() {
    return new StopResult(StopResult.Outcome.NOT_RUNNING, Optional.empty());
  }

  private Mono<StopResult> stopRunning(
      String operation, ContainerId id, StoredContainer container, StopOptions options) {
    Duration grace = grace(container, options);
    Duration limit = grace.plus(timeout);
    return RunFiles.during(
        container.directory(),
        () -> ProcessErrors.noContainer(operation, id),
        files ->
            ask(container, "stop " + signal(container, options) + " " + grace.toMillis())
                .flatMap(answer -> stopped(answer, container, files))
                .switchIfEmpty(Mono.defer(() -> stop(id, options)).delaySubscription(AGAIN))
                .timeout(limit, Mono.error(() -> ProcessErrors.timeout(operation, limit))));
  }

  private Mono<StopResult> stopped(String answer, StoredContainer container, RunFiles files) {
    if (answer.equals("not-running")) {
      return Mono.just(notRunning());
    }
    if (answer.startsWith("error ")) {
      return Mono.error(
          ProcessErrors.failure(
              "stop container " + container.record().name(), answer.substring("error ".length())));
    }
    RunRecord run = container.run().orElseThrow();
    StopResult.Outcome outcome =
        answer.equals("killed") ? StopResult.Outcome.KILLED : StopResult.Outcome.GRACEFUL;
    return RunEnd.await(new RunOutput(files, client, run.socket(), run.supervisor(), run.number()))
        .map(exit -> new StopResult(outcome, Optional.of(exit)));
  }

  /** Without its supervisor, whoever is left of a container is still asked first. */
  private Mono<StopResult> stopStrays(
      String operation, StoredContainer container, StopOptions options) {
    return Mono.fromCallable(
            () -> {
              ProcessTree tree = container.tree();
              tree.signal(signal(container, options));
              boolean graceful = tree.awaitEnd(grace(container, options).toMillis());
              if (!graceful && !tree.kill(STRAY_KILL_MILLIS)) {
                throw ProcessErrors.failure(operation, "some of its processes cannot be killed");
              }
              return new StopResult(
                  graceful ? StopResult.Outcome.GRACEFUL : StopResult.Outcome.KILLED,
                  container.exit());
            })
        .subscribeOn(Schedulers.boundedElastic());
  }

  private static Duration grace(StoredContainer container, StopOptions options) {
    return options
        .grace()
        .orElseGet(
            () ->
                container.record().stopGraceMillis().isPresent()
                    ? Duration.ofMillis(container.record().stopGraceMillis().getAsLong())
                    : StopOptions.DEFAULT_GRACE);
  }

  private static int signal(StoredContainer container, StopOptions options) {
    return options
        .signal()
        .map(signal -> signal.number())
        .orElseGet(() -> container.record().stopSignal().orElse(SIGTERM));
  }

  Mono<Void> remove(ContainerId id, RemoveOptions options) {
    String operation = "remove container " + id;
    return Mono.fromCallable(() -> store.find(id))
        .subscribeOn(Schedulers.boundedElastic())
        .flatMap(Mono::justOrEmpty)
        .flatMap(container -> remove(operation, container, options))
        .onErrorResume(
            UnreadableState.class,
            error ->
                options.running() == RemoveOptions.Running.KILL
                    ? discard(operation, id)
                    : Mono.error(error))
        .timeout(timeout, Mono.error(() -> ProcessErrors.timeout(operation, timeout)));
  }

  private Mono<Void> discard(String operation, ContainerId id) {
    return Mono.fromCallable(() -> store.discard(id))
        .subscribeOn(Schedulers.boundedElastic())
        .flatMap(
            done ->
                done
                    ? Mono.empty()
                    : Mono.error(
                        ProcessErrors.failure(
                            operation, "some of its processes cannot be killed")));
  }

  private Mono<Void> remove(String operation, StoredContainer container, RemoveOptions options) {
    return Mono.fromCallable(() -> store.remove(container.id()))
        .subscribeOn(Schedulers.boundedElastic())
        .flatMap(
            removal -> {
              if (removal == ContainerStore.Removal.DONE) {
                return Mono.empty();
              }
              boolean idle = removal == ContainerStore.Removal.IDLE;
              if (!idle && options.running() == RemoveOptions.Running.REFUSE) {
                return Mono.error(
                    ProcessErrors.conflict(
                        operation,
                        container.record().name(),
                        removal == ContainerStore.Removal.RUNNING
                            ? "it is running"
                            : "processes of it are left",
                        "fairlead -r process stop " + container.record().name()));
              }
              Mono<Void> end =
                  idle
                      ? letGo(container)
                      : stop(
                              ContainerId.of(container.id()),
                              StopOptions.defaults().withGrace(Duration.ZERO))
                          .then();
              return end.then(
                  Mono.defer(() -> remove(operation, container, options)).delaySubscription(AGAIN));
            });
  }

  /** A supervisor without a process may wait for a client that has gone. */
  private Mono<Void> letGo(StoredContainer container) {
    return client
        .request(client.socket(container.id()), "leave")
        .onErrorResume(SupervisorClient::isGone, error -> Mono.empty())
        .then();
  }
}
