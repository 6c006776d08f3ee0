package dev.fairlead.app;

import dev.fairlead.spi.volume.VolumeInfo;

/** Volumes as tables and documents show them. */
final class VolumeView {

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

  /** What {@code volume ls} can show of each. */
  static Columns<VolumeInfo> columns() {
    return new Columns<VolumeInfo>()
        .shown("Driver", "DRIVER", VolumeInfo::driver)
        .shown("Name", "VOLUME NAME", VolumeInfo::name)
        .more("Mountpoint", "MOUNTPOINT", volume -> volume.mountpoint().orElse(""))
        .more("Labels", "LABELS", volume -> Columns.joined(volume.labels()));
  }
}
