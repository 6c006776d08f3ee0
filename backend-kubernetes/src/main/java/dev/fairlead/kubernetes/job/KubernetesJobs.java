package dev.fairlead.kubernetes.job;

import dev.fairlead.kubernetes.api.ApiServer;
import dev.fairlead.kubernetes.mapping.PodPlanner;
import dev.fairlead.kubernetes.volume.KubernetesVolumes;
import dev.fairlead.kubernetes.workload.PodLife;
import dev.fairlead.spi.Cleanups;
import dev.fairlead.spi.PlanMode;
import dev.fairlead.spi.SpecField;
import dev.fairlead.spi.container.ContainerSpec;
import dev.fairlead.spi.error.InvalidSpecException;
import dev.fairlead.spi.error.NotFoundException;
import dev.fairlead.spi.job.IndexedJobInfo;
import dev.fairlead.spi.job.IndexedJobSpec;
import dev.fairlead.spi.job.IndexedJobs;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import java.time.Clock;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * The Jobs of one namespace as ranked jobs: {@code batch/v1} with {@code completionMode: Indexed},
 * which is stable since Kubernetes 1.24.
 */
public final class KubernetesJobs implements IndexedJobs {

  /** What all containers of a pod share, or what no container has that runs before others. */
  private static final Set<SpecField> OF_THE_POD =
      EnumSet.of(
          SpecField.STDIN,
          SpecField.TTY,
          SpecField.NETWORKS,
          SpecField.PORTS,
          SpecField.PUBLISH_ALL,
          SpecField.HOSTNAME,
          SpecField.EXTRA_HOSTS,
          SpecField.DNS,
          SpecField.GROUPS,
          SpecField.SYSCTLS,
          SpecField.USERNS,
          SpecField.PID,
          SpecField.IPC,
          SpecField.RESTART_POLICY,
          SpecField.HEALTH_CHECK,
          SpecField.STOP_GRACE,
          SpecField.INIT,
          SpecField.PLATFORM);

  private final JobStore store;
  private final JobRemoval removal;
  private final KubernetesVolumes volumes;
  private final PodPlanner planner;
  private final Cleanups cleanups;
  private final Clock clock;

  /**
   * Creates the facet.
   *
   * @param server the server, and whose namespace is meant
   * @param volumes where the claims of containers are made
   * @param life ends single pods
   * @param planner tells what of a container cannot be had
   * @param cleanups counts what is taken back after a cancel
   * @param clock tells when a job was made, for its marks
   */
  public KubernetesJobs(
      ApiServer server,
      KubernetesVolumes volumes,
      PodLife life,
      PodPlanner planner,
      Cleanups cleanups,
      Clock clock) {
    this.store = new JobStore(server, server.namespace());
    this.removal = new JobRemoval(store, life);
    this.volumes = volumes;
    this.planner = planner;
    this.cleanups = cleanups;
    this.clock = clock;
  }

  @Override
  public String backend() {
    return JobStore.BACKEND;
  }

  /**
   * {@inheritDoc}
   *
   * <p>Signals {@link InvalidSpecException} for a field that the plan of a container would drop,
   * and for one of an init step that belongs to the whole pod. Cancelling takes back what was made.
   */
  @Override
  public Mono<IndexedJobInfo> create(IndexedJobSpec spec, PlanMode mode) {
    Objects.requireNonNull(spec, "spec");
    Objects.requireNonNull(mode, "mode");
    String operation = "create job " + spec.name();
    return Mono.defer(
        () -> {
          planner.require(spec.template(), mode);
          spec.initSteps().forEach(step -> requireStep(step, mode, operation));
          AtomicBoolean whole = new AtomicBoolean();
          return Mono.usingWhen(
              Mono.fromSupplier(
                  () -> new JobCreation(store, removal, volumes, spec, clock, operation)),
              creation ->
                  creation
                      .made()
                      .flatMap(job -> described(job, operation))
                      .doOnNext(made -> whole.set(true)),
              creation -> Mono.<Void>empty(),
              this::takenBack,
              creation -> whole.get() ? Mono.empty() : cleanups.track(creation.takeBack()));
        });
  }

  private void requireStep(ContainerSpec step, PlanMode mode, String operation) {
    planner.require(step, mode);
    List<String> others =
        step.fieldsSet().stream().filter(OF_THE_POD::contains).map(SpecField::label).toList();
    if (!others.isEmpty()) {
      throw new InvalidSpecException(
          JobStore.context(step.image(), operation).withRemedy("the same for the job's containers"),
          "an init step has no " + String.join(", ", others) + " of its own in a pod",
          null);
    }
  }

  private Mono<Void> takenBack(JobCreation creation, Throwable cause) {
    // The first error tells more than that its consequences could not be mended.
    return cleanups
        .track(creation.takeBack())
        .onErrorResume(
            error -> {
              cause.addSuppressed(error);
              return Mono.empty();
            });
  }

  @Override
  public Mono<IndexedJobInfo> inspect(String name) {
    String operation = "inspect job " + Objects.requireNonNull(name, "name");
    return store.find(name, operation).flatMap(job -> described(job, operation));
  }

  private Mono<IndexedJobInfo> described(Job job, String operation) {
    return store.podsOf(job, operation).collectList().map(pods -> JobDescriber.of(job, pods));
  }

  @Override
  public Flux<IndexedJobInfo> watch(String name) {
    String operation = "watch job " + Objects.requireNonNull(name, "name");
    return store.find(name, operation).flatMapMany(job -> JobFollower.of(store, job, operation));
  }

  @Override
  public Flux<IndexedJobInfo> list(Map<String, String> labels) {
    Objects.requireNonNull(labels, "labels");
    String operation = "list jobs";
    return store
        .list(labels, operation)
        .collectList()
        .filter(jobs -> !jobs.isEmpty())
        .flatMapMany(
            jobs ->
                store
                    .pods(operation)
                    .collectMultimap(pod -> JobStore.mark(pod).orElse(""))
                    .flatMapIterable(
                        pods ->
                            jobs.stream()
                                .map(job -> JobDescriber.of(job, podsOf(job, pods)))
                                .toList()));
  }

  private static Collection<Pod> podsOf(Job job, Map<String, Collection<Pod>> pods) {
    return pods.getOrDefault(JobStore.mark(job).orElse(""), List.of());
  }

  @Override
  public Mono<Void> remove(String name) {
    String operation = "remove job " + Objects.requireNonNull(name, "name");
    return store
        .find(name, operation)
        .flatMap(job -> removal.end(job, operation))
        .onErrorResume(NotFoundException.class, gone -> Mono.empty());
  }
}
