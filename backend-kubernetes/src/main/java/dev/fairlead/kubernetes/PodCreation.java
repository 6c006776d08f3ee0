package dev.fairlead.kubernetes;

import dev.fairlead.kubernetes.api.ApiResource.DeleteOptions;
import dev.fairlead.kubernetes.mapping.Names;
import dev.fairlead.kubernetes.mapping.PodLabels;
import dev.fairlead.kubernetes.mapping.PodMapping;
import dev.fairlead.kubernetes.mapping.SecretMapping;
import dev.fairlead.kubernetes.mapping.StorageClasses;
import dev.fairlead.kubernetes.mapping.VolumeNames;
import dev.fairlead.kubernetes.state.PodView;
import dev.fairlead.kubernetes.volume.KubernetesVolumes;
import dev.fairlead.kubernetes.volume.MountedClaims;
import dev.fairlead.spi.container.ContainerSpec;
import dev.fairlead.spi.container.CreateResult.Outcome;
import dev.fairlead.spi.container.Ownership;
import dev.fairlead.spi.error.ConflictException;
import dev.fairlead.spi.error.ErrorContext;
import dev.fairlead.spi.error.NotFoundException;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.Secret;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * One attempt to make the pod of a container, with its claims and secrets before it, the latter as
 * its property afterwards. It can be taken back whatever became of it, as long as the pod bears its
 * mark.
 */
final class PodCreation {

  private static final int DELETED_AT_ONCE = 0;

  private final PodStore store;
  private final ContainerSpec spec;
  private final String operation;
  private final String name;
  private final String mark;
  private final SecretMapping secrets;
  private final StorageClasses storage;
  private final MountedClaims claims;
  private final Mono<Made> creation;
  private volatile boolean begun;

  /**
   * The pod, and whether this attempt made it.
   *
   * @param view the pod
   * @param outcome whether it was there
   */
  record Made(PodView view, Outcome outcome) {}

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
    this.secrets = new SecretMapping(spec, name);
    this.storage = volumes.classes();
    this.claims = volumes.mounted(new VolumeNames(spec, storage), marks(spec), operation);
    // Not cancelled half-way: whoever takes it back has to know what became of it.
    this.creation =
        Mono.defer(
                () -> {
                  begun = true;
                  return make();
                })
            .cache();
  }

  /** The marks of what is made beside the pod, and is not the same thing. */
  private static Map<String, String> marks(ContainerSpec spec) {
    Map<String, String> marks = new LinkedHashMap<>(spec.labels());
    marks.keySet().retainAll(Set.of(Ownership.OWNER, Ownership.CREATED, Ownership.ATTEMPT));
    return marks;
  }

  /** The name of the pod. */
  String name() {
    return name;
  }

  /** Makes it, once for all subscribers. */
  Mono<Made> made() {
    return creation;
  }

  private Mono<Made> make() {
    return claims
        .ensure()
        .thenMany(Flux.fromIterable(secrets.secrets()))
        .concatMap(secret -> store.secrets().create(secret, operation))
        .collectList()
        .flatMap(
            kept ->
                store
                    .pods()
                    .create(
                        new PodMapping(spec, name, secrets.names(), storage, value -> value).pod(),
                        operation)
                    .flatMap(
                        pod ->
                            own(kept, pod.getMetadata())
                                .thenReturn(new Made(new PodView(pod), Outcome.CREATED))))
        .onErrorResume(ConflictException.class, taken -> deleteSecrets().then(existing(taken)));
  }

  /** From now on they are collected with the pod, whoever deletes that. */
  private Mono<Void> own(List<Secret> kept, ObjectMeta pod) {
    Map<String, Object> owner =
        Map.of("apiVersion", "v1", "kind", "Pod", "name", pod.getName(), "uid", pod.getUid());
    Map<String, Object> patch = Map.of("metadata", Map.of("ownerReferences", List.of(owner)));
    return Flux.fromIterable(kept)
        .concatMap(
            secret -> store.secrets().patch(secret.getMetadata().getName(), patch, operation))
        .then();
  }

  private Mono<Made> existing(ConflictException taken) {
    return store
        .pods()
        .get(name, operation)
        .map(PodView::new)
        .onErrorMap(NotFoundException.class, gone -> taken)
        .map(this::compared);
  }

  private ErrorContext context() {
    String wanted = spec.name().orElse(name);
    return ErrorContext.of(KubernetesProvider.ID, operation)
        .withResource(wanted)
        .withNativeCode("HTTP 409")
        .withRemedy("fairlead rm " + wanted + ", or another --name");
  }

  /** That somebody else has the name. */
  ConflictException taken(String why) {
    return new ConflictException(context(), why, null);
  }

  private Made compared(PodView view) {
    ErrorContext context = context();
    if (view.deleted()) {
      throw new ConflictException(
          context.withRemedy("again in some seconds"), "a pod of that name is being deleted", null);
    }
    List<String> different = Ownership.differences(spec, PodLabels.read(view.pod().getMetadata()));
    if (!different.isEmpty()) {
      throw new ConflictException(
          different,
          context,
          "a container of that name exists, and differs in " + String.join(", ", different),
          null);
    }
    return new Made(view, Outcome.EXISTED);
  }

  /** Removes what this attempt made, once it is known what that is, and nothing else. */
  Mono<Void> takeBack() {
    return Mono.defer(
        () ->
            begun
                ? creation
                    .then()
                    .onErrorComplete()
                    .then(Mono.defer(this::deletePod))
                    .then(Mono.defer(this::deleteSecrets))
                    .then(Mono.defer(claims::takeBack))
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

  private Mono<Void> deleteSecrets() {
    return Flux.concat(
            Mono.justOrEmpty(secrets.names().environment()),
            Mono.justOrEmpty(secrets.names().registry()))
        .concatMap(
            secret ->
                store
                    .secrets()
                    .delete(
                        secret,
                        new DeleteOptions(Optional.of((long) DELETED_AT_ONCE), Optional.empty()),
                        operation))
        .then();
  }
}
