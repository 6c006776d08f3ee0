package dev.fairlead.kubernetes;

import dev.fairlead.kubernetes.mapping.Names;
import dev.fairlead.kubernetes.mapping.PodLabels;
import dev.fairlead.kubernetes.mapping.PodMapping;
import dev.fairlead.kubernetes.mapping.StorageClasses;
import dev.fairlead.kubernetes.state.PodView;
import dev.fairlead.kubernetes.volume.KubernetesVolumes;
import dev.fairlead.kubernetes.workload.Belongings;
import dev.fairlead.kubernetes.workload.Creation;
import dev.fairlead.kubernetes.workload.Existing;
import dev.fairlead.spi.container.ContainerSpec;
import dev.fairlead.spi.container.CreateResult.Outcome;
import dev.fairlead.spi.container.Ownership;
import dev.fairlead.spi.error.ConflictException;
import dev.fairlead.spi.error.ErrorContext;
import dev.fairlead.spi.error.NotFoundException;
import java.time.Clock;
import reactor.core.publisher.Mono;

/**
 * One attempt to make the pod of a container, with its claims and secrets before it, the latter as
 * its property afterwards. It can be taken back whatever became of it, as long as the pod bears its
 * mark.
 */
final class PodCreation implements Creation {

  private final PodStore store;
  private final ContainerSpec spec;
  private final String operation;
  private final String name;
  private final String mark;
  private final Belongings belongings;
  private final StorageClasses storage;
  private final Mono<Made> creation;
  private volatile boolean begun;

  PodCreation(
      PodStore store,
      KubernetesVolumes volumes,
      ContainerSpec wanted,
      Clock clock,
      String operation) {
    this.store = store;
    this.operation = operation;
    ContainerSpec marked = Ownership.mark(wanted, clock);
    this.mark = marked.labels().getOrDefault(Ownership.ATTEMPT, Names.word());
    this.spec = marked.toBuilder().label(Ownership.ATTEMPT, mark).build();
    this.name = wanted.name().map(Names::pod).orElseGet(Names::free);
    this.storage = volumes.classes();
    this.belongings = new Belongings(store.secrets(), volumes, spec, name, operation);
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
    return creation;
  }

  private Mono<Made> make() {
    return belongings
        .make()
        .flatMap(
            kept ->
                store
                    .pods()
                    .create(
                        new PodMapping(
                                spec, name, belongings.secretNames(), storage, value -> value)
                            .pod(),
                        operation)
                    .flatMap(
                        pod ->
                            belongings
                                .own(kept, pod)
                                .thenReturn(new Made(new PodView(pod), Outcome.CREATED))))
        .onErrorResume(
            ConflictException.class, taken -> belongings.deleteSecrets().then(existing(taken)));
  }

  private Mono<Made> existing(ConflictException taken) {
    return store
        .pods()
        .get(name, operation)
        .onErrorMap(NotFoundException.class, gone -> taken)
        .map(
            there ->
                Existing.same(
                    there,
                    Ownership.differences(spec, PodLabels.read(there.getMetadata())),
                    "container",
                    context()))
        .map(there -> new Made(new PodView(there), Outcome.EXISTED));
  }

  private ErrorContext context() {
    String wanted = spec.name().orElse(name);
    return ErrorContext.of(KubernetesProvider.ID, operation)
        .withResource(wanted)
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
                    .then(Mono.defer(this::deletePod))
                    .then(Mono.defer(belongings::takeBack))
                : Mono.empty());
  }

  private Mono<Void> deletePod() {
    return store
        .pods()
        .get(name, operation)
        .map(PodView::new)
        .filter(
            view -> mark.equals(PodLabels.read(view.pod().getMetadata()).get(Ownership.ATTEMPT)))
        .flatMap(view -> new PodRemoval(store).end(view, operation))
        .onErrorResume(NotFoundException.class, gone -> Mono.empty());
  }
}
