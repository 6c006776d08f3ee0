package dev.fairlead.engine.image;

import dev.fairlead.spi.image.ImageFilter;
import dev.fairlead.spi.image.ImageInfo;
import dev.fairlead.spi.image.ImageReference;
import dev.fairlead.transport.http.Json;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Which images a filter means. The daemon looks at labels; names are compared here, since each
 * daemon has rules of its own for them.
 */
final class ImageSelection {

  private final ImageFilter filter;

  ImageSelection(ImageFilter filter) {
    this.filter = filter;
  }

  /** The {@code filters} parameter; empty when there is nothing for the daemon to look at. */
  Optional<String> query() {
    if (filter.labels().isEmpty()) {
      return Optional.empty();
    }
    List<String> labels = new ArrayList<>();
    filter
        .labels()
        .forEach((name, value) -> labels.add(value.isEmpty() ? name : name + "=" + value));
    byte[] json = Json.standard().write(Map.of("label", labels));
    return Optional.of(new String(json, StandardCharsets.UTF_8));
  }

  boolean matches(ImageInfo image) {
    boolean named = !image.references().isEmpty();
    switch (filter.naming()) {
      case NAMED:
        return named && matchesName(image);
      case UNNAMED:
        return !named && matchesName(image);
      default:
        return matchesName(image);
    }
  }

  private boolean matchesName(ImageInfo image) {
    return filter.reference().map(wanted -> matches(image, wanted)).orElse(true);
  }

  private static boolean matches(ImageInfo image, ImageReference wanted) {
    if (wanted.isId()) {
      return image.id().canonical().startsWith(wanted.canonical());
    }
    if (wanted.digest().isPresent()) {
      return image.digests().stream()
          .anyMatch(
              name -> name.name().equals(wanted.name()) && name.digest().equals(wanted.digest()));
    }
    return image.references().stream()
        .anyMatch(
            name ->
                name.name().equals(wanted.name())
                    && (wanted.tag().isEmpty() || wanted.tag().equals(name.effectiveTag())));
  }
}
