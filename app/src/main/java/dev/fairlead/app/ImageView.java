package dev.fairlead.app;

import dev.fairlead.spi.image.ImageInfo;
import dev.fairlead.spi.image.ImageReference;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.Predicate;

/** Images as tables and documents show them. */
final class ImageView {

  private static final List<String> UNITS = List.of("B", "kB", "MB", "GB", "TB", "PB", "EB");
  private static final int ID_LENGTH = 12;

  private ImageView() {}

  static Document document(ImageInfo image) {
    return new Document()
        .with("id", image.id())
        .with("references", image.references())
        .with("digests", image.digests())
        .with("createdAt", image.created())
        .with("sizeBytes", image.sizeBytes())
        .with("platform", image.platform())
        .with("labels", image.labels())
        .with(
            "configuration",
            image
                .configuration()
                .map(
                    configuration ->
                        new Document()
                            .with("entrypoint", configuration.entrypoint())
                            .with("command", configuration.command())
                            .with("user", configuration.user())
                            .with("workingDirectory", configuration.workingDirectory())
                            .with("stopSignal", configuration.stopSignal())));
  }

  /** One line for each name of an image that is to be shown, or one for an image without any. */
  static List<List<String>> rows(
      ImageInfo image, Predicate<ImageReference> shown, boolean whole, Instant now) {
    String id = id(image.id(), whole);
    String created = image.created().map(time -> Elapsed.ago(time, now)).orElse("");
    String size = size(image.sizeBytes());
    if (image.references().isEmpty()) {
      return List.of(List.of("<none>", "<none>", id, created, size));
    }
    return image.references().stream()
        .filter(shown)
        .map(name -> List.of(repository(name), name.tag().orElse("<none>"), id, created, size))
        .toList();
  }

  /** An id as tables show it, without its algorithm. */
  static String id(ImageReference reference, boolean whole) {
    if (whole) {
      return reference.toString();
    }
    String id = reference.toString().replaceFirst("^[a-z0-9]+:", "");
    return id.length() <= ID_LENGTH ? id : id.substring(0, ID_LENGTH);
  }

  private static String repository(ImageReference name) {
    String familiar = name.familiar();
    String tag = name.tag().map(value -> ":" + value).orElse("");
    int end = familiar.indexOf(tag, familiar.lastIndexOf('/') + 1);
    return tag.isEmpty() || end < 0 ? familiar : familiar.substring(0, end);
  }

  /** A size for people; empty where it is not known. */
  static String size(OptionalLong bytes) {
    if (bytes.isEmpty()) {
      return "";
    }
    BigDecimal value = BigDecimal.valueOf(bytes.getAsLong());
    int unit = 0;
    while (value.compareTo(BigDecimal.valueOf(1000)) >= 0 && unit < UNITS.size() - 1) {
      value = value.movePointLeft(3);
      unit++;
    }
    return value.setScale(unit == 0 ? 0 : 2, RoundingMode.HALF_UP).toPlainString()
        + UNITS.get(unit);
  }
}
