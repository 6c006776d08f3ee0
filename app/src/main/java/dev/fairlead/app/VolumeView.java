package dev.fairlead.app;

import dev.fairlead.spi.volume.VolumeInfo;
import java.util.List;

/** Volumes as tables and documents show them. */
final class VolumeView {

  static final List<String> HEADING = List.of("DRIVER", "VOLUME NAME");

  private VolumeView() {}

  static Document document(VolumeInfo volume) {
    return new Document()
        .with("name", volume.name())
        .with("driver", volume.driver())
        .with("mountpoint", volume.mountpoint())
        .with("createdAt", volume.created())
        .with("labels", volume.labels())
        .with("driverOptions", volume.driverOptions())
        .with("sizeBytes", volume.sizeBytes());
  }

  static List<String> row(VolumeInfo volume) {
    return List.of(volume.driver(), volume.name());
  }
}
