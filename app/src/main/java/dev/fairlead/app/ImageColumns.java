package dev.fairlead.app;

import dev.fairlead.spi.image.ImageInfo;
import dev.fairlead.spi.image.ImageReference;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** What {@code image ls} can show of an image, a line for each of its names. */
final class ImageColumns {

  /**
   * An image by one of its names.
   *
   * @param image the image
   * @param cells what its row in the table holds
   */
  record Named(ImageInfo image, List<String> cells) {}

  private ImageColumns() {}

  static Columns<Named> columns() {
    return new Columns<Named>()
        .shown("Repository", "REPOSITORY", named -> named.cells().get(0))
        .shown("Tag", "TAG", named -> named.cells().get(1))
        .shown("ID", "IMAGE ID", named -> named.cells().get(2))
        .shown("CreatedSince", "CREATED", named -> named.cells().get(3))
        .shown("Size", "SIZE", named -> named.cells().get(4))
        .more("CreatedAt", "CREATED AT", named -> CalendarTime.of(named.image().created()))
        .more(
            "Digest",
            "DIGEST",
            named -> named.image().digests().stream().map(String::valueOf).findFirst().orElse(""));
  }

  /**
   * One for each name of each image.
   *
   * @param images the images
   * @param wanted what the names have to be like; without a tag, all of that repository
   * @param whole whether ids are shown whole
   * @param now what times are told from
   */
  static List<Named> named(
      List<ImageInfo> images, Optional<ImageReference> wanted, boolean whole, Instant now) {
    return images.stream()
        .flatMap(
            image ->
                ImageView.rows(image, name -> isLike(name, wanted), whole, now).stream()
                    .map(row -> new Named(image, row)))
        .toList();
  }

  private static boolean isLike(ImageReference name, Optional<ImageReference> wanted) {
    return wanted
        .filter(like -> !like.isId())
        .map(
            like ->
                like.name().equals(name.name())
                    && (like.tag().isEmpty() || like.tag().equals(name.effectiveTag())))
        .orElse(true);
  }
}
