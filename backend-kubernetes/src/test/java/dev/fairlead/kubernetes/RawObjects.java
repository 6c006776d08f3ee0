package dev.fairlead.kubernetes;

import dev.fairlead.kubernetes.access.AccessChoice;
import dev.fairlead.kubernetes.access.ClusterPlaces;
import dev.fairlead.kubernetes.api.ApiPath;
import dev.fairlead.kubernetes.api.ApiResource;
import dev.fairlead.kubernetes.api.ApiResource.DeleteOptions;
import dev.fairlead.kubernetes.api.ApiResource.Selection;
import dev.fairlead.kubernetes.api.ApiServer;
import dev.fairlead.spi.BackendOptions;
import dev.fairlead.spi.error.NotFoundException;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.GenericKubernetesResourceList;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import reactor.core.publisher.Flux;

/** The objects of the cluster as an administrator sees them, whatever they are to Fairlead. */
final class RawObjects implements AutoCloseable {

  private static final String APPS = "apps";

  private final ApiServer server;
  private final String label;

  RawObjects(Path kubeconfig, String label) {
    this.server =
        ApiServer.open(
            Objects.requireNonNull(
                new ClusterPlaces(OpenNamespace.machine(kubeconfig), Clock.systemUTC())
                    .find(AccessChoice.inForce())
                    .block(OpenNamespace.LIMIT)),
            BackendOptions.defaults());
    this.label = label;
  }

  private ApiResource<GenericKubernetesResource, GenericKubernetesResourceList> of(ApiPath path) {
    return new ApiResource<>(
        server,
        path,
        GenericKubernetesResource.class,
        GenericKubernetesResourceList.class,
        NotFoundException.Kind.OTHER);
  }

  private ApiPath core(String resource) {
    return ApiPath.core(server.namespace(), resource);
  }

  private ApiPath apps(String resource) {
    return ApiPath.ofGroup(APPS, "v1", server.namespace(), resource);
  }

  private Flux<String> names(ApiPath path) {
    return of(path)
        .list(new Selection(label, ""), "list " + path.resource())
        .map(object -> path.resource() + "/" + object.getMetadata().getName());
  }

  List<String> pods() {
    return all(core("pods"));
  }

  List<String> services() {
    return all(core("services"));
  }

  List<String> deployments() {
    return all(apps("deployments"));
  }

  /** All that a test can have made. */
  List<String> everything() {
    return all(
        core("pods"), core("services"), core("secrets"), apps("deployments"), apps("replicasets"));
  }

  private List<String> all(ApiPath... paths) {
    return Objects.requireNonNull(
        Flux.just(paths).concatMap(this::names).collectList().block(OpenNamespace.LIMIT));
  }

  /** Deletes all pods as {@code kubectl delete pod} does, and waits for nothing. */
  void deletePods() {
    pods()
        .forEach(
            name ->
                of(core("pods"))
                    .delete(
                        name.substring("pods/".length()),
                        new DeleteOptions(Optional.empty(), Optional.empty()),
                        "delete a pod")
                    .block(OpenNamespace.LIMIT));
  }

  @Override
  public void close() {
    server.close().block(OpenNamespace.LIMIT);
  }
}
