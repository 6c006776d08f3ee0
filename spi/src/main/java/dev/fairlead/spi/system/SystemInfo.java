package dev.fairlead.spi.system;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.TreeMap;

/**
 * What a runtime says of itself and of the machine it runs on, which need not be this one.
 *
 * @param flavour what answered, for example {@code docker}, {@code colima}, {@code podman}
 * @param version its version
 * @param apiVersion the version of the interface in use; empty where there is none
 * @param operatingSystem of the machine that runs the containers, for example {@code linux}
 * @param architecture of that machine in the words of the OCI image index, for example {@code
 *     amd64}
 * @param cpus its processors; empty where not told
 * @param memoryBytes its memory; empty where not told
 * @param rootless whether the runtime works without the rights of root
 * @param cgroupVersion {@code 1} or {@code 2}; empty where not told
 * @param storageDriver what keeps images and layers; empty where not told
 * @param gpus the GPUs that it knows of, by its own names; empty if there are none or it does not
 *     tell
 * @param cdi whether devices can be given by their names of the Container Device Interface
 * @param publishedHost host name or address under which published ports answer from here, for
 *     example {@code localhost}; empty where they do not or it is not known
 * @param warnings what the runtime itself warns of
 * @param details what else is worth telling, by stable names
 */
public record SystemInfo(
    String flavour,
    String version,
    Optional<String> apiVersion,
    String operatingSystem,
    String architecture,
    OptionalInt cpus,
    OptionalLong memoryBytes,
    Answer rootless,
    OptionalInt cgroupVersion,
    Optional<String> storageDriver,
    List<String> gpus,
    Answer cdi,
    Optional<String> publishedHost,
    List<String> warnings,
    Map<String, String> details) {

  /** Checks and copies. */
  public SystemInfo {
    Objects.requireNonNull(flavour, "flavour");
    Objects.requireNonNull(version, "version");
    Objects.requireNonNull(apiVersion, "apiVersion");
    Objects.requireNonNull(operatingSystem, "operatingSystem");
    Objects.requireNonNull(architecture, "architecture");
    Objects.requireNonNull(cpus, "cpus");
    Objects.requireNonNull(memoryBytes, "memoryBytes");
    Objects.requireNonNull(rootless, "rootless");
    Objects.requireNonNull(cgroupVersion, "cgroupVersion");
    Objects.requireNonNull(storageDriver, "storageDriver");
    gpus = List.copyOf(gpus);
    Objects.requireNonNull(cdi, "cdi");
    Objects.requireNonNull(publishedHost, "publishedHost");
    warnings = List.copyOf(warnings);
    details = Map.copyOf(details);
  }

  /**
   * Starts a description.
   *
   * @param flavour what answered
   * @param version its version
   * @return a builder that knows nothing else
   */
  public static Builder builder(String flavour, String version) {
    return new Builder(flavour, version);
  }

  /** Collects a description; for one thread. */
  public static final class Builder {

    private final String flavour;
    private final String version;
    private Optional<String> apiVersion = Optional.empty();
    private String operatingSystem = "unknown";
    private String architecture = "unknown";
    private OptionalInt cpus = OptionalInt.empty();
    private OptionalLong memoryBytes = OptionalLong.empty();
    private Answer rootless = Answer.UNKNOWN;
    private OptionalInt cgroupVersion = OptionalInt.empty();
    private Optional<String> storageDriver = Optional.empty();
    private List<String> gpus = List.of();
    private Answer cdi = Answer.UNKNOWN;
    private Optional<String> publishedHost = Optional.empty();
    private List<String> warnings = List.of();
    private final Map<String, String> details = new TreeMap<>();

    private Builder(String flavour, String version) {
      this.flavour = Objects.requireNonNull(flavour, "flavour");
      this.version = Objects.requireNonNull(version, "version");
    }

    /**
     * Sets the version of the interface in use.
     *
     * @param value the version
     * @return this builder
     */
    public Builder apiVersion(String value) {
      apiVersion = Optional.of(value);
      return this;
    }

    /**
     * Sets what the containers run on.
     *
     * @param system the operating system
     * @param machine the architecture
     * @return this builder
     */
    public Builder machine(String system, String machine) {
      operatingSystem = system;
      architecture = machine;
      return this;
    }

    /**
     * Sets the number of processors.
     *
     * @param value the number
     * @return this builder
     */
    public Builder cpus(int value) {
      cpus = OptionalInt.of(value);
      return this;
    }

    /**
     * Sets the size of the memory.
     *
     * @param value the size in bytes
     * @return this builder
     */
    public Builder memoryBytes(long value) {
      memoryBytes = OptionalLong.of(value);
      return this;
    }

    /**
     * Sets whether the runtime works without the rights of root.
     *
     * @param value the answer
     * @return this builder
     */
    public Builder rootless(Answer value) {
      rootless = value;
      return this;
    }

    /**
     * Sets the version of control groups.
     *
     * @param value 1 or 2
     * @return this builder
     */
    public Builder cgroupVersion(int value) {
      cgroupVersion = OptionalInt.of(value);
      return this;
    }

    /**
     * Sets what keeps images and layers.
     *
     * @param value the name of the driver
     * @return this builder
     */
    public Builder storageDriver(String value) {
      storageDriver = Optional.of(value);
      return this;
    }

    /**
     * Sets the GPUs that the runtime knows of.
     *
     * @param value their names
     * @return this builder
     */
    public Builder gpus(List<String> value) {
      gpus = List.copyOf(value);
      return this;
    }

    /**
     * Sets whether devices can be given by their names of the Container Device Interface.
     *
     * @param value the answer
     * @return this builder
     */
    public Builder cdi(Answer value) {
      cdi = value;
      return this;
    }

    /**
     * Sets where published ports answer.
     *
     * @param value host name or address, as seen from here
     * @return this builder
     */
    public Builder publishedHost(String value) {
      publishedHost = Optional.of(value);
      return this;
    }

    /**
     * Sets what the runtime itself warns of.
     *
     * @param value the warnings
     * @return this builder
     */
    public Builder warnings(List<String> value) {
      warnings = List.copyOf(value);
      return this;
    }

    /**
     * Adds something else worth telling.
     *
     * @param name a stable name
     * @param value the value
     * @return this builder
     */
    public Builder detail(String name, String value) {
      details.put(Objects.requireNonNull(name, "name"), Objects.requireNonNull(value, "value"));
      return this;
    }

    /**
     * Ends the collection.
     *
     * @return the description
     */
    public SystemInfo build() {
      return new SystemInfo(
          flavour,
          version,
          apiVersion,
          operatingSystem,
          architecture,
          cpus,
          memoryBytes,
          rootless,
          cgroupVersion,
          storageDriver,
          gpus,
          cdi,
          publishedHost,
          warnings,
          details);
    }
  }
}
