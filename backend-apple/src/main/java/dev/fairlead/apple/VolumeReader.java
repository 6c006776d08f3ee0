package dev.fairlead.apple;

import dev.fairlead.spi.volume.VolumeInfo;
import java.util.Map;

/** A volume as {@code container volume list --format json} tells it (reference, section 3.3). */
final class VolumeReader {

  private static final String ANONYMOUS = "com.apple.container.resource.anonymous";
  private static final String UUID = "[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}";

  private VolumeReader() {}

  static boolean mayBeAnonymous(String name) {
    return name.matches(UUID);
  }

  static boolean isAnonymous(Map<String, String> labels) {
    return labels.containsKey(ANONYMOUS);
  }

  static VolumeInfo read(Fields volume) {
    Fields configuration = volume.part("configuration");
    return new VolumeInfo(
        volume.text("id").orElseGet(() -> configuration.require("name")),
        configuration.text("driver").orElse("local"),
        configuration.text("source"),
        configuration.instant("creationDate"),
        LabelCodec.decode(configuration.map("labels")),
        configuration.map("options"),
        configuration.number("sizeInBytes"));
  }
}
