package dev.fairlead.kubernetes.metrics;

import dev.fairlead.kubernetes.api.ApiCall;
import dev.fairlead.kubernetes.api.ApiPath;
import dev.fairlead.kubernetes.api.ApiServer;
import dev.fairlead.spi.error.AccessDeniedException;
import dev.fairlead.spi.error.NotFoundException;
import dev.fairlead.transport.http.HttpRequest;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import reactor.core.publisher.Mono;

/**
 * Asks whether a cluster measures: whether its API server names the group {@code metrics.k8s.io},
 * which a metrics server or its like adds, among its own. The server itself answers that, so that a
 * metrics server that hangs does not hold up anybody.
 */
public final class MetricsLook {

  /** The group of the API. */
  static final String GROUP = "metrics.k8s.io";

  /** The version of it that is spoken here. */
  static final String VERSION = "v1beta1";

  private MetricsLook() {}

  /**
   * Asks once.
   *
   * @param server the server
   * @param operation what is being done
   * @return why there are no metrics; an empty optional if there are
   */
  public static Mono<Optional<String>> lacking(ApiServer server, String operation) {
    ApiCall call =
        new ApiCall(
            HttpRequest.get("/apis"),
            ApiPath.ofCluster("", "v1", "apis"),
            operation,
            NotFoundException.Kind.OTHER);
    return server
        .call(call, Map.class)
        .map(MetricsLook::judge)
        .onErrorReturn(
            AccessDeniedException.class,
            Optional.of("this user may not see which APIs the cluster has"));
  }

  private static Optional<String> judge(Map<?, ?> answer) {
    if (answer.get("groups") instanceof List<?> groups) {
      for (Object each : groups) {
        if (each instanceof Map<?, ?> group && GROUP.equals(group.get("name"))) {
          return String.valueOf(group.get("versions")).contains(VERSION)
              ? Optional.empty()
              : Optional.of("the cluster's " + GROUP + " has no " + VERSION);
        }
      }
    }
    return Optional.of("the cluster has no " + GROUP + ", which a metrics server would add");
  }
}
