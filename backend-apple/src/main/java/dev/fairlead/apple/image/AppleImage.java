package dev.fairlead.apple.image;

import dev.fairlead.apple.program.Fields;
import dev.fairlead.spi.container.Platform;
import dev.fairlead.spi.image.ImageConfiguration;
import dev.fairlead.spi.image.ImageInfo;
import dev.fairlead.spi.image.ImageReference;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * An image under one of its names, as {@code container image list --format json} tells it from
 * release 1.0.0 on. Platforms that are not here are not among its variants.
 */
public final class AppleImage {

  private final Fields configuration;
  private final List<Fields> variants;
  private final String id;

  AppleImage(Fields answer) {
    this.configuration = answer.part("configuration");
    this.id = answer.require("id");
    this.variants =
        answer.parts("variants").stream()
            .filter(variant -> !"unknown".equals(variant.part("platform").text("os").orElse("")))
            .toList();
  }

  /**
   * Its name as the program keeps it: whole, save for what was built here.
   *
   * @return the name
   */
  public String name() {
    return configuration.require("name");
  }

  ImageReference reference() {
    return ImageReference.parse(name());
  }

  String id() {
    return id.replaceFirst("^sha256:", "");
  }

  /**
   * Whether its content for a platform is here.
   *
   * @param platform the platform
   * @return whether it is
   */
  public boolean has(Platform platform) {
    return variant(platform).isPresent();
  }

  /**
   * Its own command.
   *
   * @param platform the platform
   * @return empty if it has none, or its content is not here
   */
  public List<String> command(Platform platform) {
    return variant(platform).map(variant -> config(variant).texts("Cmd")).orElse(List.of());
  }

  private static Fields config(Fields variant) {
    return variant.part("config").part("config");
  }

  private Optional<Fields> variant(Platform platform) {
    return variants.stream()
        .filter(
            variant ->
                platform.os().equals(variant.part("platform").text("os").orElse(""))
                    && platform
                        .architecture()
                        .equals(variant.part("platform").text("architecture").orElse(""))
                    && (platform.variant().isEmpty()
                        || variant.part("platform").text("variant").isEmpty()
                        || platform.variant().equals(variant.part("platform").text("variant"))))
        .findFirst();
  }

  Optional<String> digest() {
    return configuration.part("descriptor").text("digest");
  }

  /** Of all images with this id, its names together; what is told of a platform is of the usual. */
  static ImageInfo info(List<AppleImage> sameId, Platform usual) {
    AppleImage first = sameId.get(0);
    ImageInfo.Builder info = ImageInfo.builder(ImageReference.parse("sha256:" + first.id()));
    for (AppleImage image : sameId) {
      info.reference(image.reference());
      image.digest().ifPresent(digest -> info.digest(image.reference().withDigest(digest)));
    }
    first
        .configuration
        .instant("creationDate")
        .filter(created -> !created.equals(Instant.EPOCH))
        .ifPresent(info::created);
    first
        .variant(usual)
        .or(() -> first.variants.stream().findFirst())
        .ifPresent(variant -> describe(info, variant));
    return info.build();
  }

  private static void describe(ImageInfo.Builder info, Fields variant) {
    Fields platform = variant.part("platform");
    variant.number("size").ifPresent(info::sizeBytes);
    info.platform(
        new Platform(
            platform.require("os"), platform.require("architecture"), platform.text("variant")));
    Fields config = config(variant);
    info.labels(config.map("Labels"));
    info.configuration(
        new ImageConfiguration(
            config.texts("Entrypoint"),
            config.texts("Cmd"),
            environment(config.texts("Env")),
            config.text("WorkingDir").filter(path -> !path.isEmpty()),
            config.text("User").filter(user -> !user.isEmpty()),
            config.text("StopSignal"),
            Optional.empty(),
            Optional.empty(),
            variant.part("config").part("rootfs").texts("diff_ids")));
  }

  private static Map<String, String> environment(List<String> lines) {
    Map<String, String> environment = new LinkedHashMap<>();
    for (String line : lines) {
      int equals = line.indexOf('=');
      if (equals > 0) {
        environment.put(line.substring(0, equals), line.substring(equals + 1));
      }
    }
    return environment;
  }
}
