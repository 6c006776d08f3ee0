package dev.fairlead.engine;

import dev.fairlead.spi.image.ImageReference;
import java.util.List;
import reactor.core.publisher.Mono;

/**
 * What names of images without a registry stand for, where a daemon has settings for that. The
 * Engine API itself takes all of them for names of one registry.
 */
public interface ImageNames {

  /**
   * The image that a name stands for among those that are here.
   *
   * @param image a name as it was written, or an id
   * @return the name with its registry, or the id of an image that has none which fits; the same as
   *     was given if nothing that is here has it
   */
  Mono<ImageReference> here(ImageReference image);

  /**
   * Where an image comes from if it is pulled.
   *
   * @param image a name as it was written
   * @return names with a registry, to be tried in this order; at least one. Signals {@link
   *     dev.fairlead.spi.error.InvalidSpecException} if the daemon takes it for none or cannot
   *     decide, with those that it may be
   */
  Mono<List<ImageReference>> sources(ImageReference image);

  /**
   * Names stand for what {@link ImageReference} says.
   *
   * @return names that need no daemon
   */
  static ImageNames asWritten() {
    return new ImageNames() {
      @Override
      public Mono<ImageReference> here(ImageReference image) {
        return Mono.just(image);
      }

      @Override
      public Mono<List<ImageReference>> sources(ImageReference image) {
        return Mono.just(List.of(image));
      }
    };
  }
}
