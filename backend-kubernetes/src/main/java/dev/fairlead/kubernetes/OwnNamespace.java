package dev.fairlead.kubernetes;

import dev.fairlead.kubernetes.api.ApiCall;
import dev.fairlead.kubernetes.api.ApiPath;
import dev.fairlead.kubernetes.api.ApiResource.Selection;
import dev.fairlead.kubernetes.api.ApiServer;
import dev.fairlead.kubernetes.api.Resources;
import dev.fairlead.kubernetes.api.WatchEvent;
import dev.fairlead.spi.container.Ownership;
import dev.fairlead.spi.error.AccessDeniedException;
import dev.fairlead.spi.error.ConflictException;
import dev.fairlead.spi.error.ErrorContext;
import dev.fairlead.spi.error.NotFoundException;
import dev.fairlead.spi.error.OperationTimeoutException;
import dev.fairlead.spi.system.Answer;
import dev.fairlead.transport.http.HttpRequest;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeoutException;
import reactor.core.publisher.Mono;

/**
 * The namespace that a server was opened for: whether it is there, and making it for who asked for
 * that. It is never removed here, since others may use it by then.
 */
final class OwnNamespace {

  /** Without it, no pod of the namespace is accepted; a controller makes it, a little later. */
  private static final String ACCOUNT = "default";

  private final ApiServer server;
  private final String name;

  OwnNamespace(ApiServer server) {
    this.server = server;
    this.name = server.namespace();
  }

  /** Whether it is there; users of one namespace often may not ask. */
  Mono<Answer> isThere() {
    ApiPath path = collection().named(name);
    return server
        .call(call(HttpRequest.get(path.path()), path, "look for namespace " + name), Map.class)
        .thenReturn(Answer.YES)
        .onErrorReturn(NotFoundException.class, Answer.NO)
        .onErrorReturn(AccessDeniedException.class, Answer.UNKNOWN);
  }

  /**
   * Makes it unless it is there.
   *
   * @param within how long it may take until pods can be made in it
   * @return completes when they can
   */
  Mono<Void> make(Duration within) {
    String operation = "create namespace " + name;
    Map<String, Object> namespace =
        Map.of(
            "apiVersion",
            "v1",
            "kind",
            "Namespace",
            "metadata",
            Map.of("name", name, "labels", Map.of(Ownership.OWNER, "fairlead")));
    return server
        .call(
            call(HttpRequest.post(collection().path()).json(namespace), collection(), operation),
            Map.class)
        .then(Mono.defer(() -> account(operation)))
        .timeout(within)
        .onErrorMap(TimeoutException.class, late -> late(operation, within, late))
        .onErrorResume(ConflictException.class, there -> Mono.empty());
  }

  private Mono<Void> account(String operation) {
    return new Resources(server, name)
        .serviceAccounts()
        .watch(Selection.named(ACCOUNT), operation)
        .filter(event -> event.kind() == WatchEvent.Kind.PRESENT)
        .next()
        .then()
        // Who may not see it finds out by the first pod.
        .onErrorResume(AccessDeniedException.class, unseen -> Mono.empty());
  }

  private OperationTimeoutException late(String operation, Duration within, Throwable cause) {
    return new OperationTimeoutException(
        ErrorContext.of(KubernetesProvider.ID, operation)
            .withResource(name)
            .withRemedy("kubectl get serviceaccounts -n " + name),
        "it is there, and has no service account after " + within.toSeconds() + " s",
        cause);
  }

  private static ApiPath collection() {
    return ApiPath.ofCluster("", "v1", "namespaces");
  }

  private static ApiCall call(HttpRequest request, ApiPath path, String operation) {
    return new ApiCall(request, path, operation, NotFoundException.Kind.OTHER);
  }
}
