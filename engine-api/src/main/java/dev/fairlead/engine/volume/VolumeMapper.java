package dev.fairlead.engine.volume;

import dev.fairlead.engine.JsonObject;
import dev.fairlead.spi.volume.VolumeInfo;
import java.util.OptionalLong;
import java.util.regex.Pattern;

/** Reads volumes out of {@code GET /volumes/{name}} and {@code GET /volumes}. */
final class VolumeMapper {

  /** Docker 23 and later say so; before, only the name tells. */
  private static final String ANONYMOUS = "com.docker.volume.anonymous";

  private static final Pattern MADE_UP = Pattern.compile("[0-9a-f]{64}");

  private VolumeMapper() {}

  static VolumeInfo volume(JsonObject json) {
    return new VolumeInfo(
        json.text("Name")
            .orElseThrow(() -> new IllegalArgumentException("a volume without a name")),
        json.text("Driver").orElse(""),
        json.text("Mountpoint"),
        json.time("CreatedAt"),
        json.textMap("Labels"),
        json.textMap("Options"),
        OptionalLong.empty());
  }

  static boolean anonymous(VolumeInfo volume) {
    return volume.labels().containsKey(ANONYMOUS) || MADE_UP.matcher(volume.name()).matches();
  }
}
