package dev.fairlead.process;

import dev.fairlead.spi.container.Platform;
import dev.fairlead.spi.error.ErrorContext;
import dev.fairlead.spi.error.NotFoundException;
import dev.fairlead.spi.image.ImageConfiguration;
import dev.fairlead.spi.image.ImageFilter;
import dev.fairlead.spi.image.ImageInfo;
import dev.fairlead.spi.image.ImageReference;
import dev.fairlead.spi.image.Images;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** The one image: this machine. */
final class HostImages implements Images {

  private static final ImageReference HOST = ImageReference.parse(ProcessPlanner.IMAGE);

  @Override
  public String backend() {
    return ProcessBackendProvider.ID;
  }

  @Override
  public Mono<ImageInfo> inspect(ImageReference image) {
    Objects.requireNonNull(image, "image");
    return image.equals(HOST)
        ? Mono.fromSupplier(HostImages::describe)
        : Mono.error(
            () ->
                new NotFoundException(
                    NotFoundException.Kind.IMAGE,
                    ErrorContext.of(ProcessBackendProvider.ID, "inspect image " + image)
                        .withResource(image.toString())
                        .withRemedy("the image host, or another runtime"),
                    "only the image 'host' exists here, it means this machine",
                    null));
  }

  @Override
  public Flux<ImageInfo> list(ImageFilter filter) {
    Objects.requireNonNull(filter, "filter");
    boolean wanted =
        filter.reference().filter(name -> !name.equals(HOST)).isEmpty()
            && filter.labels().isEmpty()
            && filter.naming() != ImageFilter.Naming.UNNAMED;
    return wanted ? Flux.defer(() -> Flux.just(describe())) : Flux.empty();
  }

  private static ImageInfo describe() {
    return ImageInfo.builder(HOST)
        .reference(HOST)
        .platform(new Platform(operatingSystem(), architecture(), Optional.empty()))
        .configuration(
            new ImageConfiguration(
                List.of(),
                List.of(),
                Map.of(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                List.of()))
        .build();
  }

  /** In the words of the OCI image index. */
  static String operatingSystem() {
    String name = System.getProperty("os.name", "").toLowerCase(Locale.ROOT);
    return name.startsWith("mac") ? "darwin" : name.replace(' ', '-');
  }

  /** In the words of the OCI image index. */
  static String architecture() {
    String name = System.getProperty("os.arch", "unknown");
    switch (name) {
      case "x86_64":
        return "amd64";
      case "aarch64":
        return "arm64";
      default:
        return name;
    }
  }
}
