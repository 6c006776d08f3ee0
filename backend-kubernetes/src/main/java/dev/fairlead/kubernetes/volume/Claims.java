package dev.fairlead.kubernetes.volume;

import dev.fairlead.kubernetes.api.ApiResource;
import dev.fairlead.kubernetes.api.ApiResource.DeleteOptions;
import dev.fairlead.kubernetes.api.ApiResource.Selection;
import dev.fairlead.kubernetes.api.ApiServer;
import dev.fairlead.kubernetes.api.Resources;
import dev.fairlead.kubernetes.mapping.Names;
import dev.fairlead.kubernetes.mapping.PodLabels;
import dev.fairlead.kubernetes.state.ContainerOfPod;
import dev.fairlead.spi.error.AccessDeniedException;
import dev.fairlead.spi.error.ConflictException;
import dev.fairlead.spi.error.ErrorContext;
import dev.fairlead.spi.error.NotFoundException;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaimList;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodList;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** The claims of one namespace, by the names of their volumes, and the pods that mount them. */
final class Claims {

  private static final String BACKEND = "kubernetes";
  private static final Selection ALL = new Selection("", "");

  private final ApiResource<PersistentVolumeClaim, PersistentVolumeClaimList> claims;
  private final ApiResource<Pod, PodList> pods;
  private final ApiResource<Deployment, DeploymentList> deployments;

  Claims(ApiServer server, String namespace) {
    Resources resources = new Resources(server, namespace);
    this.claims = resources.claims();
    this.pods = resources.pods();
    this.deployments = resources.deployments();
  }

  static ErrorContext context(String volume, String operation) {
    return ErrorContext.of(BACKEND, operation).withResource(volume);
  }

  Mono<PersistentVolumeClaim> find(String volume, String operation) {
    return claims
        .get(Names.pod(volume), operation)
        .onErrorMap(
            NotFoundException.class,
            missing ->
                new NotFoundException(
                    NotFoundException.Kind.VOLUME,
                    context(volume, operation)
                        .withNativeCode("HTTP 404")
                        .withRemedy("fairlead volume ls"),
                    "there is no claim for volume " + volume,
                    null));
  }

  Mono<PersistentVolumeClaim> create(PersistentVolumeClaim claim, String operation) {
    return claims.create(claim, operation);
  }

  Flux<PersistentVolumeClaim> list(Map<String, String> labels, String operation) {
    return claims.list(new Selection(PodLabels.selector(labels), ""), operation);
  }

  /** Asks for the end of one claim, and of no other of its name. */
  Mono<Void> delete(PersistentVolumeClaim claim, String operation) {
    String name = claim.getMetadata().getName();
    DeleteOptions thisOne =
        new DeleteOptions(Optional.empty(), Optional.of(claim.getMetadata().getUid()));
    return claims
        .delete(name, thisOne, operation)
        // Another claim of the name, which is not meant, has taken its place.
        .onErrorResume(ConflictException.class, another -> Mono.empty());
  }

  /** Waits until a claim is gone, for which no pod may mount it any more. */
  Mono<Void> gone(PersistentVolumeClaim claim, String operation) {
    return claims.gone(claim.getMetadata().getName(), claim.getMetadata().getUid(), operation);
  }

  /** Names of the containers that mount each claim, whether they run or not. */
  Mono<Map<String, Set<String>>> users(String operation) {
    return Flux.concat(
            pods.list(ALL, operation).map(pod -> new User(pod.getMetadata(), pod.getSpec())),
            stopped(operation))
        .collect(
            LinkedHashMap::new,
            (users, user) ->
                user.mounted()
                    .forEach(
                        claim ->
                            users
                                .computeIfAbsent(claim, first -> new LinkedHashSet<>())
                                .add(user.name())));
  }

  /** Those that have no pod now, as far as this user may look at them. */
  private Flux<User> stopped(String operation) {
    return deployments
        .list(ALL, operation)
        .map(one -> new User(one.getMetadata(), one.getSpec().getTemplate().getSpec()))
        .onErrorResume(AccessDeniedException.class, unseen -> Flux.empty());
  }

  /** What mounts claims. */
  private record User(ObjectMeta metadata, PodSpec spec) {

    String name() {
      return ContainerOfPod.of(metadata).name();
    }

    Stream<String> mounted() {
      return Stream.ofNullable(spec.getVolumes())
          .flatMap(List::stream)
          .map(Volume::getPersistentVolumeClaim)
          .filter(Objects::nonNull)
          .map(source -> source.getClaimName());
    }
  }
}
