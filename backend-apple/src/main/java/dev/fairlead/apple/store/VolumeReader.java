package dev.fairlead.apple.store;

import dev.fairlead.apple.program.Fields;
import dev.fairlead.apple.state.LabelCodec;
import dev.fairlead.spi.volume.VolumeInfo;
import java.util.Map;

/** A volume as {@code container volume list --format json} tells it (reference, section 3.3). */
public final class VolumeReader {

  private static final String ANONYMOUS = "com.apple.container.resource.anonymous";
  private static final String UUID = "[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}";

  private VolumeReader() {}

  /**
   * Whether a name may be one that the program gave.
   *
   * @param name the name
   * @return whether it is a UUID
   */
  public static boolean mayBeAnonymous(String name) {
    return name.matches(UUID);
  }

  /**
   * Whether a volume was made without a name.
   *
   * @param labels its labels
   * @return whether they say so
   */
  public static boolean isAnonymous(Map<String, String> labels) {
    return labels.containsKey(ANONYMOUS);
  }

  /**
   * Reads one.
   *
   * @param volume one object of the answer
   * @return the volume
   */
  public static VolumeInfo read(Fields volume) {
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
