package dev.fairlead.kubernetes.job;

import dev.fairlead.kubernetes.api.ApiResource.Selection;
import dev.fairlead.kubernetes.api.ApiServer;
import dev.fairlead.kubernetes.api.Resources;
import dev.fairlead.kubernetes.mapping.PodLabels;
import dev.fairlead.spi.error.ErrorContext;
import dev.fairlead.spi.error.NotFoundException;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import java.util.Map;
import java.util.Optional;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** The Jobs of one namespace that were made here, with all that belongs to them. */
final class JobStore {

  static final String BACKEND = "kubernetes";

  private final Resources resources;

  JobStore(ApiServer server, String namespace) {
    this.resources = new Resources(server, namespace);
  }

  Resources resources() {
    return resources;
  }

  /** A {@link NotFoundException} if there is none; those of others are not ours to tell of. */
  Mono<Job> find(String name, String operation) {
    return resources
        .jobs()
        .get(name, operation)
        .onErrorResume(NotFoundException.class, missing -> Mono.empty())
        .filter(job -> mark(job).isPresent())
        .switchIfEmpty(Mono.error(() -> missing(name, operation)));
  }

  Flux<Job> list(Map<String, String> labels, String operation) {
    String wanted = PodLabels.selector(labels);
    String selector = wanted.isEmpty() ? JobMapping.SELECTOR : JobMapping.SELECTOR + "," + wanted;
    return resources
        .jobs()
        .list(new Selection(selector, ""), operation)
        .filter(job -> PodLabels.match(PodLabels.read(job.getMetadata()), labels));
  }

  Flux<Pod> podsOf(Job job, String operation) {
    return resources.pods().list(partsOf(job), operation);
  }

  /** The pods of all jobs. */
  Flux<Pod> pods(String operation) {
    return resources.pods().list(new Selection(JobMapping.SELECTOR, ""), operation);
  }

  static Selection partsOf(Job job) {
    return new Selection(JobMapping.SELECTOR + "=" + mark(job).orElseThrow(), "");
  }

  /** Which job something belongs to; empty for what is none of ours. */
  static Optional<String> mark(HasMetadata object) {
    return Optional.ofNullable(object.getMetadata().getLabels())
        .map(all -> all.get(JobMapping.SELECTOR));
  }

  static ErrorContext context(String name, String operation) {
    return ErrorContext.of(BACKEND, operation).withResource(name);
  }

  static NotFoundException missing(String name, String operation) {
    return new NotFoundException(
        NotFoundException.Kind.JOB,
        context(name, operation).withNativeCode("HTTP 404").withRemedy("fairlead job ls"),
        "there is no job of that name that was made here",
        null);
  }
}
