package dev.fairlead.core;

import dev.fairlead.spi.Backend;
import dev.fairlead.spi.Capability;
import dev.fairlead.spi.Cleanups;
import dev.fairlead.spi.container.AttachedProcess;
import dev.fairlead.spi.container.ContainerFilter;
import dev.fairlead.spi.container.ContainerId;
import dev.fairlead.spi.container.ContainerSpec;
import dev.fairlead.spi.container.Containers;
import dev.fairlead.spi.container.CreateResult;
import dev.fairlead.spi.container.Ownership;
import dev.fairlead.spi.container.RemoveOptions;
import dev.fairlead.spi.error.ConflictException;
import dev.fairlead.spi.error.ErrorContext;
import dev.fairlead.spi.error.RetryableException;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.util.Logger;
import reactor.util.Loggers;

/**
 * One attempt to run a container, which leaves nothing behind unless it succeeds. Making the
 * container is never cut off half-way: after a cancellation it is waited for in the background, so
 * that what it made can be removed. Where the answer to it was lost, what it made is found by the
 * mark {@link Ownership#ATTEMPT}. For one subscription.
 */
final class RunAttempt {

  private static final Logger LOG = Loggers.getLogger(RunAttempt.class);

  /** After a lost answer the runtime may still be at work: so long until it is looked once more. */
  private static final Duration SECOND_LOOK = Duration.ofSeconds(1);

  private final RunRequest request;
  private final Containers containers;
  private final ImagePresence presence;
  private final Scheduler timer;
  private final Cleanups cleanups;
  private final boolean inTwoSteps;
  private final boolean removedByUs;
  private final String mark = newMark();
  private final ContainerSpec spec;
  private final LocalPorts ports;
  private volatile @Nullable Mono<CreateResult> creation;
  private volatile @Nullable AttachedProcess process;
  private volatile boolean begun;

  RunAttempt(
      RunRequest request,
      Backend backend,
      Containers containers,
      ImagePresence presence,
      Scheduler timer,
      Cleanups cleanups) {
    this.request = request;
    this.containers = containers;
    this.presence = presence;
    this.timer = timer;
    this.cleanups = cleanups;
    this.inTwoSteps = backend.capabilities().has(Capability.CREATE_WITHOUT_START);
    this.removedByUs =
        request.spec().lifecycle().autoRemove()
            && !backend.capabilities().has(Capability.AUTO_REMOVE);
    this.spec =
        request.spec().toBuilder()
            .autoRemove(request.spec().lifecycle().autoRemove() && !removedByUs)
            .label(Ownership.ATTEMPT, mark)
            .build();
    this.ports = new LocalPorts(backend, spec);
  }

  Mono<RunningContainer> run() {
    return Mono.usingWhen(
        Mono.just(this),
        attempt -> attempt.steps(),
        attempt -> Mono.<Void>empty(),
        RunAttempt::takeBack,
        attempt -> cleanups.track(attempt.takeBack(null)));
  }

  private Mono<RunningContainer> steps() {
    return presence
        .ensure(spec, request.pull())
        .doOnNext(request.progress())
        .then(Mono.defer(() -> ports.listen(spec)))
        .flatMap(planned -> inTwoSteps ? createAndStart(planned) : runAtOnce(planned))
        .flatMap(running -> ports.serve(containers, running.id(), running));
  }

  private Mono<RunningContainer> createAndStart(ContainerSpec planned) {
    Mono<CreateResult> fresh = containers.create(planned, request.mode()).cache();
    creation = fresh;
    return fresh
        .onErrorMap(ConflictException.class, this::nameInUse)
        .flatMap(this::requireOwn)
        .flatMap(
            made ->
                containers
                    .startAttached(made.id(), request.attachOptions())
                    .doOnNext(started -> process = started)
                    .map(started -> handOver(made.id(), started, made.warnings())));
  }

  private Mono<RunningContainer> runAtOnce(ContainerSpec planned) {
    begun = true;
    return containers
        .runAttached(planned, request.mode(), request.attachOptions())
        .doOnNext(started -> process = started.process())
        .map(started -> handOver(started.id(), started.process(), started.warnings()));
  }

  private RunningContainer handOver(ContainerId id, AttachedProcess started, List<String> words) {
    return new StartedContainer(id, started, words, containers, ports, removedByUs);
  }

  /** A name that exists is a conflict, unless an earlier attempt of this very call made it. */
  private Mono<CreateResult> requireOwn(CreateResult result) {
    if (result.outcome() == CreateResult.Outcome.CREATED) {
      return Mono.just(result);
    }
    return containers
        .inspect(result.id())
        .flatMap(
            info ->
                mark.equals(info.labels().get(Ownership.ATTEMPT))
                    ? Mono.just(result)
                    : Mono.error(taken("the name is in use by container " + result.id(), null)));
  }

  private Throwable nameInUse(ConflictException conflict) {
    return conflict.differingFields().isEmpty()
        ? conflict
        : taken("the name is in use by another container", conflict);
  }

  private ConflictException taken(String words, @Nullable Throwable cause) {
    String name = spec.name().orElse("of " + spec.image());
    return new ConflictException(
        ErrorContext.of(containers.backend(), "run container " + name)
            .withResource(spec.name().orElse(null))
            .withRemedy("fairlead rm " + name + ", or another --name"),
        words,
        cause);
  }

  private Mono<Void> takeBack(@Nullable Throwable error) {
    return release()
        .then(Mono.defer(() -> undo(error)))
        .onErrorResume(
            failure -> {
              if (error != null && error != failure) {
                error.addSuppressed(failure);
              }
              LOG.warn("What a failed run of {} made could not be removed", spec.image(), failure);
              return Mono.empty();
            });
  }

  private Mono<Void> release() {
    AttachedProcess started = process;
    return ports
        .close()
        .then(Mono.defer(() -> started == null ? Mono.empty() : started.close().onErrorComplete()));
  }

  private Mono<Void> undo(@Nullable Throwable error) {
    Mono<CreateResult> making = creation;
    if (making != null) {
      return making
          .flatMap(this::requireOwn)
          .flatMap(made -> containers.remove(made.id(), RemoveOptions.force()))
          .onErrorResume(
              failure ->
                  failure instanceof RetryableException
                      ? removeMarked(true)
                      : failure instanceof ConflictException ? Mono.empty() : nothingMade(failure));
    }
    return begun && error instanceof RetryableException ? removeMarked(true) : Mono.empty();
  }

  /** After an error that is not about a lost answer, creating left nothing. */
  private Mono<Void> nothingMade(Throwable failure) {
    Mono<CreateResult> making = creation;
    return making == null
        ? Mono.empty()
        : making.materialize().flatMap(end -> end.isOnError() ? Mono.empty() : Mono.error(failure));
  }

  private Mono<Void> removeMarked(boolean again) {
    return containers
        .list(ContainerFilter.all().withLabel(Ownership.ATTEMPT, mark))
        .concatMap(
            info -> containers.remove(info.id(), RemoveOptions.force()).thenReturn(info.id()))
        .count()
        .flatMap(
            removed ->
                removed == 0 && again
                    ? Mono.delay(SECOND_LOOK, timer).then(removeMarked(false))
                    : Mono.empty());
  }

  /** Only different from all others: a source of secrets would read a file, and so block. */
  private static String newMark() {
    ThreadLocalRandom random = ThreadLocalRandom.current();
    return new UUID(random.nextLong(), random.nextLong()).toString();
  }
}
