package dev.fairlead.kubernetes.workload;

import dev.fairlead.kubernetes.api.ApiResource;
import dev.fairlead.kubernetes.api.ApiResource.DeleteOptions;
import dev.fairlead.kubernetes.mapping.SecretMapping;
import dev.fairlead.kubernetes.mapping.SecretNames;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * The secrets of a container: made before what points to them, or a kubelet would be sooner, and
 * its property afterwards.
 */
public final class MadeSecrets {

  private static final DeleteOptions AT_ONCE = new DeleteOptions(Optional.of(0L), Optional.empty());

  private final ApiResource<Secret, SecretList> secrets;
  private final SecretMapping mapping;
  private final String operation;

  /**
   * Prepares them.
   *
   * @param secrets where they are made
   * @param mapping what they hold
   * @param operation what is asked
   */
  public MadeSecrets(
      ApiResource<Secret, SecretList> secrets, SecretMapping mapping, String operation) {
    this.secrets = secrets;
    this.mapping = mapping;
    this.operation = operation;
  }

  /**
   * Their names.
   *
   * @return the names, of those that are needed
   */
  public SecretNames names() {
    return mapping.names();
  }

  /**
   * Makes them.
   *
   * @return those that were made, for {@link #own}
   */
  public Mono<List<Secret>> make() {
    return Flux.fromIterable(mapping.secrets())
        .concatMap(secret -> secrets.create(secret, operation))
        .collectList();
  }

  /**
   * From now on they are collected with their owner, whoever deletes that.
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
   * Deletes them.
   *
   * @return completes when they are gone
   */
  public Mono<Void> delete() {
    return delete(
        secrets,
        Flux.concat(Mono.justOrEmpty(names().environment()), Mono.justOrEmpty(names().registry())),
        operation);
  }

  /**
   * Deletes secrets. The cluster collects them too, and takes its time.
   *
   * @param secrets where they are
   * @param names their names
   * @param operation what is asked
   * @return completes when they are gone
   */
  public static Mono<Void> delete(
      ApiResource<Secret, SecretList> secrets, Flux<String> names, String operation) {
    return names.concatMap(name -> secrets.delete(name, AT_ONCE, operation)).then();
  }
}
