package dev.fairlead.kubernetes.job;

import dev.fairlead.kubernetes.mapping.Names;
import dev.fairlead.kubernetes.mapping.PodLabels;
import dev.fairlead.kubernetes.mapping.SecretNames;
import dev.fairlead.kubernetes.volume.KubernetesVolumes;
import dev.fairlead.kubernetes.workload.Belongings;
import dev.fairlead.kubernetes.workload.Existing;
import dev.fairlead.kubernetes.workload.Owned;
import dev.fairlead.spi.container.ContainerSpec;
import dev.fairlead.spi.container.ContainerSpecBuilder;
import dev.fairlead.spi.container.Ownership;
import dev.fairlead.spi.error.ConflictException;
import dev.fairlead.spi.error.ErrorContext;
import dev.fairlead.spi.error.NotFoundException;
import dev.fairlead.spi.job.IndexedJobSpec;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * One attempt to make a Job: the claims and secrets of its containers, itself, and its Service as
 * its property. It can be taken back whatever became of it, as long as the Job bears its mark.
 */
final class JobCreation {

  private final JobStore store;
  private final JobRemoval removal;
  private final IndexedJobSpec spec;
  private final Map<String, String> labels;
  private final String mark;
  private final String operation;
  private final List<Belongings> belongings;
  private final JobMapping mapping;
  private final Mono<Job> creation;
  private volatile boolean begun;

  JobCreation(
      JobStore store,
      JobRemoval removal,
      KubernetesVolumes volumes,
      IndexedJobSpec wanted,
      Clock clock,
      String operation) {
    this.store = store;
    this.removal = removal;
    this.operation = operation;
    this.labels = new LinkedHashMap<>(wanted.labels());
    labels.putAll(Ownership.marks(wanted.canonicalFields(), wanted.labels(), clock));
    this.mark = labels.computeIfAbsent(Ownership.ATTEMPT, absent -> Names.word());
    this.spec = wanted;
    ContainerSpec template = marked(wanted.template(), clock);
    List<ContainerSpec> steps =
        wanted.initSteps().stream().map(step -> marked(step, clock)).toList();
    this.belongings =
        Stream.concat(Stream.of(template), steps.stream())
            .map(
                part ->
                    new Belongings(
                        store.resources().secrets(), volumes, part, wanted.name(), operation))
            .toList();
    this.mapping = new JobMapping(wanted, template, steps, labels, mark, volumes.classes());
    // Not cancelled half-way: whoever takes it back has to know what became of it.
    this.creation =
        Mono.defer(
                () -> {
                  begun = true;
                  return make();
                })
            .cache();
  }

  /** What the job is labelled with, its containers are too. */
  private ContainerSpec marked(ContainerSpec part, Clock clock) {
    ContainerSpecBuilder builder = part.toBuilder();
    labels.forEach(
        (key, value) -> {
          if (!part.labels().containsKey(key)) {
            builder.label(key, value);
          }
        });
    return Ownership.mark(builder.build(), clock);
  }

  /** Makes it, once for all subscribers; or finds the one that is there. */
  Mono<Job> made() {
    return creation;
  }

  private Mono<Job> make() {
    return Flux.fromIterable(belongings)
        .concatMap(Belongings::make)
        .collectList()
        .flatMap(
            secrets ->
                store
                    .resources()
                    .jobs()
                    .create(mapping.job(names()), operation)
                    .onErrorResume(
                        ConflictException.class,
                        taken -> deleteSecrets().then(Mono.error(new Taken(taken))))
                    .flatMap(job -> owned(job, secrets).thenReturn(job)))
        .onErrorResume(Taken.class, this::existing);
  }

  private List<SecretNames> names() {
    return belongings.stream().map(Belongings::secretNames).toList();
  }

  private Mono<Void> owned(Job job, List<List<Secret>> secrets) {
    return Flux.fromIterable(secrets)
        .index()
        .concatMap(each -> belongings.get(each.getT1().intValue()).own(each.getT2(), job))
        .then(
            Mono.defer(
                () ->
                    new Owned(store.resources(), job, operation)
                        .service(mapping.service(), this::taken)));
  }

  private Mono<Job> existing(Taken taken) {
    return store
        .find(spec.name(), operation)
        .onErrorMap(
            NotFoundException.class, others -> taken("a Job that is none of ours has that name"))
        .map(
            there ->
                Existing.same(
                    there,
                    Ownership.differences(
                        spec.canonicalFields(), PodLabels.read(there.getMetadata())),
                    "job",
                    context()));
  }

  private ErrorContext context() {
    return JobStore.context(spec.name(), operation)
        .withNativeCode("HTTP 409")
        .withRemedy("fairlead job rm " + spec.name() + ", or another --name");
  }

  private ConflictException taken(String why) {
    return new ConflictException(context(), why, null);
  }

  private Mono<Void> deleteSecrets() {
    return Flux.fromIterable(belongings).concatMap(Belongings::deleteSecrets).then();
  }

  /** Removes what this attempt made, once it is known what that is, and nothing else. */
  Mono<Void> takeBack() {
    return Mono.defer(
        () ->
            begun
                ? creation
                    .then()
                    .onErrorComplete()
                    .then(Mono.defer(this::deleteJob))
                    .thenMany(Flux.fromIterable(belongings))
                    .concatMap(Belongings::takeBack)
                    .then()
                : Mono.empty());
  }

  private Mono<Void> deleteJob() {
    return store
        .find(spec.name(), operation)
        .filter(job -> mark.equals(JobStore.mark(job).orElse("")))
        .flatMap(job -> removal.end(job, operation))
        .onErrorResume(NotFoundException.class, gone -> Mono.empty());
  }

  /** There is a Job of the name. */
  private static final class Taken extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Taken(ConflictException cause) {
      super(cause.getMessage(), cause, false, false);
    }
  }
}
