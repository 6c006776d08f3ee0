package dev.fairlead.kubernetes.job;

import dev.fairlead.kubernetes.api.ApiResource.Selection;
import dev.fairlead.kubernetes.api.WatchEvent;
import dev.fairlead.spi.error.NotFoundException;
import dev.fairlead.spi.job.IndexedJobInfo;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import java.util.LinkedHashMap;
import java.util.Map;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Puts the watch of one Job and that of its pods together. */
final class JobFollower {

  private final JobStore store;
  private final String operation;
  private final Map<String, Pod> pods = new LinkedHashMap<>();
  private Job job;
  private boolean there;
  private int synced;

  private JobFollower(JobStore store, Job job, String operation) {
    this.store = store;
    this.job = job;
    this.operation = operation;
  }

  /**
   * Follows a job.
   *
   * @param job as it is now
   * @return how it is each time that something of it changed; completes behind its end
   */
  static Flux<IndexedJobInfo> of(JobStore store, Job job, String operation) {
    return Flux.defer(() -> new JobFollower(store, job, operation).changes());
  }

  private Flux<IndexedJobInfo> changes() {
    Selection itself = Selection.named(job.getMetadata().getName());
    return Flux.<WatchEvent<? extends HasMetadata>>merge(
            store.resources().jobs().watch(itself, operation).doOnNext(this::keepJob),
            store
                .resources()
                .pods()
                .watch(JobStore.partsOf(job), operation)
                .doOnNext(this::keepPod))
        .filter(event -> synced == 2)
        .concatMap(event -> now(), 1)
        .distinctUntilChanged()
        .takeUntil(info -> info.state().ended());
  }

  /** Both watches bring what the server knew at different times: the last look is one. */
  private Mono<IndexedJobInfo> now() {
    IndexedJobInfo seen = seen();
    return seen.state().ended()
        ? store
            .podsOf(current(), operation)
            .collectList()
            .map(all -> JobDescriber.of(current(), all))
        : Mono.just(seen);
  }

  private synchronized IndexedJobInfo seen() {
    return JobDescriber.of(job, pods.values());
  }

  private synchronized Job current() {
    return job;
  }

  private synchronized void keepJob(WatchEvent<Job> event) {
    switch (event.kind()) {
      case SYNCED -> {
        if (!there) {
          throw gone();
        }
        synced++;
      }
      case GONE -> throw gone();
      default -> keep(event.object().orElseThrow());
    }
  }

  private void keep(Job now) {
    if (!uid(now).equals(uid(job))) {
      throw gone();
    }
    job = now;
    there = true;
  }

  private synchronized void keepPod(WatchEvent<Pod> event) {
    switch (event.kind()) {
      case SYNCED -> synced++;
      case GONE -> event.object().ifPresent(pod -> pods.remove(uid(pod)));
      default -> event.object().ifPresent(pod -> pods.put(uid(pod), pod));
    }
  }

  private static String uid(HasMetadata object) {
    return String.valueOf(object.getMetadata().getUid());
  }

  private NotFoundException gone() {
    return JobStore.missing(job.getMetadata().getName(), operation);
  }
}
