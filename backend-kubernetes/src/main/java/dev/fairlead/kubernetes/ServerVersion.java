package dev.fairlead.kubernetes;

import dev.fairlead.kubernetes.api.ApiCall;
import dev.fairlead.kubernetes.api.ApiPath;
import dev.fairlead.kubernetes.api.ApiServer;
import dev.fairlead.spi.error.NotFoundException;
import dev.fairlead.transport.http.HttpRequest;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import reactor.core.publisher.Mono;

/**
 * What {@code GET /version} answers, which every server tells everybody by default.
 *
 * @param number for example {@code 1.34.1}, without what a distribution adds
 * @param flavour for example {@code Kubernetes} or {@code Kubernetes (k3s)}
 * @param operatingSystem of the server
 * @param architecture of the server
 */
record ServerVersion(String number, String flavour, String operatingSystem, String architecture) {

  private static final Pattern NUMBER = Pattern.compile("v?(\\d+\\.\\d+\\.\\d+)(.*)");
  private static final Pattern FLAVOUR =
      Pattern.compile("k3s|k0s|rke2|gke|eks|aks|ibm|vmware|microk8s");

  static Mono<ServerVersion> ask(ApiServer server, String operation) {
    ApiCall call =
        new ApiCall(
            HttpRequest.get("/version"),
            ApiPath.ofCluster("", "v1", "version"),
            operation,
            NotFoundException.Kind.OTHER);
    return server.call(call, Map.class).map(ServerVersion::of);
  }

  /** Whether the server is of a minor version of Kubernetes 1, or a later one. */
  boolean atLeast(int minor) {
    String[] parts = number.split("\\.", -1);
    return parts.length > 1
        && parts[0].equals("1")
        && parts[1].matches("\\d{1,4}")
        && Integer.parseInt(parts[1]) >= minor;
  }

  private static ServerVersion of(Map<?, ?> answer) {
    String text = String.valueOf(answer.get("gitVersion"));
    Matcher number = NUMBER.matcher(text);
    Matcher flavour = FLAVOUR.matcher(text.toLowerCase(Locale.ROOT));
    Object platform = answer.get("platform");
    String[] machine = (platform instanceof String known ? known : "unknown/unknown").split("/", 2);
    return new ServerVersion(
        number.matches() ? number.group(1) : text,
        flavour.find() ? "Kubernetes (" + flavour.group() + ")" : "Kubernetes",
        machine[0],
        machine.length > 1 ? machine[1] : "unknown");
  }
}
