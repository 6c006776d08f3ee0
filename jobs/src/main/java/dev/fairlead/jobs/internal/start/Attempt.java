package dev.fairlead.jobs.internal.start;

import dev.fairlead.core.ContainerRuntime;
import dev.fairlead.jobs.spec.JobRequest;
import dev.fairlead.spi.Capability;
import dev.fairlead.spi.container.ContainerId;
import dev.fairlead.spi.container.ContainerSpec;
import dev.fairlead.spi.container.CreateResult;
import dev.fairlead.spi.container.Ownership;
import dev.fairlead.spi.error.BackendFailureException;
import dev.fairlead.spi.error.ConflictException;
import dev.fairlead.spi.error.ContainerException;
import dev.fairlead.spi.error.ErrorContext;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * What the steps of one attempt to start a job have in common: how they fail, and how they make
 * what can be taken back.
 */
final class Attempt {

  private final JobRequest request;
  private final ContainerRuntime runtime;
  private final TakeBack takeBack;
  private final String mark;
  private final Queue<String> warnings = new ConcurrentLinkedQueue<>();

  Attempt(JobRequest request, ContainerRuntime runtime, TakeBack takeBack, String mark) {
    this.request = request;
    this.runtime = runtime;
    this.takeBack = takeBack;
    this.mark = mark;
  }

  /** What the runtime said of the containers, though it made them. */
  List<String> warnings() {
    return warnings.stream().distinct().toList();
  }

  /** An error is that of the step, and says which one it was. */
  <T> Mono<T> step(String words, Mono<T> work) {
    return work.onErrorMap(
        ContainerException.class,
        error ->
            error.context().operation().equals(context().operation())
                ? error
                : failure("the step '" + words + "' failed", error.getMessage(), error));
  }

  /** What ends the attempt. */
  BackendFailureException failure(String what, @Nullable String why, @Nullable Throwable cause) {
    return new BackendFailureException(
        context(), what + ", and what was made is taken back: " + why, cause);
  }

  ErrorContext context() {
    return ErrorContext.of(runtime.id(), "start job " + request.spec().name())
        .withResource(request.spec().name());
  }

  ConflictException taken(String holder) {
    String name = request.spec().name();
    return new ConflictException(
        context().withRemedy("fairlead job rm " + name + ", or another --name"),
        "the name is in use: there is " + holder,
        null);
  }

  /** Makes something that is no container. What has the name already is somebody else's. */
  Mono<Void> made(String what, Mono<Map<String, String>> making) {
    return takeBack
        .made(making)
        .filter(marks -> !mark.equals(marks.get(Ownership.ATTEMPT)))
        .flatMap(marks -> Mono.error(taken(what)));
  }

  Mono<ContainerId> create(String what, ContainerSpec spec) {
    return step(
        "create " + what, own(takeBack.made(runtime.containers().create(spec, request.mode()))));
  }

  Mono<Void> start(String what, ContainerId id) {
    return step("start " + what, runtime.containers().start(id));
  }

  /** Makes and starts a container, in one where the runtime does not have them apart. */
  Mono<ContainerId> up(String what, ContainerSpec spec) {
    if (runtime.capabilities().has(Capability.CREATE_WITHOUT_START)) {
      return create(what, spec).delayUntil(id -> start(what, id));
    }
    return step(
        "launch " + what,
        own(
            runtime
                .containers()
                .launch(spec, request.mode())
                .doOnError(takeBack::remember)
                .doOnCancel(takeBack::unanswered)));
  }

  /** A name that exists is a conflict, unless an earlier attempt of this very call took it. */
  private Mono<ContainerId> own(Mono<CreateResult> making) {
    return making
        .doOnNext(result -> warnings.addAll(result.warnings()))
        .delayUntil(
            result ->
                result.outcome() == CreateResult.Outcome.CREATED
                    ? Mono.empty()
                    : runtime
                        .containers()
                        .inspect(result.id())
                        .filter(info -> !mark.equals(info.labels().get(Ownership.ATTEMPT)))
                        .flatMap(info -> Mono.error(taken("container " + info.name()))))
        .map(CreateResult::id);
  }
}
