package dev.fairlead.jobs.internal.start;

import dev.fairlead.core.ContainerRuntime;
import dev.fairlead.jobs.internal.found.Leftovers;
import dev.fairlead.jobs.spec.JobRequest;
import dev.fairlead.jobs.spec.JobSpec;
import dev.fairlead.jobs.spec.Rendezvous;
import dev.fairlead.jobs.status.StartedJob;
import dev.fairlead.spi.Capability;
import dev.fairlead.spi.Cleanups;
import dev.fairlead.spi.container.ContainerId;
import dev.fairlead.spi.container.ContainerSpec;
import dev.fairlead.spi.container.Containers;
import dev.fairlead.spi.container.CreateResult;
import dev.fairlead.spi.container.Ownership;
import dev.fairlead.spi.error.BackendFailureException;
import dev.fairlead.spi.error.ConflictException;
import dev.fairlead.spi.error.ContainerException;
import dev.fairlead.spi.error.ErrorContext;
import dev.fairlead.spi.network.NetworkInfo;
import dev.fairlead.spi.volume.VolumeInfo;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/**
 * One attempt to start a job, which leaves nothing behind unless all of it succeeds. What is being
 * made is never cut off half-way: after a failure or a cancellation it is waited for, and then all
 * that carries the mark of this attempt is removed. For one subscription.
 */
public final class JobStart {

  private static final int AT_ONCE = 8;

  private final JobRequest request;
  private final JobSpec spec;
  private final ContainerRuntime runtime;
  private final Containers containers;
  private final Cleanups cleanups;
  private final String mark = newMark();
  private final NodeSpecs nodes;
  private final Leftovers leftovers;
  private final TakeBack takeBack;
  private final MasterWait master;
  private final Queue<String> warnings = new ConcurrentLinkedQueue<>();

  /**
   * Begins nothing yet.
   *
   * @param request which job to start, and how
   * @param runtime where
   * @param timer what pauses are made with
   * @param cleanups where what a cancelled start takes back is waited for
   */
  public JobStart(
      JobRequest request, ContainerRuntime runtime, Scheduler timer, Cleanups cleanups) {
    this.request = request;
    this.spec = request.spec();
    this.runtime = runtime;
    this.containers = runtime.containers();
    this.cleanups = cleanups;
    this.nodes = new NodeSpecs(spec, runtime.capabilities(), mark);
    this.leftovers = new Leftovers(runtime);
    this.takeBack = new TakeBack(request, leftovers, timer, mark);
    this.master = new MasterWait(runtime, timer, request);
  }

  /**
   * Starts it.
   *
   * @return the job, once all its nodes were started; to be subscribed to once
   */
  public Mono<StartedJob> run() {
    return Mono.usingWhen(
        Mono.just(this),
        JobStart::steps,
        attempt -> Mono.<Void>empty(),
        (attempt, error) -> takeBack.run(error),
        attempt -> cleanups.track(takeBack.run(null)));
  }

  private Mono<StartedJob> steps() {
    return step("look whether the name is free", nameIsFree())
        .then(step("choose GPUs", new GpuShares(runtime, spec).choose().doOnNext(nodes::gpus)))
        .then(step("get image " + spec.template().image(), image()))
        .then(step("make network " + nodes.networkName(), network()))
        .then(step("make a workspace", workspace()))
        .then(step("choose a port for rank 0", master.port(nodes.sharesPorts())))
        .flatMap(this::members);
  }

  /** An error is that of the step, and says which one it was. */
  private <T> Mono<T> step(String words, Mono<T> work) {
    return work.onErrorMap(
        ContainerException.class,
        error ->
            error instanceof ConflictException conflict
                    && conflict.context().operation().equals(context().operation())
                ? error
                : new BackendFailureException(
                    context(),
                    "the step '"
                        + words
                        + "' failed, and what was made is taken back: "
                        + error.getMessage(),
                    error));
  }

  private ErrorContext context() {
    return ErrorContext.of(runtime.id(), "start job " + spec.name()).withResource(spec.name());
  }

  private Mono<Void> nameIsFree() {
    return leftovers
        .words(Ownership.JOB, spec.name())
        .next()
        .flatMap(holder -> Mono.error(taken(holder)));
  }

  private ConflictException taken(String holder) {
    return new ConflictException(
        context().withRemedy("fairlead job rm " + spec.name() + ", or another --name"),
        "the name is in use: there is " + holder,
        null);
  }

  private Mono<Void> image() {
    return runtime.ensureImage(spec.template(), request.pull()).doOnNext(request.progress()).then();
  }

  private Mono<Void> network() {
    return nodes.hasNetwork()
        ? own(
            "network " + nodes.networkName(),
            takeBack.made(runtime.networks().create(nodes.network())).map(NetworkInfo::labels))
        : Mono.empty();
  }

  private Mono<Void> workspace() {
    return spec.workspace().isPresent()
        ? own(
            "volume " + nodes.volumeName(),
            takeBack.made(runtime.volumes().create(nodes.volume())).map(VolumeInfo::labels))
        : Mono.empty();
  }

  /** What has the name already is somebody else's, though it is the same. */
  private Mono<Void> own(String what, Mono<Map<String, String>> labels) {
    return labels
        .filter(marks -> !mark.equals(marks.get(Ownership.ATTEMPT)))
        .flatMap(marks -> Mono.error(taken(what)));
  }

  private Mono<StartedJob> members(int port) {
    return nodes.scheduled() ? scheduled(port) : composed(port);
  }

  /** The runtime starts the nodes itself. */
  private Mono<StartedJob> scheduled(int port) {
    ScheduledNodes all = new ScheduledNodes(runtime, request);
    return step(
        "make the job",
        takeBack
            .made(all.make(nodes.indexedJob(port)))
            .onErrorMap(
                ConflictException.class,
                there -> taken("something of its name in the runtime: " + there.getMessage()))
            .delayUntil(made -> own("job " + spec.name(), Mono.just(made.labels())))
            .map(made -> all.started(made, port)));
  }

  private Mono<StartedJob> composed(int port) {
    boolean apart = runtime.capabilities().has(Capability.CREATE_WITHOUT_START);
    return nodes
        .knownAddress()
        .map(address -> new Rendezvous(address, port))
        .map(known -> apart ? allThenStarted(known) : firstThenOthers(Mono.just(known), known))
        .orElseGet(() -> firstThenOthers(null, new Rendezvous(Rendezvous.LOOPBACK, port)));
  }

  /** Nothing is started before all is made. */
  private Mono<StartedJob> allThenStarted(Rendezvous known) {
    return create(0, spec.nodes(), known)
        .flatMap(
            ids ->
                start(0, ids.get(0))
                    .then(masterIsUp(ids.get(0), known))
                    .then(start(ids.subList(1, ids.size())))
                    .thenReturn(started(ids, known)));
  }

  /** What the others are told is known only when rank 0 runs, or making is starting. */
  private Mono<StartedJob> firstThenOthers(@Nullable Mono<Rendezvous> known, Rendezvous ofFirst) {
    return up(0, ofFirst)
        .flatMap(
            first ->
                (known != null ? known : addressOf(first, ofFirst.port()))
                    .flatMap(
                        found ->
                            others(first, found).map(rest -> started(joined(first, rest), found))));
  }

  private Mono<Rendezvous> addressOf(ContainerId first, int port) {
    return step(
        "find the address of node 0",
        master.address(first).map(address -> new Rendezvous(address, port)));
  }

  private Mono<List<ContainerId>> others(ContainerId first, Rendezvous found) {
    if (runtime.capabilities().has(Capability.CREATE_WITHOUT_START)) {
      return create(1, spec.nodes() - 1, found)
          .flatMap(rest -> masterIsUp(first, found).then(start(rest)).thenReturn(rest));
    }
    return masterIsUp(first, found)
        .thenMany(
            Flux.range(1, spec.nodes() - 1).flatMapSequential(rank -> up(rank, found), AT_ONCE))
        .collectList();
  }

  private Mono<Void> masterIsUp(ContainerId first, Rendezvous rendezvous) {
    return step("wait for node 0", master.until(first, rendezvous.port()));
  }

  private static List<ContainerId> joined(ContainerId first, List<ContainerId> rest) {
    List<ContainerId> all = new ArrayList<>(List.of(first));
    all.addAll(rest);
    return all;
  }

  private StartedJob started(List<ContainerId> ids, Rendezvous rendezvous) {
    return new StartedJob(
        spec.name(),
        spec.nodes(),
        ids,
        rendezvous.address(),
        rendezvous.port(),
        warnings.stream().distinct().toList());
  }

  /** Makes and starts one node. */
  private Mono<ContainerId> up(int rank, Rendezvous rendezvous) {
    if (runtime.capabilities().has(Capability.CREATE_WITHOUT_START)) {
      return create(rank, rendezvous).delayUntil(id -> start(rank, id));
    }
    ContainerSpec node = nodes.node(rank, rendezvous);
    return step(
        "launch node " + rank,
        own(
            containers
                .launch(node, request.mode())
                .doOnError(takeBack::remember)
                .doOnCancel(takeBack::unanswered)));
  }

  private Mono<List<ContainerId>> create(int first, int count, Rendezvous rendezvous) {
    return Flux.range(first, count)
        .flatMapSequential(rank -> create(rank, rendezvous), AT_ONCE)
        .collectList();
  }

  private Mono<ContainerId> create(int rank, Rendezvous rendezvous) {
    ContainerSpec node = nodes.node(rank, rendezvous);
    return step("create node " + rank, own(takeBack.made(containers.create(node, request.mode()))));
  }

  private Mono<ContainerId> start(int rank, ContainerId id) {
    return step("start node " + rank, containers.start(id)).thenReturn(id);
  }

  private Mono<Void> start(List<ContainerId> others) {
    return Flux.range(0, others.size())
        .flatMap(at -> start(at + 1, others.get(at)), AT_ONCE)
        .then();
  }

  /** A name that exists is a conflict, unless an earlier attempt of this very call took it. */
  private Mono<ContainerId> own(Mono<CreateResult> making) {
    return making
        .doOnNext(result -> warnings.addAll(result.warnings()))
        .delayUntil(
            result ->
                result.outcome() == CreateResult.Outcome.CREATED
                    ? Mono.empty()
                    : containers
                        .inspect(result.id())
                        .filter(info -> !mark.equals(info.labels().get(Ownership.ATTEMPT)))
                        .flatMap(info -> Mono.error(taken("container " + info.name()))))
        .map(CreateResult::id);
  }

  /** Only different from all others: a source of secrets would read a file, and so block. */
  private static String newMark() {
    ThreadLocalRandom random = ThreadLocalRandom.current();
    return new UUID(random.nextLong(), random.nextLong()).toString();
  }
}
