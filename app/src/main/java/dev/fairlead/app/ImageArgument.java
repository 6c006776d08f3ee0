package dev.fairlead.app;

import dev.fairlead.spi.container.ContainerSpec;
import dev.fairlead.spi.error.NotFoundException;
import dev.fairlead.spi.error.OperationUnsupportedException;
import dev.fairlead.spi.image.ImageInfo;
import dev.fairlead.spi.image.ImageReference;
import dev.fairlead.spi.image.Images;
import java.util.regex.Pattern;
import reactor.core.publisher.Mono;

/**
 * An image as people name one that is here: by name, or by id with or without its algorithm, as
 * lists show it. What could be both is an id if there is such an image.
 */
final class ImageArgument {

  private static final Pattern BARE_ID = Pattern.compile("[0-9a-f]{12,64}");

  /** Digits of a whole id, which no name may look like. */
  private static final int WHOLE = 64;

  private ImageArgument() {}

  /**
   * The image that is meant.
   *
   * @param images where it is looked for, if it could be an id
   * @param text what was typed
   * @return its name or id
   * @throws IllegalArgumentException if it is neither
   */
  static Mono<ImageReference> of(Images images, String text) {
    if (!BARE_ID.matcher(text).matches()) {
      return Mono.just(ImageReference.parse(text));
    }
    ImageReference id = ImageReference.parse("sha256:" + text);
    if (text.length() == WHOLE) {
      return Mono.just(id);
    }
    ImageReference name = ImageReference.parse(text);
    return images
        .inspect(id)
        .map(ImageInfo::id)
        .onErrorReturn(NotFoundException.class, name)
        .onErrorReturn(OperationUnsupportedException.class, name);
  }

  /**
   * A container of the image that is meant.
   *
   * @param images where it is looked for, if it could be an id
   * @param spec the container, with the image as it was typed
   * @return the same container; of the whole id if it was a part of one
   */
  static Mono<ContainerSpec> in(Images images, ContainerSpec spec) {
    return BARE_ID.matcher(spec.image()).matches()
        ? of(images, spec.image()).map(image -> spec.toBuilder().image(image.toString()).build())
        : Mono.just(spec);
  }
}
