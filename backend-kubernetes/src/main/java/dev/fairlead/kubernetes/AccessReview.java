package dev.fairlead.kubernetes;

import dev.fairlead.kubernetes.api.ApiCall;
import dev.fairlead.kubernetes.api.ApiPath;
import dev.fairlead.kubernetes.api.ApiServer;
import dev.fairlead.spi.error.NotFoundException;
import dev.fairlead.transport.http.HttpRequest;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * What this user may do in a namespace, by {@code SelfSubjectAccessReview}
 * (authorization.k8s.io/v1), which every user who is known may ask for.
 */
final class AccessReview {

  /** A right, by verb, resource and subresource. */
  record Right(String verb, String resource, String subresource) {
    @Override
    public String toString() {
      return verb + " " + resource + (subresource.isEmpty() ? "" : "/" + subresource);
    }
  }

  /** Without these, nothing can be run here. */
  static final List<Right> NEEDED =
      List.of(
          new Right("create", "pods", ""),
          new Right("watch", "pods", ""),
          new Right("delete", "pods", ""));

  private final ApiServer server;

  AccessReview(ApiServer server) {
    this.server = server;
  }

  /** Those of the needed rights that this user does not have, in their order. */
  Mono<List<Right>> lacking() {
    return Flux.fromIterable(NEEDED)
        // One after the other, over the connection that there is: another handshake costs more.
        .concatMap(right -> allowed(right).filter(allowed -> !allowed).map(refused -> right))
        .collectList();
  }

  private Mono<Boolean> allowed(Right right) {
    Map<String, Object> attributes = new LinkedHashMap<>();
    attributes.put("namespace", server.namespace());
    attributes.put("verb", right.verb());
    attributes.put("resource", right.resource());
    if (!right.subresource().isEmpty()) {
      attributes.put("subresource", right.subresource());
    }
    Map<String, Object> review =
        Map.of(
            "apiVersion",
            "authorization.k8s.io/v1",
            "kind",
            "SelfSubjectAccessReview",
            "spec",
            Map.of("resourceAttributes", attributes));
    ApiPath path = ApiPath.ofCluster("authorization.k8s.io", "v1", "selfsubjectaccessreviews");
    ApiCall call =
        new ApiCall(
            HttpRequest.post(path.path()).json(review),
            path,
            "ask whether this user may " + right,
            NotFoundException.Kind.OTHER);
    return server
        .call(call, Map.class)
        .map(
            answer ->
                answer.get("status") instanceof Map<?, ?> status
                    && Boolean.TRUE.equals(status.get("allowed")));
  }
}
