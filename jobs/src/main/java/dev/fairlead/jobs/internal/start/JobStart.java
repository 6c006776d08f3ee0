package dev.fairlead.jobs.internal.start;

import dev.fairlead.core.ContainerRuntime;
import dev.fairlead.jobs.internal.found.Leftovers;
import dev.fairlead.jobs.internal.workspace.WorkspaceFiles;
import dev.fairlead.jobs.spec.JobRequest;
import dev.fairlead.jobs.spec.JobSpec;
import dev.fairlead.jobs.spec.Rendezvous;
import dev.fairlead.jobs.status.StartedJob;
import dev.fairlead.spi.Capability;
import dev.fairlead.spi.Cleanups;
import dev.fairlead.spi.container.ContainerId;
import dev.fairlead.spi.container.Ownership;
import dev.fairlead.spi.error.ConflictException;
import dev.fairlead.spi.network.NetworkInfo;
import dev.fairlead.spi.volume.VolumeInfo;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
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
  private final Cleanups cleanups;
  private final String mark = newMark();
  private final NodeSpecs nodes;
  private final NodeWorkspace workspace;
  private final Leftovers leftovers;
  private final TakeBack takeBack;
  private final MasterWait master;
  private final Attempt attempt;
  private final Preparation preparation;

  /**
   * Begins nothing yet.
   *
   * @param request which job to start, and how
   * @param runtime where
   * @param timer what pauses are made with
   * @param files makes a workspace on this machine
   * @param cleanups where what a cancelled start takes back is waited for
   */
  public JobStart(
      JobRequest request,
      ContainerRuntime runtime,
      Scheduler timer,
      WorkspaceFiles files,
      Cleanups cleanups) {
    this.request = request;
    this.spec = request.spec();
    this.runtime = runtime;
    this.cleanups = cleanups;
    this.nodes = new NodeSpecs(spec, runtime, mark, files);
    this.workspace = nodes.workspace();
    this.leftovers = new Leftovers(runtime, files);
    this.takeBack = new TakeBack(request, leftovers, timer, mark, workspace);
    this.master = new MasterWait(runtime, timer, request);
    this.attempt = new Attempt(request, runtime, takeBack, mark);
    this.preparation = new Preparation(request, runtime, timer, attempt, nodes);
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
        started -> Mono.<Void>empty(),
        (failed, error) -> takeBack.run(error),
        cancelled -> cleanups.track(takeBack.run(null)));
  }

  private Mono<StartedJob> steps() {
    return attempt
        .step("look whether the name is free", nameIsFree())
        .then(attempt.step("look for a place for the workspace", workspace.look(attempt.context())))
        .then(
            attempt.step(
                "choose GPUs", new GpuShares(runtime, spec).choose().doOnNext(nodes::gpus)))
        .then(attempt.step("get image " + spec.template().image(), image()))
        .then(attempt.step("make network " + nodes.networkName(), network()))
        .then(attempt.step("make a workspace", workspace()))
        .then(preparation.run())
        .then(attempt.step("choose a port for rank 0", master.port(nodes.sharesPorts())))
        .flatMap(this::members);
  }

  private Mono<Void> nameIsFree() {
    return leftovers
        .words(Ownership.JOB, spec.name())
        .next()
        .flatMap(holder -> Mono.error(attempt.taken(holder)));
  }

  private Mono<Void> image() {
    return runtime.ensureImage(spec.template(), request.pull()).doOnNext(request.progress()).then();
  }

  private Mono<Void> network() {
    return nodes.hasNetwork()
        ? attempt.made(
            "network " + nodes.networkName(),
            runtime.networks().create(nodes.network()).map(NetworkInfo::labels))
        : Mono.empty();
  }

  private Mono<Void> workspace() {
    return workspace.isVolume()
        ? attempt.made(
            "volume " + nodes.volumeName(),
            runtime.volumes().create(nodes.volume()).map(VolumeInfo::labels))
        : takeBack.made(workspace.make(attempt.context()));
  }

  private Mono<StartedJob> members(int port) {
    return nodes.scheduled() ? scheduled(port) : composed(port);
  }

  /** The runtime starts the nodes itself. */
  private Mono<StartedJob> scheduled(int port) {
    ScheduledNodes all = new ScheduledNodes(runtime, request);
    return attempt.step(
        "make the job",
        takeBack
            .made(all.make(nodes.indexedJob(port)))
            .onErrorMap(
                ConflictException.class,
                there ->
                    attempt.taken("something of its name in the runtime: " + there.getMessage()))
            .delayUntil(made -> attempt.made("job " + spec.name(), Mono.just(made.labels())))
            .map(made -> all.started(made, port, attempt.warnings())));
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
    return attempt.step(
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
    return attempt.step("wait for node 0", master.until(first, rendezvous.port()));
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
        attempt.warnings());
  }

  /** Makes and starts one node. */
  private Mono<ContainerId> up(int rank, Rendezvous rendezvous) {
    return attempt.up("node " + rank, nodes.node(rank, rendezvous));
  }

  private Mono<List<ContainerId>> create(int first, int count, Rendezvous rendezvous) {
    return Flux.range(first, count)
        .flatMapSequential(rank -> create(rank, rendezvous), AT_ONCE)
        .collectList();
  }

  private Mono<ContainerId> create(int rank, Rendezvous rendezvous) {
    return attempt.create("node " + rank, nodes.node(rank, rendezvous));
  }

  private Mono<Void> start(int rank, ContainerId id) {
    return attempt.start("node " + rank, id);
  }

  private Mono<Void> start(List<ContainerId> others) {
    return Flux.range(0, others.size())
        .flatMap(at -> start(at + 1, others.get(at)), AT_ONCE)
        .then();
  }

  /** Only different from all others: a source of secrets would read a file, and so block. */
  private static String newMark() {
    ThreadLocalRandom random = ThreadLocalRandom.current();
    return new UUID(random.nextLong(), random.nextLong()).toString();
  }
}
