package dev.fairlead.kubernetes.workload;

import dev.fairlead.kubernetes.api.ApiResource.Selection;
import dev.fairlead.kubernetes.api.ApiServer;
import dev.fairlead.kubernetes.state.PodDescriber;
import dev.fairlead.kubernetes.state.PodView;
import dev.fairlead.kubernetes.volume.KubernetesVolumes;
import dev.fairlead.spi.BackendOptions;
import dev.fairlead.spi.container.ContainerId;
import dev.fairlead.spi.container.ContainerInfo;
import dev.fairlead.spi.container.ContainerSpec;
import dev.fairlead.spi.container.ExitWatch;
import dev.fairlead.spi.container.RemoveOptions;
import dev.fairlead.spi.container.StopResult;
import dev.fairlead.spi.container.WaitCondition;
import dev.fairlead.spi.error.ConflictException;
import dev.fairlead.spi.error.NotFoundException;
import dev.fairlead.spi.log.LogEvent;
import dev.fairlead.spi.log.LogOptions;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * The containers of one namespace that are Deployments. Each operation that names one signals
 * {@link NotFoundException} if there is none, also where this user may not read Deployments.
 * Operations are those of {@link dev.fairlead.spi.container.Containers}, with its promises.
 */
public final class Workloads {

  private final DeploymentStore store;
  private final KubernetesVolumes volumes;
  private final CurrentPod current;
  private final DeploymentScale scale;
  private final DeploymentRemoval removal;
  private final DeploymentLogs logs;
  private final PodLife life;
  private final Clock clock;

  /**
   * Creates access, and asks nothing yet.
   *
   * @param server the API server
   * @param volumes the claims that containers mount
   * @param life what is done with single pods
   * @param options deadlines
   * @param clock tells when, for the marks
   */
  public Workloads(
      ApiServer server,
      KubernetesVolumes volumes,
      PodLife life,
      BackendOptions options,
      Clock clock) {
    this.store = new DeploymentStore(server, server.namespace());
    this.volumes = Objects.requireNonNull(volumes, "volumes");
    this.current = new CurrentPod(store, options.operationTimeout());
    this.scale = new DeploymentScale(store, life, options.operationTimeout());
    this.removal = new DeploymentRemoval(store, life);
    this.logs = new DeploymentLogs(store, life);
    this.life = Objects.requireNonNull(life, "life");
    this.clock = Objects.requireNonNull(clock, "clock");
  }

  /**
   * Prepares to make one.
   *
   * @param spec what is asked for
   * @param operation what is asked, in words that follow "could not"
   * @return the attempt, which has done nothing yet
   */
  public Creation creation(ContainerSpec spec, String operation) {
    return new DeploymentCreation(store, volumes, current, scale, removal, spec, clock, operation);
  }

  /**
   * Whether there is one.
   *
   * @param name name of a container
   * @param operation what is asked
   * @return true if a container of that name is a Deployment
   */
  public Mono<Boolean> has(String name, String operation) {
    return store
        .find(ContainerId.of(name), operation)
        .map(found -> true)
        .onErrorReturn(NotFoundException.class, false);
  }

  /**
   * The pod in which it runs. While one takes the place of another, it is waited for.
   *
   * @param id the container
   * @param operation what is asked
   * @return name of the pod; a {@link ConflictException} if it is stopped
   */
  public Mono<ContainerId> pod(ContainerId id, String operation) {
    return store
        .find(id, operation)
        .flatMap(found -> current.running(found, operation))
        .map(view -> ContainerId.of(view.pod().getMetadata().getName()));
  }

  /**
   * Has one pod of it, and waits until that runs.
   *
   * @param id the container
   * @param operation what is asked
   * @return completes when it runs
   */
  public Mono<Void> start(ContainerId id, String operation) {
    return store
        .find(id, operation)
        .flatMap(
            found ->
                DeploymentStore.isStopped(found)
                    ? scale.to(found, DeploymentScale.ONE, operation)
                    : Mono.just(found))
        .flatMap(found -> current.first(found, operation))
        .flatMap(view -> life.started(view, operation))
        .then();
  }

  /**
   * Has no pod of it, and waits until the last one is gone.
   *
   * @param id the container
   * @param operation what is asked
   * @return how it ended
   */
  public Mono<StopResult> stop(ContainerId id, String operation) {
    return store.find(id, operation).flatMap(found -> scale.stop(found, operation));
  }

  /**
   * Removes it with all that belongs to it.
   *
   * @param id the container
   * @param options what happens if it runs
   * @param operation what is asked
   * @return completes when nothing of it is left
   */
  public Mono<Void> remove(ContainerId id, RemoveOptions options, String operation) {
    return store
        .find(id, operation)
        .flatMap(
            found ->
                DeploymentStore.isStopped(found)
                        || options.running() != RemoveOptions.Running.REFUSE
                    ? removal.end(found, operation)
                    : Mono.error(() -> running(id, operation)));
  }

  private static ConflictException running(ContainerId id, String operation) {
    return new ConflictException(
        DeploymentStore.context(id.value(), operation)
            .withRemedy("fairlead stop " + id + ", or fairlead rm -f " + id),
        "it runs",
        null);
  }

  /**
   * Tells all about it.
   *
   * @param id the container
   * @param operation what is asked
   * @return what the cluster tells
   */
  public Mono<ContainerInfo> inspect(ContainerId id, String operation) {
    return store
        .find(id, operation)
        .flatMap(
            found ->
                store
                    .podsOf(found, operation)
                    .collectList()
                    .map(pods -> DeploymentDescriber.of(found, pods)));
  }

  /**
   * Tells of all containers: those that are Deployments, and pods that belong to none of them.
   *
   * @param selection which
   * @param operation what is asked
   * @return the containers, in no order
   */
  public Flux<ContainerInfo> list(Selection selection, String operation) {
    Mono<List<Pod>> pods = store.resources().pods().list(selection, operation).collectList();
    Mono<List<Deployment>> deployments = store.list(selection, operation).collectList();
    return pods.zipWhen(some -> deployments)
        .flatMapIterable(all -> described(all.getT1(), all.getT2()));
  }

  private static List<ContainerInfo> described(List<Pod> pods, List<Deployment> deployments) {
    Map<String, List<PodView>> owned = new LinkedHashMap<>();
    deployments.forEach(
        each -> DeploymentStore.mark(each).ifPresent(m -> owned.put(m, new ArrayList<>())));
    List<ContainerInfo> all = new ArrayList<>();
    for (Pod pod : pods) {
      Optional<List<PodView>> siblings = DeploymentStore.mark(pod).map(owned::get);
      siblings.ifPresentOrElse(
          some -> some.add(new PodView(pod)), () -> all.add(PodDescriber.of(pod)));
    }
    deployments.forEach(
        each ->
            all.add(
                DeploymentDescriber.of(
                    each, DeploymentStore.mark(each).map(owned::get).orElseGet(List::of))));
    return all;
  }

  /**
   * Registers a wait for its end, which none of a single pod is.
   *
   * @param id the container
   * @param condition what is waited for
   * @param operation what is asked
   * @return the wait, once the container was seen
   */
  public Mono<ExitWatch> watchExit(ContainerId id, WaitCondition condition, String operation) {
    return store
        .find(id, operation)
        .flatMap(found -> DeploymentExitWatch.register(store, found, condition, operation));
  }

  /**
   * Reads the log of its pod; followed, those of its pods one after the other.
   *
   * @param id the container
   * @param options which part; of pods that come later, all
   * @param operation what is asked
   * @return output, and gaps
   */
  public Flux<LogEvent> logs(ContainerId id, LogOptions options, String operation) {
    return store.find(id, operation).flatMapMany(found -> logs.read(found, options, operation));
  }
}
