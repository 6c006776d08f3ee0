package dev.fairlead.app;

import dev.fairlead.spi.image.ImageInfo;
import java.time.Instant;
import java.util.List;

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
        .more(
            "CreatedAt",
            "CREATED AT",
            named -> named.image().created().map(Instant::toString).orElse(""))
        .more(
            "Digest",
            "DIGEST",
            named -> named.image().digests().stream().map(String::valueOf).findFirst().orElse(""));
  }

  /** One for each name of each image. */
  static List<Named> named(List<ImageInfo> images, Instant now) {
    return images.stream()
        .flatMap(image -> ImageView.rows(image, now).stream().map(row -> new Named(image, row)))
        .toList();
  }
}
