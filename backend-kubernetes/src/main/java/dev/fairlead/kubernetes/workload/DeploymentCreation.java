package dev.fairlead.kubernetes.workload;

import dev.fairlead.kubernetes.mapping.DeploymentMapping;
import dev.fairlead.kubernetes.mapping.Names;
import dev.fairlead.kubernetes.mapping.PodLabels;
import dev.fairlead.kubernetes.mapping.PodMapping;
import dev.fairlead.kubernetes.volume.KubernetesVolumes;
import dev.fairlead.spi.container.ContainerId;
import dev.fairlead.spi.container.ContainerSpec;
import dev.fairlead.spi.container.CreateResult.Outcome;
import dev.fairlead.spi.container.Ownership;
import dev.fairlead.spi.error.ConflictException;
import dev.fairlead.spi.error.ErrorContext;
import dev.fairlead.spi.error.NotFoundException;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import java.time.Clock;
import reactor.core.publisher.Mono;

/**
 * One attempt to make the Deployment of a container: its claims and secrets, itself, and its
 * Service as its property. Each is made by POST, which tells that there is one of the name; an
 * apply would take over what somebody else made.
 */
final class DeploymentCreation implements Creation {

  private final DeploymentStore store;
  private final CurrentPod current;
  private final DeploymentScale scale;
  private final DeploymentRemoval removal;
  private final ContainerSpec spec;
  private final String operation;
  private final String name;
  private final String mark;
  private final DeploymentMapping mapping;
  private final Belongings belongings;
  private final Mono<There> creation;
  private volatile boolean begun;

  DeploymentCreation(
      DeploymentStore store,
      KubernetesVolumes volumes,
      CurrentPod current,
      DeploymentScale scale,
      DeploymentRemoval removal,
      ContainerSpec wanted,
      Clock clock,
      String operation) {
    this.store = store;
    this.current = current;
    this.scale = scale;
    this.removal = removal;
    this.operation = operation;
    ContainerSpec marked = Ownership.mark(wanted, clock);
    this.mark = marked.labels().getOrDefault(Ownership.ATTEMPT, Names.word());
    this.spec = marked.toBuilder().label(Ownership.ATTEMPT, mark).build();
    this.name = wanted.name().map(Names::pod).orElseGet(Names::free);
    this.belongings = new Belongings(store.resources().secrets(), volumes, spec, name, operation);
    this.mapping =
        new DeploymentMapping(
            spec,
            name,
            mark,
            new PodMapping(
                spec, name, belongings.secretNames(), volumes.classes(), value -> value));
    // Not cancelled half-way: whoever takes it back has to know what became of it.
    this.creation =
        Mono.defer(
                () -> {
                  begun = true;
                  return make();
                })
            .cache();
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public Mono<Made> made() {
    return creation.flatMap(
        made ->
            current
                .first(made.deployment(), operation)
                .map(view -> new Made(view, made.outcome())));
  }

  /** What the server has of it. */
  private record There(Deployment deployment, Outcome outcome) {}

  private Mono<There> make() {
    return freeOfPods()
        .then(Mono.defer(belongings::make))
        .flatMap(
            kept ->
                store
                    .resources()
                    .deployments()
                    .create(mapping.deployment(), operation)
                    .onErrorResume(
                        ConflictException.class,
                        taken -> belongings.deleteSecrets().then(Mono.error(new Taken(taken))))
                    .flatMap(
                        made ->
                            belongings
                                .own(kept, made)
                                .then(
                                    Mono.defer(
                                        () ->
                                            new Owned(store.resources(), made, operation)
                                                .service(mapping.service(), this::taken)))
                                .thenReturn(new There(made, Outcome.CREATED))))
        .onErrorResume(Taken.class, this::existing);
  }

  /** Pods and Deployments have names of their own each; containers have one for both. */
  private Mono<Void> freeOfPods() {
    return spec.name().isEmpty()
        ? Mono.empty()
        : store
            .resources()
            .pods()
            .get(name, operation)
            .onErrorResume(NotFoundException.class, free -> Mono.empty())
            .flatMap(pod -> Mono.error(() -> taken("a pod has that name")));
  }

  private Mono<There> existing(Taken taken) {
    return store
        .find(ContainerId.of(name), operation)
        .onErrorMap(
            NotFoundException.class,
            others -> taken("a Deployment that is none of ours has that name"))
        .map(
            there ->
                Existing.same(
                    there,
                    Ownership.differences(spec, PodLabels.read(there.getMetadata())),
                    "container",
                    context()))
        .flatMap(
            there ->
                DeploymentStore.isStopped(there)
                    ? scale.to(there, DeploymentScale.ONE, operation)
                    : Mono.just(there))
        .map(there -> new There(there, Outcome.EXISTED));
  }

  private ErrorContext context() {
    String wanted = spec.name().orElse(name);
    return DeploymentStore.context(wanted, operation)
        .withNativeCode("HTTP 409")
        .withRemedy("fairlead rm " + wanted + ", or another --name");
  }

  @Override
  public ConflictException taken(String why) {
    return new ConflictException(context(), why, null);
  }

  @Override
  public Mono<Void> takeBack() {
    return Mono.defer(
        () ->
            begun
                ? creation
                    .then()
                    .onErrorComplete()
                    .then(Mono.defer(this::deleteAll))
                    .then(Mono.defer(belongings::takeBack))
                : Mono.empty());
  }

  private Mono<Void> deleteAll() {
    return store
        .find(ContainerId.of(name), operation)
        .filter(made -> mark.equals(DeploymentStore.mark(made).orElse("")))
        .flatMap(made -> removal.end(made, operation))
        .onErrorResume(NotFoundException.class, gone -> Mono.empty());
  }

  /** There is a Deployment of the name. */
  private static final class Taken extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Taken(ConflictException cause) {
      super(cause.getMessage(), cause, false, false);
    }
  }
}
