package dev.fairlead.apple.image;

import dev.fairlead.apple.program.Invocation;
import dev.fairlead.spi.container.Platform;
import dev.fairlead.spi.image.ImageReference;
import dev.fairlead.spi.image.PullOptions;
import dev.fairlead.spi.image.RegistryTransport;
import dev.fairlead.spi.image.SaveOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The arguments of {@code container image} (reference, section 2.2). Names are always whole, and
 * there is always a platform: without one every platform of the image is fetched.
 */
final class ImageArguments {

  private ImageArguments() {}

  static Invocation pull(ImageReference image, PullOptions options, Platform usual) {
    List<String> words = new ArrayList<>(List.of("image", "pull", "--progress", "none"));
    words.addAll(List.of("--platform", options.platform().orElse(usual).toString()));
    if (options.transport() == RegistryTransport.INSECURE) {
      words.addAll(List.of("--scheme", "http"));
    }
    words.add(image.canonical());
    return new Invocation(words, Map.of());
  }

  static Invocation save(List<String> names, SaveOptions options, Platform usual) {
    List<String> words = new ArrayList<>(List.of("image", "save"));
    words.addAll(List.of("--platform", options.platform().orElse(usual).toString()));
    words.addAll(names);
    return new Invocation(words, Map.of());
  }
}
