package dev.fairlead.kubernetes.mapping;

import io.fabric8.kubernetes.api.model.Toleration;
import io.fabric8.kubernetes.api.model.TolerationBuilder;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What specifications ask of this backend alone, by options that begin with {@code kubernetes.}.
 *
 * <ul>
 *   <li>{@code node-selector}: labels of nodes, {@code disktype=ssd,zone=a}
 *   <li>{@code tolerations}: taints that are put up with, {@code key=value:NoSchedule}, {@code
 *       key:NoExecute} or {@code key}, with commas between
 *   <li>{@code service-account}: whom the pod is; its token is mounted then, and never otherwise
 *   <li>{@code gpu-resource}: the resource that GPUs are asked for as, in place of {@code
 *       nvidia.com/gpu}
 *   <li>{@code priority-class}, {@code runtime-class}: classes of the cluster
 *   <li>{@code image-pull-secrets}: names of secrets, with commas between
 *   <li>{@code service}: {@code true} for a Deployment with a Service of its ports, {@code false}
 *       for a pod whatever the restart policy is
 *   <li>{@code storage-class}, {@code volume-size}: of the claims that are made for named volumes
 *       which are not there yet, for example {@code fast} and {@code 20Gi}
 * </ul>
 */
final class Wishes {

  private static final String PREFIX = "kubernetes.";
  private static final String SERVICE = "service";
  private static final Set<String> KNOWN =
      Set.of(
          "node-selector",
          "tolerations",
          "service-account",
          "gpu-resource",
          "priority-class",
          "runtime-class",
          "image-pull-secrets",
          "storage-class",
          "volume-size",
          SERVICE);

  private final Map<String, String> options;

  Wishes(Map<String, String> options) {
    this.options = options;
  }

  /**
   * The options of this backend that it does not know, and those with a value that it does not
   * know; others' are not its business.
   */
  List<String> unknown() {
    return options.keySet().stream()
        .filter(
            key ->
                (key.startsWith(PREFIX) && !KNOWN.contains(key.substring(PREFIX.length())))
                    || (key.equals(PREFIX + SERVICE) && service().isEmpty()))
        .sorted()
        .toList();
  }

  /** Whether it is to be a Deployment; empty if that is not said. */
  Optional<Boolean> service() {
    return text(SERVICE)
        .filter(value -> value.equals("true") || value.equals("false"))
        .map(Boolean::valueOf);
  }

  Optional<String> text(String name) {
    return Optional.ofNullable(options.get(PREFIX + name)).filter(value -> !value.isBlank());
  }

  /** The class of storage for new volumes. */
  Optional<String> storageClass() {
    return text("storage-class");
  }

  List<String> list(String name) {
    return text(name).stream()
        .flatMap(value -> Stream.of(value.split(",", -1)))
        .map(String::strip)
        .filter(item -> !item.isEmpty())
        .toList();
  }

  Map<String, String> nodeSelector() {
    return list("node-selector").stream()
        .collect(
            Collectors.toMap(
                item -> item.split("=", 2)[0],
                item -> item.indexOf('=') < 0 ? "" : item.split("=", 2)[1],
                (first, second) -> second,
                LinkedHashMap::new));
  }

  List<Toleration> tolerations() {
    List<Toleration> all = new ArrayList<>();
    for (String item : list("tolerations")) {
      int colon = item.lastIndexOf(':');
      String pair = colon < 0 ? item : item.substring(0, colon);
      int equals = pair.indexOf('=');
      TolerationBuilder toleration =
          new TolerationBuilder()
              .withKey(equals < 0 ? pair : pair.substring(0, equals))
              .withOperator(equals < 0 ? "Exists" : "Equal");
      if (equals >= 0) {
        toleration.withValue(pair.substring(equals + 1));
      }
      if (colon >= 0) {
        toleration.withEffect(item.substring(colon + 1));
      }
      all.add(toleration.build());
    }
    return all;
  }
}
