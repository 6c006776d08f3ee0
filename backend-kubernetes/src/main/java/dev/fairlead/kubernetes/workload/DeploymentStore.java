package dev.fairlead.kubernetes.workload;

import dev.fairlead.kubernetes.api.ApiPath;
import dev.fairlead.kubernetes.api.ApiResource;
import dev.fairlead.kubernetes.api.ApiResource.Selection;
import dev.fairlead.kubernetes.api.ApiServer;
import dev.fairlead.kubernetes.api.WatchEvent;
import dev.fairlead.kubernetes.mapping.DeploymentMapping;
import dev.fairlead.kubernetes.mapping.Names;
import dev.fairlead.kubernetes.state.PodView;
import dev.fairlead.spi.container.ContainerId;
import dev.fairlead.spi.error.AccessDeniedException;
import dev.fairlead.spi.error.ErrorContext;
import dev.fairlead.spi.error.NotFoundException;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodList;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretList;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceList;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentList;
import io.fabric8.kubernetes.api.model.apps.ReplicaSet;
import io.fabric8.kubernetes.api.model.apps.ReplicaSetList;
import java.util.Optional;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** The Deployments of one namespace that are containers, with all that belongs to them. */
final class DeploymentStore {

  static final String BACKEND = "kubernetes";

  private final ApiResource<Deployment, DeploymentList> deployments;
  private final ApiResource<ReplicaSet, ReplicaSetList> replicaSets;
  private final ApiResource<Service, ServiceList> services;
  private final ApiResource<Secret, SecretList> secrets;
  private final ApiResource<Pod, PodList> pods;

  DeploymentStore(ApiServer server, String namespace) {
    this.deployments =
        new ApiResource<>(
            server,
            ApiPath.ofGroup("apps", "v1", namespace, "deployments"),
            Deployment.class,
            DeploymentList.class,
            NotFoundException.Kind.CONTAINER);
    this.replicaSets =
        new ApiResource<>(
            server,
            ApiPath.ofGroup("apps", "v1", namespace, "replicasets"),
            ReplicaSet.class,
            ReplicaSetList.class,
            NotFoundException.Kind.OTHER);
    this.services =
        new ApiResource<>(
            server,
            ApiPath.core(namespace, "services"),
            Service.class,
            ServiceList.class,
            NotFoundException.Kind.OTHER);
    this.secrets =
        new ApiResource<>(
            server,
            ApiPath.core(namespace, "secrets"),
            Secret.class,
            SecretList.class,
            NotFoundException.Kind.OTHER);
    this.pods =
        new ApiResource<>(
            server,
            ApiPath.pods(namespace),
            Pod.class,
            PodList.class,
            NotFoundException.Kind.CONTAINER);
  }

  ApiResource<Deployment, DeploymentList> deployments() {
    return deployments;
  }

  ApiResource<ReplicaSet, ReplicaSetList> replicaSets() {
    return replicaSets;
  }

  ApiResource<Service, ServiceList> services() {
    return services;
  }

  ApiResource<Secret, SecretList> secrets() {
    return secrets;
  }

  ApiResource<Pod, PodList> pods() {
    return pods;
  }

  /**
   * The Deployment of a container; a {@link NotFoundException} if none is. Those that others made
   * are not ours to tell of, and a user who may not read any has none.
   */
  Mono<Deployment> find(ContainerId id, String operation) {
    return deployments
        .get(Names.pod(id.value()), operation)
        .onErrorResume(AccessDeniedException.class, forbidden -> Mono.empty())
        .onErrorResume(NotFoundException.class, missing -> Mono.empty())
        .filter(DeploymentStore::isOurs)
        .switchIfEmpty(Mono.error(() -> missing(id, operation)));
  }

  /** All that are containers; none for a user who may not read any. */
  Flux<Deployment> list(Selection selection, String operation) {
    return deployments
        .list(selection, operation)
        .onErrorResume(AccessDeniedException.class, forbidden -> Flux.empty())
        .filter(DeploymentStore::isOurs);
  }

  static boolean isOurs(Deployment deployment) {
    return mark(deployment).isPresent();
  }

  /** Which container a pod or a Deployment is of; empty for what is none of ours. */
  static Optional<String> mark(HasMetadata object) {
    return Optional.ofNullable(object.getMetadata().getLabels())
        .map(all -> all.get(DeploymentMapping.SELECTOR));
  }

  /** The pods of a container, and its replica sets. */
  static Selection partsOf(Deployment deployment) {
    return new Selection(DeploymentMapping.SELECTOR + "=" + mark(deployment).orElseThrow(), "");
  }

  Flux<PodView> podsOf(Deployment deployment, String operation) {
    return pods.list(partsOf(deployment), operation).map(PodView::new);
  }

  Flux<WatchEvent<Pod>> watchPods(Deployment deployment, String operation) {
    return pods.watch(partsOf(deployment), operation);
  }

  Flux<WatchEvent<Deployment>> watch(Deployment deployment, String operation) {
    return deployments.watch(Selection.named(name(deployment)), operation);
  }

  static String name(Deployment deployment) {
    return deployment.getMetadata().getName();
  }

  static boolean isStopped(Deployment deployment) {
    Integer replicas = deployment.getSpec().getReplicas();
    return replicas != null && replicas == 0;
  }

  static ErrorContext context(String name, String operation) {
    return ErrorContext.of(BACKEND, operation).withResource(name);
  }

  private static NotFoundException missing(ContainerId id, String operation) {
    return new NotFoundException(
        NotFoundException.Kind.CONTAINER,
        context(id.value(), operation).withNativeCode("HTTP 404").withRemedy("fairlead ps -a"),
        "there is no pod for container " + id + ", nor a Deployment that this user may see",
        null);
  }
}
