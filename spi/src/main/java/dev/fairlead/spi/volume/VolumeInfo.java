package dev.fairlead.spi.volume;

import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A volume that exists.
 *
 * @param name its name
 * @param driver what provides it
 * @param mountpoint where it lies on the machine that runs the containers; empty where not told
 * @param created when it was made; empty where not told
 * @param labels its labels
 * @param driverOptions options of the driver
 * @param sizeBytes its capacity; empty where it has none or it is not told
 */
public record VolumeInfo(
    String name,
    String driver,
    Optional<String> mountpoint,
    Optional<Instant> created,
    Map<String, String> labels,
    Map<String, String> driverOptions,
    OptionalLong sizeBytes) {

  /** Checks and copies. */
  public VolumeInfo {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(driver, "driver");
    Objects.requireNonNull(mountpoint, "mountpoint");
    Objects.requireNonNull(created, "created");
    labels = Map.copyOf(labels);
    driverOptions = Map.copyOf(driverOptions);
    Objects.requireNonNull(sizeBytes, "sizeBytes");
  }
}
