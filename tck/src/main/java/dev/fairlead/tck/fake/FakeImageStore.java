package dev.fairlead.tck.fake;

import dev.fairlead.spi.error.NotFoundException;
import dev.fairlead.spi.image.ImageReference;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/** The images that a fake backend has, by id, and their names. Safe for use by several threads. */
final class FakeImageStore {

  private final FakeErrors errors;
  private final Map<ImageReference, FakeImage> images = new LinkedHashMap<>();
  private final Map<ImageReference, ImageReference> idsByName = new HashMap<>();

  FakeImageStore(FakeErrors errors) {
    this.errors = errors;
  }

  /** Adds an image; its id. */
  synchronized ImageReference add(FakeImage image) {
    ImageReference id = image.id();
    images.putIfAbsent(id, image);
    return id;
  }

  /** Adds an image under a name, which another one loses. */
  synchronized ImageReference add(ImageReference name, FakeImage image) {
    ImageReference id = add(image);
    idsByName.put(name, id);
    return id;
  }

  synchronized Optional<ImageReference> find(ImageReference image) {
    return image.isId()
        ? Optional.of(image).filter(images::containsKey)
        : Optional.ofNullable(idsByName.get(image));
  }

  /** The id of an image; an error if it is not here. */
  ImageReference require(String operation, ImageReference image) {
    return find(image)
        .orElseThrow(
            () ->
                errors.missing(
                    NotFoundException.Kind.IMAGE, operation + " image", image.toString()));
  }

  synchronized FakeImage image(ImageReference id) {
    FakeImage image = images.get(id);
    if (image == null) {
      throw errors.missing(NotFoundException.Kind.IMAGE, "find image", id.toString());
    }
    return image;
  }

  synchronized List<ImageReference> ids() {
    return new ArrayList<>(images.keySet());
  }

  synchronized List<ImageReference> names(ImageReference id) {
    return idsByName.entrySet().stream()
        .filter(entry -> entry.getValue().equals(id))
        .map(Map.Entry::getKey)
        .toList();
  }

  synchronized void name(ImageReference name, ImageReference id) {
    idsByName.put(name, id);
  }

  synchronized void forgetName(ImageReference name) {
    idsByName.remove(name);
  }

  /** Takes an image away with all its names. */
  synchronized void remove(ImageReference id) {
    idsByName.values().removeIf(id::equals);
    images.remove(id);
  }

  /** Takes those away that are meant; their ids. */
  synchronized List<ImageReference> removeAll(Predicate<ImageReference> meant) {
    List<ImageReference> gone = ids().stream().filter(meant).toList();
    gone.forEach(this::remove);
    return gone;
  }
}
