package dev.fairlead.app;

import dev.fairlead.spi.error.NotFoundException;
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
    ImageReference name = ImageReference.parse(text);
    if (!BARE_ID.matcher(text).matches()) {
      return Mono.just(name);
    }
    return images
        .inspect(ImageReference.parse("sha256:" + text))
        .map(ImageInfo::id)
        .onErrorReturn(NotFoundException.class, name);
  }
}
