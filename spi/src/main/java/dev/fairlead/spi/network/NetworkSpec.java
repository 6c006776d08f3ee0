package dev.fairlead.spi.network;

import dev.fairlead.spi.container.Ownership;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What a network is to be.
 *
 * @param name its name
 * @param driver what provides it; empty for the runtime's default
 * @param subnets its ranges of addresses; empty for the runtime's choice
 * @param internal whether it has no way to the outside
 * @param ipv6 whether it has IPv6 addresses besides IPv4 ones
 * @param labels its labels
 * @param options options for the driver
 */
public record NetworkSpec(
    String name,
    Optional<String> driver,
    List<Subnet> subnets,
    boolean internal,
    boolean ipv6,
    Map<String, String> labels,
    Map<String, String> options) {

  /** Checks and copies. */
  public NetworkSpec {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(driver, "driver");
    subnets = List.copyOf(subnets);
    labels = Map.copyOf(labels);
    options = Map.copyOf(options);
    if (!name.matches("[A-Za-z0-9][A-Za-z0-9_.-]*")) {
      throw new IllegalArgumentException(
          "network name \""
              + name
              + "\" must start with a letter or digit and go on with those, _, . or -");
    }
  }

  /**
   * A network with the runtime's defaults.
   *
   * @param name its name
   * @return the specification
   */
  public static NetworkSpec of(String name) {
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
    if (!subnets.isEmpty()) {
      fields.put("subnets", subnets.toString());
    }
    if (internal) {
      fields.put("internal", "true");
    }
    if (ipv6) {
      fields.put("ipv6", "true");
    }
    Map<String, String> own = Ownership.withoutMarks(labels);
    if (!own.isEmpty()) {
      fields.put("labels", own.toString());
    }
    if (!options.isEmpty()) {
      fields.put("options", new TreeMap<>(options).toString());
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
    builder.subnets.addAll(subnets);
    builder.internal = internal;
    builder.ipv6 = ipv6;
    builder.labels.putAll(labels);
    builder.options.putAll(options);
    return builder;
  }

  /** Collects a specification; for one thread. */
  public static final class Builder {

    private String name;
    private Optional<String> driver = Optional.empty();
    private final List<Subnet> subnets = new ArrayList<>();
    private boolean internal;
    private boolean ipv6;
    private final Map<String, String> labels = new TreeMap<>();
    private final Map<String, String> options = new TreeMap<>();

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
     * Sets what provides the network.
     *
     * @param value the driver
     * @return this builder
     */
    public Builder driver(String value) {
      driver = Optional.of(value);
      return this;
    }

    /**
     * Adds a range of addresses.
     *
     * @param value the range
     * @return this builder
     */
    public Builder subnet(Subnet value) {
      subnets.add(Objects.requireNonNull(value, "subnet"));
      return this;
    }

    /**
     * Says whether the network has no way to the outside.
     *
     * @param value false by default
     * @return this builder
     */
    public Builder internal(boolean value) {
      internal = value;
      return this;
    }

    /**
     * Says whether the network has IPv6 addresses besides IPv4 ones.
     *
     * @param value false by default
     * @return this builder
     */
    public Builder ipv6(boolean value) {
      ipv6 = value;
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
     * Sets an option for the driver.
     *
     * @param key its name
     * @param value its value
     * @return this builder
     */
    public Builder option(String key, String value) {
      options.put(Objects.requireNonNull(key, "key"), Objects.requireNonNull(value, "value"));
      return this;
    }

    /**
     * Ends the collection.
     *
     * @return the specification
     * @throws IllegalArgumentException if the name is not valid
     */
    public NetworkSpec build() {
      return new NetworkSpec(name, driver, subnets, internal, ipv6, labels, options);
    }
  }
}
