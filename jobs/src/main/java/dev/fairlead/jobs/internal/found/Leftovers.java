package dev.fairlead.jobs.internal.found;

import dev.fairlead.core.ContainerRuntime;
import dev.fairlead.jobs.internal.workspace.WorkspaceDirectory;
import dev.fairlead.jobs.internal.workspace.WorkspaceFiles;
import dev.fairlead.spi.Capability;
import dev.fairlead.spi.container.ContainerFilter;
import dev.fairlead.spi.container.ContainerId;
import dev.fairlead.spi.container.ContainerInfo;
import dev.fairlead.spi.container.RemoveOptions;
import dev.fairlead.spi.error.AccessDeniedException;
import dev.fairlead.spi.job.IndexedJobInfo;
import dev.fairlead.spi.network.NetworkFilter;
import dev.fairlead.spi.network.NetworkInfo;
import dev.fairlead.spi.volume.VolumeFilter;
import dev.fairlead.spi.volume.VolumeInfo;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Removes what was made for a job, found by its labels: first the job where the runtime schedules
 * it, then containers, networks and volumes, and last the directory of this machine that they name.
 */
public final class Leftovers {

  private static final int AT_ONCE = 8;
  private static final int PREFETCH = 32;

  private final ContainerRuntime runtime;
  private final WorkspaceFiles files;
  private final ScheduledJobs scheduled;

  /**
   * Looks for nothing yet.
   *
   * @param runtime where the jobs are
   * @param files removes workspaces on this machine
   */
  public Leftovers(ContainerRuntime runtime, WorkspaceFiles files) {
    this.runtime = runtime;
    this.files = files;
    this.scheduled = new ScheduledJobs(runtime);
  }

  /**
   * Removes all with a label. What cannot be removed does not keep the rest, but for the directory
   * of the nodes: that stays for as long as one of them may use it, and is found by its label. That
   * nobody may see what the runtime schedules is no error where nodes were found that are single
   * containers: those are the whole job.
   *
   * @param label name of the label
   * @param value its value
   * @return how much was removed
   */
  public Mono<Long> remove(String label, String value) {
    return Mono.defer(
        () -> {
          Set<WorkspaceDirectory> workspaces = ConcurrentHashMap.newKeySet();
          return removeInRuntime(label, value, workspaces)
              .delayUntil(
                  removed ->
                      Flux.fromIterable(workspaces)
                          .concatMap(workspace -> files.remove(workspace, runtime)));
        });
  }

  private Mono<Long> removeInRuntime(
      String label, String value, Set<WorkspaceDirectory> workspaces) {
    Mono<Long> networks =
        removed(
            networks(label, value)
                .doOnNext(
                    network -> WorkspaceDirectory.read(network.labels()).ifPresent(workspaces::add))
                .map(NetworkInfo::id),
            runtime.networks()::remove);
    Mono<Long> volumes =
        removed(volumes(label, value).map(VolumeInfo::name), runtime.volumes()::remove);
    AtomicReference<@Nullable AccessDeniedException> unseen = new AtomicReference<>();
    Mono<Long> containers =
        removed(
                containers(label, value)
                    .doOnNext(
                        container ->
                            WorkspaceDirectory.read(container.labels()).ifPresent(workspaces::add))
                    .doOnNext(
                        container -> {
                          if (container.labels().containsKey(JobLabels.RANK)) {
                            unseen.set(null);
                          }
                        })
                    .map(ContainerInfo::id),
                this::remove)
            .flatMap(removed -> failed(unseen.get(), removed));
    Mono<Long> jobs =
        removed(
            jobs(label, value)
                .onErrorResume(
                    AccessDeniedException.class,
                    denied -> {
                      unseen.set(denied);
                      return Flux.empty();
                    })
                .map(IndexedJobInfo::name),
            runtime.indexedJobs()::remove);
    return both(both(jobs, containers), both(networks, volumes));
  }

  /** One after the other, also if the first one fails; its error is the one that is told. */
  private static Mono<Long> both(Mono<Long> first, Mono<Long> second) {
    return Mono.defer(
        () -> {
          AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
          return first
              .doOnError(failure::set)
              .onErrorReturn(0L)
              .flatMap(removed -> second.map(more -> removed + more))
              .onErrorMap(error -> told(failure.get(), error))
              .flatMap(removed -> failed(failure.get(), removed));
        });
  }

  private static Throwable told(@Nullable Throwable first, Throwable second) {
    return first == null ? second : first;
  }

  private static Mono<Long> failed(@Nullable Throwable failure, long removed) {
    return failure == null ? Mono.just(removed) : Mono.error(failure);
  }

  private Mono<Void> remove(ContainerId id) {
    return runtime.containers().remove(id, RemoveOptions.force());
  }

  private static <T> Mono<Long> removed(Flux<T> things, Function<T, Mono<Void>> removal) {
    return things
        .flatMapDelayError(thing -> removal.apply(thing).thenReturn(thing), AT_ONCE, PREFETCH)
        .count();
  }

  /**
   * What has a label, in words.
   *
   * @param label name of the label
   * @param value its value
   * @return for example "network train-net"
   */
  public Flux<String> words(String label, String value) {
    return Flux.concat(
        jobs(label, value).map(job -> "job " + job.name()),
        containers(label, value).map(container -> "container " + container.name()),
        networks(label, value).map(network -> "network " + network.name()),
        volumes(label, value).map(volume -> "volume " + volume.name()));
  }

  private Flux<IndexedJobInfo> jobs(String label, String value) {
    return scheduled.named(Map.of(label, value));
  }

  private Flux<ContainerInfo> containers(String label, String value) {
    return runtime
        .containers()
        .list(ContainerFilter.all().withLabel(label, value))
        .filter(JobLabels::areOn);
  }

  private Flux<NetworkInfo> networks(String label, String value) {
    return runtime.capabilities().has(Capability.NETWORKS)
        ? runtime.networks().list(NetworkFilter.all().withLabels(Map.of(label, value)))
        : Flux.empty();
  }

  private Flux<VolumeInfo> volumes(String label, String value) {
    return runtime.capabilities().has(Capability.VOLUMES)
        ? runtime.volumes().list(VolumeFilter.all().withLabels(Map.of(label, value)))
        : Flux.empty();
  }
}
