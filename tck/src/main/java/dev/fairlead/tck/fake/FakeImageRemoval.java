package dev.fairlead.tck.fake;

import dev.fairlead.spi.image.ImageInUse;
import dev.fairlead.spi.image.ImagePruneOptions;
import dev.fairlead.spi.image.ImageReference;
import dev.fairlead.spi.image.ImageRemoval;
import dev.fairlead.spi.system.PruneReport;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** How images of a fake backend go: by name, by id, or because nobody uses them. */
final class FakeImageRemoval {

  private final FakeWorld world;
  private final FakeImageStore store;

  FakeImageRemoval(FakeWorld world, FakeImageStore store) {
    this.world = world;
    this.store = store;
  }

  Flux<ImageRemoval> remove(ImageReference image, ImageInUse inUse) {
    return Mono.justOrEmpty(store.find(image))
        .flatMapMany(id -> image.isId() ? removeAll(id, inUse) : removeName(image, id, inUse));
  }

  private Flux<ImageRemoval> removeName(ImageReference name, ImageReference id, ImageInUse inUse) {
    boolean last = store.names(id).size() == 1;
    if (last) {
      refuseInUse(id, name, inUse);
      store.remove(id);
    } else {
      store.forgetName(name);
    }
    ImageRemoval untagged = new ImageRemoval(ImageRemoval.Kind.UNTAGGED, name);
    return last
        ? Flux.just(untagged, new ImageRemoval(ImageRemoval.Kind.DELETED, id))
        : Flux.just(untagged);
  }

  private Flux<ImageRemoval> removeAll(ImageReference id, ImageInUse inUse) {
    if (store.names(id).size() > 1 && inUse == ImageInUse.REFUSE) {
      throw world.errors.conflict("remove image", id.toString(), "it has several names");
    }
    refuseInUse(id, id, inUse);
    store.remove(id);
    return Flux.just(new ImageRemoval(ImageRemoval.Kind.DELETED, id));
  }

  private void refuseInUse(ImageReference id, ImageReference asked, ImageInUse inUse) {
    if (used(id, inUse)) {
      throw world.errors.conflict("remove image", asked.toString(), "a container uses it");
    }
  }

  private boolean used(ImageReference id, ImageInUse inUse) {
    return world.containers().stream()
        .filter(container -> inUse == ImageInUse.REFUSE || container.alive())
        .anyMatch(
            container ->
                store
                    .find(ImageReference.parse(container.spec.image()))
                    .filter(id::equals)
                    .isPresent());
  }

  PruneReport prune(ImagePruneOptions options) {
    List<ImageReference> gone =
        store.removeAll(
            id ->
                (options.scope() == ImagePruneOptions.Scope.UNUSED || store.names(id).isEmpty())
                    && options.createdBefore().isEmpty()
                    && labelled(store.image(id).labels(), options.labels())
                    && !used(id, ImageInUse.REFUSE));
    return new PruneReport(
        gone.stream().map(ImageReference::canonical).toList(), OptionalLong.empty());
  }

  /** Whether labels are those that are asked for; an empty value means that there is one. */
  static boolean labelled(Map<String, String> labels, Map<String, String> wanted) {
    return wanted.entrySet().stream()
        .allMatch(
            entry -> {
              String value = labels.get(entry.getKey());
              return value != null
                  && (entry.getValue().isEmpty() || entry.getValue().equals(value));
            });
  }
}
