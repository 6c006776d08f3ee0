package dev.fairlead.apple.image;

import dev.fairlead.apple.program.Invocation;
import dev.fairlead.apple.program.Program;
import dev.fairlead.spi.image.ImageReference;
import java.util.List;
import reactor.core.publisher.Mono;

/** Looks images up. The program knows them by name alone, so ids are found in its list. */
public final class ImageStore {

  private final Program program;

  /**
   * Makes one. Nothing is asked yet.
   *
   * @param program by which is asked
   */
  public ImageStore(Program program) {
    this.program = program;
  }

  /** All images, one for each name. */
  Mono<List<AppleImage>> all(String operation) {
    return program
        .objects(operation, null, Invocation.of("image", "list", "--format", "json"))
        .map(found -> found.stream().map(AppleImage::new).toList());
  }

  /**
   * One image under the name that is asked for, or any of its names.
   *
   * @param operation what is done, for errors
   * @param reference its name or id
   * @return empty if it is not here
   */
  public Mono<AppleImage> find(String operation, ImageReference reference) {
    return all(operation)
        .flatMap(
            images ->
                Mono.justOrEmpty(
                    images.stream().filter(image -> matches(image, reference)).findFirst()));
  }

  static boolean matches(AppleImage image, ImageReference reference) {
    if (reference.isId()) {
      return image.id().startsWith(reference.canonical().replaceFirst("^sha256:", ""));
    }
    if (reference.digest().isPresent()) {
      return reference.name().equals(image.reference().name())
          && reference.digest().equals(image.digest());
    }
    return image.reference().equals(reference);
  }
}
