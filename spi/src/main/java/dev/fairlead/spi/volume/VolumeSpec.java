package dev.fairlead.spi.volume;

import dev.fairlead.spi.container.Ownership;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;

/**
 * What a volume is to be.
 *
 * @param name its name
 * @param driver what provides it; a storage class in Kubernetes; empty for the runtime's default
 * @param driverOptions options for the driver
 * @param labels its labels
 * @param sizeBytes its capacity; empty for the runtime's default
 * @param sharing how many containers may use it at once
 */
public record VolumeSpec(
    String name,
    Optional<String> driver,
    Map<String, String> driverOptions,
    Map<String, String> labels,
    OptionalLong sizeBytes,
    VolumeSharing sharing) {

  /** Checks and copies. */
  public VolumeSpec {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(driver, "driver");
    driverOptions = Map.copyOf(driverOptions);
    labels = Map.copyOf(labels);
    Objects.requireNonNull(sizeBytes, "sizeBytes");
    Objects.requireNonNull(sharing, "sharing");
    if (!name.matches("[A-Za-z0-9][A-Za-z0-9_.-]*")) {
      throw new IllegalArgumentException(
          "volume name \""
              + name
              + "\" must start with a letter or digit and go on with those, _, . or -");
    }
    if (sizeBytes.isPresent() && sizeBytes.getAsLong() <= 0) {
      throw new IllegalArgumentException(
          "the size of volume " + name + " must be above 0 bytes, not " + sizeBytes.getAsLong());
    }
  }

  /**
   * A volume with the runtime's defaults.
   *
   * @param name its name
   * @return the specification
   */
  public static VolumeSpec of(String name) {
    return builder(name).build();
  }

  /**
   * Starts a specification.
   *
   * @param name its name
   * @return a builder with the runtime's defaults
   */
  public static Builder builder(String name) {
    return new Builder(name);
  }

  /**
   * What is set, field by field, for {@link Ownership#marks(Map, Map, java.time.Clock)} and {@link
   * Ownership#differences(Map, Map)}. Neither the name nor marks of ownership are among it.
   *
   * @return names of fields with text that is equal for equal values
   */
  public Map<String, String> canonicalFields() {
    Map<String, String> fields = new TreeMap<>();
    driver.ifPresent(value -> fields.put("driver", value));
    if (!driverOptions.isEmpty()) {
      fields.put("driver-options", new TreeMap<>(driverOptions).toString());
    }
    Map<String, String> own = Ownership.withoutMarks(labels);
    if (!own.isEmpty()) {
      fields.put("labels", own.toString());
    }
    sizeBytes.ifPresent(value -> fields.put("size", String.valueOf(value)));
    if (sharing != VolumeSharing.RUNTIME_DEFAULT) {
      fields.put("sharing", sharing.name());
    }
    return fields;
  }

  /**
   * Starts a changed copy.
   *
   * @return a builder with the values of this specification
   */
  public Builder toBuilder() {
    Builder builder = new Builder(name);
    builder.driver = driver;
    builder.driverOptions.putAll(driverOptions);
    builder.labels.putAll(labels);
    builder.sizeBytes = sizeBytes;
    builder.sharing = sharing;
    return builder;
  }

  /** Collects a specification; for one thread. */
  public static final class Builder {

    private String name;
    private Optional<String> driver = Optional.empty();
    private final Map<String, String> driverOptions = new TreeMap<>();
    private final Map<String, String> labels = new TreeMap<>();
    private OptionalLong sizeBytes = OptionalLong.empty();
    private VolumeSharing sharing = VolumeSharing.RUNTIME_DEFAULT;

    private Builder(String name) {
      this.name = Objects.requireNonNull(name, "name");
    }

    /**
     * Takes another name.
     *
     * @param value the name
     * @return this builder
     */
    public Builder name(String value) {
      name = value;
      return this;
    }

    /**
     * Sets what provides the volume.
     *
     * @param value the driver
     * @return this builder
     */
    public Builder driver(String value) {
      driver = Optional.of(value);
      return this;
    }

    /**
     * Sets an option for the driver.
     *
     * @param key its name
     * @param value its value
     * @return this builder
     */
    public Builder driverOption(String key, String value) {
      driverOptions.put(Objects.requireNonNull(key, "key"), Objects.requireNonNull(value, "value"));
      return this;
    }

    /**
     * Sets a label.
     *
     * @param key its name
     * @param value its value
     * @return this builder
     */
    public Builder label(String key, String value) {
      labels.put(Objects.requireNonNull(key, "key"), Objects.requireNonNull(value, "value"));
      return this;
    }

    /**
     * Sets the capacity.
     *
     * @param value the size in bytes, above 0
     * @return this builder
     */
    public Builder sizeBytes(long value) {
      sizeBytes = OptionalLong.of(value);
      return this;
    }

    /**
     * Says how many containers may use the volume at once.
     *
     * @param value {@link VolumeSharing#RUNTIME_DEFAULT} by default
     * @return this builder
     */
    public Builder sharing(VolumeSharing value) {
      sharing = value;
      return this;
    }

    /**
     * Ends the collection.
     *
     * @return the specification
     * @throws IllegalArgumentException if the name or the size is not valid
     */
    public VolumeSpec build() {
      return new VolumeSpec(name, driver, driverOptions, labels, sizeBytes, sharing);
    }
  }
}
