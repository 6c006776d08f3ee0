package dev.fairlead.kubernetes.workload;

import dev.fairlead.kubernetes.api.ApiResource;
import dev.fairlead.kubernetes.api.ApiResource.DeleteOptions;
import dev.fairlead.kubernetes.mapping.SecretMapping;
import dev.fairlead.kubernetes.mapping.SecretNames;
import dev.fairlead.kubernetes.mapping.VolumeNames;
import dev.fairlead.kubernetes.volume.KubernetesVolumes;
import dev.fairlead.kubernetes.volume.MountedClaims;
import dev.fairlead.spi.container.ContainerSpec;
import dev.fairlead.spi.container.Ownership;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * What a container has beside what runs it: claims for its volumes, and secrets. They are made
 * before what points to them, or a kubelet would be sooner. Secrets are its property afterwards;
 * claims outlive it.
 */
public final class Belongings {

  private static final DeleteOptions AT_ONCE = new DeleteOptions(Optional.of(0L), Optional.empty());

  private final ApiResource<Secret, SecretList> secrets;
  private final SecretMapping mapping;
  private final MountedClaims claims;
  private final String operation;

  /**
   * Prepares them, and asks nothing yet.
   *
   * @param secrets where secrets are made
   * @param volumes where claims are made
   * @param spec what the container is made from, with its marks
   * @param name the name of its pod or Deployment
   * @param operation what is asked
   */
  public Belongings(
      ApiResource<Secret, SecretList> secrets,
      KubernetesVolumes volumes,
      ContainerSpec spec,
      String name,
      String operation) {
    this.secrets = secrets;
    this.mapping = new SecretMapping(spec, name);
    this.claims = volumes.mounted(new VolumeNames(spec, volumes.classes()), marks(spec), operation);
    this.operation = operation;
  }

  /** The marks of what is made beside the container, and is not the same thing. */
  private static Map<String, String> marks(ContainerSpec spec) {
    Map<String, String> marks = new LinkedHashMap<>(spec.labels());
    marks.keySet().retainAll(Set.of(Ownership.OWNER, Ownership.CREATED, Ownership.ATTEMPT));
    return marks;
  }

  /**
   * The names of the secrets.
   *
   * @return the names, of those that are needed
   */
  public SecretNames secretNames() {
    return mapping.names();
  }

  /**
   * Makes all that is not there.
   *
   * @return the secrets that were made, for {@link #own}
   */
  public Mono<List<Secret>> make() {
    return claims
        .ensure()
        .thenMany(Flux.fromIterable(mapping.secrets()))
        .concatMap(secret -> secrets.create(secret, operation))
        .collectList();
  }

  /**
   * From now on secrets are collected with their owner, whoever deletes that.
   *
   * @param made what was made
   * @param owner the object, as the server has it
   * @return completes when the server took note
   */
  public Mono<Void> own(List<Secret> made, HasMetadata owner) {
    Map<String, Object> reference =
        Map.of(
            "apiVersion", owner.getApiVersion(),
            "kind", owner.getKind(),
            "name", owner.getMetadata().getName(),
            "uid", owner.getMetadata().getUid());
    Map<String, Object> patch = Map.of("metadata", Map.of("ownerReferences", List.of(reference)));
    return Flux.fromIterable(made)
        .concatMap(secret -> secrets.patch(secret.getMetadata().getName(), patch, operation))
        .then();
  }

  /**
   * Deletes the secrets.
   *
   * @return completes when they are gone
   */
  public Mono<Void> deleteSecrets() {
    SecretNames names = secretNames();
    return deleteSecrets(
        secrets,
        Flux.concat(Mono.justOrEmpty(names.environment()), Mono.justOrEmpty(names.registry())),
        operation);
  }

  /**
   * Removes what this attempt made. What runs the container has to be gone before.
   *
   * @return completes when it is gone
   */
  public Mono<Void> takeBack() {
    return deleteSecrets().then(Mono.defer(claims::takeBack));
  }

  /**
   * Deletes secrets. The cluster collects them too, and takes its time.
   *
   * @param secrets where they are
   * @param names their names
   * @param operation what is asked
   * @return completes when they are gone
   */
  public static Mono<Void> deleteSecrets(
      ApiResource<Secret, SecretList> secrets, Flux<String> names, String operation) {
    return names.concatMap(name -> secrets.delete(name, AT_ONCE, operation)).then();
  }
}
