package dev.fairlead.core.internal.policy;

import dev.fairlead.spi.PlanMode;
import dev.fairlead.spi.container.AttachOptions;
import dev.fairlead.spi.container.AttachedContainer;
import dev.fairlead.spi.container.AttachedProcess;
import dev.fairlead.spi.container.CommitSpec;
import dev.fairlead.spi.container.ContainerFilter;
import dev.fairlead.spi.container.ContainerId;
import dev.fairlead.spi.container.ContainerInfo;
import dev.fairlead.spi.container.ContainerSpec;
import dev.fairlead.spi.container.ContainerState;
import dev.fairlead.spi.container.ContainerStats;
import dev.fairlead.spi.container.Containers;
import dev.fairlead.spi.container.CreateResult;
import dev.fairlead.spi.container.ExitWatch;
import dev.fairlead.spi.container.HealthReport;
import dev.fairlead.spi.container.Ownership;
import dev.fairlead.spi.container.PortConnection;
import dev.fairlead.spi.container.ProcessTable;
import dev.fairlead.spi.container.RemoveOptions;
import dev.fairlead.spi.container.Signal;
import dev.fairlead.spi.container.StatsMode;
import dev.fairlead.spi.container.StopOptions;
import dev.fairlead.spi.container.StopResult;
import dev.fairlead.spi.container.WaitCondition;
import dev.fairlead.spi.error.BackendFailureException;
import dev.fairlead.spi.error.ErrorContext;
import dev.fairlead.spi.exec.ExecSpec;
import dev.fairlead.spi.log.LogEvent;
import dev.fairlead.spi.log.LogOptions;
import dev.fairlead.spi.system.PruneReport;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Containers with deadlines, retries and an owner. */
public final class ContainersUnderPolicy implements Containers {

  private final Containers below;
  private final Calls calls;

  /**
   * Puts policies on top.
   *
   * @param below the backend's own
   * @param calls what is added
   */
  public ContainersUnderPolicy(Containers below, Calls calls) {
    this.below = below;
    this.calls = calls;
  }

  @Override
  public String backend() {
    return below.backend();
  }

  /** Repeated only with a name: without one, a lost answer would leave a second container. */
  @Override
  public Mono<CreateResult> create(ContainerSpec spec, PlanMode mode) {
    Mono<CreateResult> call = below.create(owned(spec), mode);
    return spec.name()
        .map(name -> calls.repeatable("create container " + name, call))
        .orElseGet(() -> calls.once("create a container of " + spec.image(), call));
  }

  private ContainerSpec owned(ContainerSpec spec) {
    Optional<String> owner = calls.policies().owner();
    return owner.isEmpty() || spec.labels().containsKey(Ownership.OWNER)
        ? spec
        : spec.toBuilder().label(Ownership.OWNER, owner.get()).build();
  }

  /**
   * Before it is repeated, the container is looked at: a start whose answer was lost may have been
   * done, and what has ended since must not run a second time.
   */
  @Override
  public Mono<Void> start(ContainerId id) {
    String operation = "start container " + id;
    return Mono.defer(
        () -> {
          AtomicInteger attempts = new AtomicInteger();
          return calls.repeatableLong(
              operation,
              Mono.defer(
                  () ->
                      attempts.getAndIncrement() == 0
                          ? below.start(id)
                          : below.inspect(id).flatMap(now -> startAgain(operation, now))));
        });
  }

  private Mono<Void> startAgain(String operation, ContainerInfo now) {
    if (now.state().alive()) {
      return Mono.empty();
    }
    return now.state() == ContainerState.CREATED
        ? below.start(now.id())
        : Mono.error(
            () ->
                new BackendFailureException(
                    ErrorContext.of(backend(), operation)
                        .withResource(now.id().value())
                        .withRemedy("fairlead logs " + now.name() + ", to see whether it ran"),
                    "there was no answer, and it is "
                        + now.nativeState()
                        + ": it may have run and ended",
                    null));
  }

  @Override
  public Mono<AttachedProcess> startAttached(ContainerId id, AttachOptions options) {
    return calls.longOnce("start container " + id, below.startAttached(id, options));
  }

  /** Repeated only with a name, as {@link #create} is. */
  @Override
  public Mono<CreateResult> launch(ContainerSpec spec, PlanMode mode) {
    Mono<CreateResult> call = below.launch(owned(spec), mode);
    return spec.name()
        .map(name -> calls.repeatableLong("run container " + name, call))
        .orElseGet(() -> calls.longOnce("run a container of " + spec.image(), call));
  }

  @Override
  public Mono<AttachedContainer> runAttached(
      ContainerSpec spec, PlanMode mode, AttachOptions options) {
    return calls.openedLong(
        "run container " + spec.name().orElse("of " + spec.image()),
        below.runAttached(owned(spec), mode, options),
        attached -> attached.process().close());
  }

  @Override
  public Mono<AttachedProcess> attach(ContainerId id, AttachOptions options) {
    return calls.opened(
        "attach to container " + id, below.attach(id, options), AttachedProcess::close);
  }

  /**
   * A first attempt whose answer was lost may have stopped the container: a later one that finds it
   * stopped does not know how it ended. Without a grace period in the options, the container's own
   * counts, which is not known here.
   */
  @Override
  public Mono<StopResult> stop(ContainerId id, StopOptions options) {
    String operation = "stop container " + id;
    Mono<StopResult> call = below.stop(id, options);
    return Mono.defer(
        () -> {
          AtomicInteger attempts = new AtomicInteger();
          Mono<StopResult> counted =
              call.doOnSubscribe(subscription -> attempts.incrementAndGet())
                  .map(result -> attempts.get() > 1 ? unsure(result) : result);
          return options
              .grace()
              .map(grace -> calls.repeatable(operation, counted, grace))
              .orElseGet(() -> calls.repeatableLong(operation, counted));
        });
  }

  private static StopResult unsure(StopResult result) {
    return result.outcome() == StopResult.Outcome.NOT_RUNNING
        ? new StopResult(StopResult.Outcome.UNKNOWN, result.exit())
        : result;
  }

  @Override
  public Mono<Void> kill(ContainerId id, Signal signal) {
    return calls.once("send " + signal.name() + " to container " + id, below.kill(id, signal));
  }

  @Override
  public Mono<Void> restart(ContainerId id, StopOptions options) {
    return calls.longOnce("restart container " + id, below.restart(id, options));
  }

  @Override
  public Mono<Void> pause(ContainerId id) {
    return calls.repeatable("pause container " + id, below.pause(id));
  }

  @Override
  public Mono<Void> unpause(ContainerId id) {
    return calls.repeatable("unpause container " + id, below.unpause(id));
  }

  @Override
  public Mono<Void> rename(ContainerId id, String name) {
    return calls.once("rename container " + id, below.rename(id, name));
  }

  @Override
  public Mono<Void> remove(ContainerId id, RemoveOptions options) {
    return calls.repeatable("remove container " + id, below.remove(id, options));
  }

  @Override
  public Mono<PruneReport> prune(ContainerFilter filter) {
    return calls.work("prune containers", below.prune(filter));
  }

  @Override
  public Mono<ContainerInfo> inspect(ContainerId id) {
    return calls.repeatable("inspect container " + id, below.inspect(id));
  }

  @Override
  public Flux<ContainerInfo> list(ContainerFilter filter) {
    return calls.repeatable("list containers", below.list(filter));
  }

  @Override
  public Mono<ExitWatch> watchExit(ContainerId id, WaitCondition condition) {
    return calls.opened(
        "wait for container " + id, below.watchExit(id, condition), ExitWatch::close);
  }

  @Override
  public Flux<LogEvent> logs(ContainerId id, LogOptions options) {
    return calls.stream("read the log of container " + id, below.logs(id, options));
  }

  @Override
  public Mono<AttachedProcess> exec(ContainerId id, ExecSpec spec) {
    return calls.opened(
        "execute a command in container " + id, below.exec(id, spec), AttachedProcess::close);
  }

  @Override
  public Flux<ContainerStats> stats(ContainerId id, StatsMode mode) {
    return calls.stream("measure container " + id, below.stats(id, mode));
  }

  @Override
  public Mono<ProcessTable> top(ContainerId id) {
    return calls.repeatable("list the processes of container " + id, below.top(id));
  }

  @Override
  public Mono<ProcessTable> top(ContainerId id, List<String> psArguments) {
    return calls.repeatable("list the processes of container " + id, below.top(id, psArguments));
  }

  @Override
  public Mono<HealthReport> health(ContainerId id) {
    return calls.repeatable("read the health of container " + id, below.health(id));
  }

  @Override
  public Flux<ByteBuffer> copyOut(ContainerId id, String path) {
    return calls.transfer("copy " + path + " from container " + id, below.copyOut(id, path));
  }

  @Override
  public Mono<Void> copyIn(ContainerId id, String directory, Publisher<ByteBuffer> tar) {
    return calls.work("copy into container " + id, below.copyIn(id, directory, tar));
  }

  @Override
  public Flux<ByteBuffer> export(ContainerId id) {
    return calls.transfer("export container " + id, below.export(id));
  }

  @Override
  public Flux<Long> exportTo(ContainerId id, WritableByteChannel target) {
    return calls.toFile("export container " + id, below.exportTo(id, target));
  }

  @Override
  public Mono<String> commit(ContainerId id, CommitSpec spec) {
    return calls.work("commit container " + id, below.commit(id, spec));
  }

  @Override
  public Mono<PortConnection> connectPort(ContainerId id, int port) {
    return calls.opened(
        "forward port " + port + " of container " + id,
        below.connectPort(id, port),
        PortConnection::close);
  }
}
