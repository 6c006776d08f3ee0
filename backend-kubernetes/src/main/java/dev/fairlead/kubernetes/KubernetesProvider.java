package dev.fairlead.kubernetes;

import dev.fairlead.kubernetes.access.ClusterPlaces;
import dev.fairlead.kubernetes.api.ApiServer;
import dev.fairlead.spi.Backend;
import dev.fairlead.spi.BackendOptions;
import dev.fairlead.spi.BackendProvider;
import dev.fairlead.spi.Candidate;
import dev.fairlead.spi.Endpoint;
import dev.fairlead.spi.Option;
import dev.fairlead.spi.ProbeContext;
import dev.fairlead.spi.error.BackendUnavailableException;
import dev.fairlead.spi.error.ErrorContext;
import java.time.Clock;
import java.util.Objects;
import java.util.Set;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Finds clusters and opens one namespace of one.
 *
 * <p>The cluster is that of the current context of the kubeconfig, as Kubernetes' own command finds
 * it ({@code KUBECONFIG}, or {@code ~/.kube/config}), of the context that {@code FAIRLEAD_CONTEXT}
 * names, or that whose pod this process runs in. An explicit host is the address of an API server,
 * and has to be in the kubeconfig, which has the credentials for it. The namespace is that of the
 * context, or the one that {@code FAIRLEAD_NAMESPACE} names; it is made only for who asks for it,
 * by {@link #CREATE_NAMESPACE} or {@code FAIRLEAD_CREATE_NAMESPACE=true}.
 *
 * @since 0.1
 */
public final class KubernetesProvider implements BackendProvider {

  /** The backend's id. */
  static final String ID = "kubernetes";

  /** The context of the kubeconfig to open; without it the one that was found. */
  public static final Option<String> CONTEXT = Option.of("kubernetes.context", String.class);

  /** The namespace to open; without it that of the context. */
  public static final Option<String> NAMESPACE = Option.of("kubernetes.namespace", String.class);

  /**
   * Whether the namespace is made when it is opened and is not there; not made without it. Nobody
   * removes it again.
   */
  public static final Option<Boolean> CREATE_NAMESPACE =
      Option.of("kubernetes.create-namespace", Boolean.class);

  /**
   * The class of storage of new volumes that name none; without it the cluster's default one. A
   * specification may have the same option for itself.
   */
  public static final Option<String> STORAGE_CLASS =
      Option.of("kubernetes.storage-class", String.class);

  /**
   * The size of new volumes that name none, in Kubernetes' words such as {@code 20Gi}; {@code 1Gi}
   * without it. A specification may have the same option for itself.
   */
  public static final Option<String> VOLUME_SIZE =
      Option.of("kubernetes.volume-size", String.class);

  /** Creates the provider, and does nothing else. */
  public KubernetesProvider() {}

  @Override
  public String id() {
    return ID;
  }

  @Override
  public Set<String> aliases() {
    return Set.of("k8s", "kube");
  }

  @Override
  public Flux<Candidate> probe(ProbeContext context) {
    Objects.requireNonNull(context, "context");
    return new ClusterProbe(context).look().flux();
  }

  @Override
  public Mono<Backend> open(Endpoint endpoint, BackendOptions options) {
    Objects.requireNonNull(endpoint, "endpoint");
    Objects.requireNonNull(options, "options");
    Clock clock = Clock.systemUTC();
    return new ClusterPlaces(ClusterChoice.machine(endpoint, options), clock)
        .find(ClusterChoice.of(endpoint, options))
        .switchIfEmpty(Mono.error(() -> nowhere(endpoint)))
        .flatMap(
            access -> {
              ApiServer server = ApiServer.open(access, options);
              return Mono.usingWhen(
                  Mono.just(server),
                  opened ->
                      namespace(opened, options)
                          .then(
                              ClusterTraits.ask(
                                  opened, options, "open the cluster of " + access.source()))
                          .<Backend>map(
                              traits ->
                                  new KubernetesBackend(endpoint, opened, traits, options, clock)),
                  opened -> Mono.empty(),
                  (opened, error) -> opened.close(),
                  ApiServer::close);
            });
  }

  private static Mono<Void> namespace(ApiServer server, BackendOptions options) {
    return ClusterChoice.createsNamespace(options)
        ? new OwnNamespace(server).make(options.operationTimeout())
        : Mono.empty();
  }

  private static BackendUnavailableException nowhere(Endpoint endpoint) {
    return new BackendUnavailableException(
        ErrorContext.of(ID, "open " + endpoint)
            .withRemedy("KUBECONFIG=FILE, or a context in ~/.kube/config"),
        "no kubeconfig tells how to enter it",
        null);
  }
}
