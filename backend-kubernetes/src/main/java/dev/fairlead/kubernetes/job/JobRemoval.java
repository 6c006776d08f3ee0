package dev.fairlead.kubernetes.job;

import dev.fairlead.kubernetes.api.ApiResource.DeleteOptions;
import dev.fairlead.kubernetes.mapping.Names;
import dev.fairlead.kubernetes.mapping.SecretMapping;
import dev.fairlead.kubernetes.state.PodView;
import dev.fairlead.kubernetes.workload.Belongings;
import dev.fairlead.kubernetes.workload.PodLife;
import dev.fairlead.spi.error.NotFoundException;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import java.util.Optional;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Deletes a Job with all that belongs to it, and waits until all of that is gone. */
final class JobRemoval {

  /** How many pods are ended at a time. */
  private static final int AT_ONCE = 16;

  private final JobStore store;
  private final PodLife life;

  JobRemoval(JobStore store, PodLife life) {
    this.store = store;
    this.life = life;
  }

  /** From above to below, so that nothing makes anew what was deleted. */
  Mono<Void> end(Job job, String operation) {
    String name = job.getMetadata().getName();
    return store
        .resources()
        .jobs()
        .delete(name, only(job), operation)
        .then(
            Mono.defer(
                () -> store.resources().jobs().gone(name, job.getMetadata().getUid(), operation)))
        .then(Mono.defer(() -> endPods(job, operation)))
        .then(Mono.defer(() -> deleteService(job, operation)))
        .then(Mono.defer(() -> deleteSecrets(job, operation)));
  }

  private Mono<Void> endPods(Job job, String operation) {
    return store
        .podsOf(job, operation)
        .flatMap(pod -> life.end(new PodView(pod), operation), AT_ONCE)
        .then();
  }

  private static DeleteOptions only(HasMetadata object) {
    return new DeleteOptions(Optional.empty(), Optional.of(object.getMetadata().getUid()));
  }

  /** Collected by the cluster too, which takes its time. */
  private Mono<Void> deleteService(Job job, String operation) {
    String name = Names.service(job.getMetadata().getName());
    return store
        .resources()
        .services()
        .get(name, operation)
        .filter(found -> JobStore.mark(found).equals(JobStore.mark(job)))
        .flatMap(found -> store.resources().services().delete(name, only(found), operation))
        .onErrorResume(NotFoundException.class, gone -> Mono.empty());
  }

  private Mono<Void> deleteSecrets(Job job, String operation) {
    PodSpec pod = job.getSpec().getTemplate().getSpec();
    return Belongings.deleteSecrets(
        store.resources().secrets(),
        Flux.fromIterable(SecretMapping.of(job.getMetadata().getName(), pod)),
        operation);
  }
}
