package dev.fairlead.kubernetes.volume;

import dev.fairlead.kubernetes.api.ApiCall;
import dev.fairlead.kubernetes.api.ApiPath;
import dev.fairlead.kubernetes.api.ApiServer;
import dev.fairlead.kubernetes.mapping.StorageClasses;
import dev.fairlead.kubernetes.mapping.StorageClasses.Sight;
import dev.fairlead.spi.error.AccessDeniedException;
import dev.fairlead.spi.error.NotFoundException;
import dev.fairlead.transport.http.HttpRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * Asks a cluster for its classes of storage (storage.k8s.io/v1), which belong to no namespace, so
 * that a user of one namespace often may not see them.
 */
public final class StorageLook {

  private static final List<String> DEFAULT_MARKS =
      List.of(
          "storageclass.kubernetes.io/is-default-class",
          "storageclass.beta.kubernetes.io/is-default-class");

  private StorageLook() {}

  /**
   * Asks once.
   *
   * @param server the server
   * @param wished the class that was chosen when the cluster was opened
   * @param size the size of a volume whose size nobody says
   * @param operation what is being done
   * @return the classes
   */
  public static Mono<StorageClasses> ask(
      ApiServer server, Optional<String> wished, String size, String operation) {
    ApiPath path = ApiPath.ofCluster("storage.k8s.io", "v1", "storageclasses");
    ApiCall call =
        new ApiCall(HttpRequest.get(path.path()), path, operation, NotFoundException.Kind.OTHER);
    return server
        .call(call, Map.class)
        .map(answer -> read(answer, wished, size))
        .onErrorResume(
            AccessDeniedException.class,
            unseen ->
                Mono.just(
                    new StorageClasses(Sight.FORBIDDEN, List.of(), Optional.empty(), wished, size)))
        .onErrorResume(
            NotFoundException.class,
            none ->
                Mono.just(
                    new StorageClasses(Sight.SEEN, List.of(), Optional.empty(), wished, size)));
  }

  private static StorageClasses read(Map<?, ?> answer, Optional<String> wished, String size) {
    List<String> names = new ArrayList<>();
    Optional<String> standard = Optional.empty();
    if (answer.get("items") instanceof List<?> items) {
      for (Object item : items) {
        Map<?, ?> meta = item instanceof Map<?, ?> each ? map(each.get("metadata")) : Map.of();
        if (meta.get("name") instanceof String name) {
          names.add(name);
          Map<?, ?> notes = map(meta.get("annotations"));
          if (DEFAULT_MARKS.stream().anyMatch(mark -> "true".equals(notes.get(mark)))) {
            standard = Optional.of(name);
          }
        }
      }
    }
    return new StorageClasses(Sight.SEEN, names, standard, wished, size);
  }

  private static Map<?, ?> map(@Nullable Object value) {
    return value instanceof Map<?, ?> map ? map : Map.of();
  }
}
