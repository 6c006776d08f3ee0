package dev.fairlead.app;

import dev.fairlead.spi.error.NotFoundException;
import dev.fairlead.spi.error.OperationUnsupportedException;
import dev.fairlead.spi.image.ImageInUse;
import dev.fairlead.spi.image.ImageInfo;
import dev.fairlead.spi.image.ImageReference;
import dev.fairlead.spi.image.Images;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Lets images of the hub keep their names on the way from one runtime to another. Docker leaves the
 * hub out of the names in its archives (20.10), and Podman loads what has no registry as {@code
 * localhost/NAME} (4.3), so that {@code NAME} would still mean another image, or none.
 */
final class HubNames {

  private static final String LOCAL = "localhost/";

  private final Images target;
  private final Map<ImageReference, Held> byLocalName;

  private HubNames(Images target, Map<ImageReference, Held> byLocalName) {
    this.target = target;
    this.byLocalName = byLocalName;
  }

  /** A name of the hub, and the image that had its local one before; empty if none had. */
  private record Held(ImageReference hub, ImageReference local, Optional<ImageReference> before) {}

  /**
   * Looks at what has the names before the images come.
   *
   * @param source where the images are
   * @param images which ones
   * @param target where they go
   * @return what is known of the names; signals what the two runtimes do
   */
  static Mono<HubNames> of(Images source, List<ImageReference> images, Images target) {
    return Flux.fromIterable(images)
        .concatMap(source::qualify)
        .filter(image -> !image.isId() && image.effectiveTag().isPresent())
        .filter(image -> image.registry().equals(ImageReference.DEFAULT_REGISTRY))
        .concatMap(image -> held(image, target))
        .collectMap(Held::local)
        .map(names -> new HubNames(target, names));
  }

  private static Mono<Held> held(ImageReference image, Images target) {
    ImageReference local = ImageReference.parse(LOCAL + image.familiar());
    return target
        .inspect(local)
        .map(ImageInfo::id)
        .map(Optional::of)
        .onErrorReturn(NotFoundException.class, Optional.empty())
        .onErrorReturn(OperationUnsupportedException.class, Optional.empty())
        .map(before -> new Held(ImageReference.parse(image.canonical()), local, before));
  }

  /**
   * Gives an image that has arrived its name back, and whatever had the local one that too.
   *
   * @param loaded the name that it was loaded under
   * @return the name that it has now
   */
  Mono<ImageReference> restore(ImageReference loaded) {
    Held held = byLocalName.get(loaded);
    if (held == null) {
      return Mono.just(loaded);
    }
    Mono<Void> local =
        held.before()
            .map(image -> target.tag(image, held.local()))
            .orElseGet(() -> target.remove(held.local(), ImageInUse.REFUSE).then());
    return target.tag(held.local(), held.hub()).then(local).thenReturn(held.hub());
  }
}
