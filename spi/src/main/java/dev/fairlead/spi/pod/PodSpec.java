package dev.fairlead.spi.pod;

import dev.fairlead.spi.container.ContainerSpec;
import dev.fairlead.spi.container.NetworkAttachment;
import dev.fairlead.spi.container.Ownership;
import dev.fairlead.spi.container.PortBinding;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * What a pod is to be.
 *
 * <p>Containers that are named here are made with the pod. Some runtimes let a container join a pod
 * later, by its own specification; others fix a pod's containers when it is made.
 *
 * @param name its name
 * @param containers the containers that are made with it; may be empty where the runtime lets them
 *     join later
 * @param ports the ports that it publishes
 * @param labels its labels
 * @param hostname its host name; empty for the runtime's choice
 * @param shared the namespaces that its containers share; always {@link SharedNamespace#NETWORK}
 * @param networks the networks that it is on; empty for the runtime's default
 */
public record PodSpec(
    String name,
    List<ContainerSpec> containers,
    List<PortBinding> ports,
    Map<String, String> labels,
    Optional<String> hostname,
    Set<SharedNamespace> shared,
    List<NetworkAttachment> networks) {

  /** What the containers of a pod share unless told otherwise. */
  public static final Set<SharedNamespace> DEFAULT_SHARED =
      Set.of(SharedNamespace.NETWORK, SharedNamespace.IPC, SharedNamespace.UTS);

  /** Checks and copies. */
  public PodSpec {
    Objects.requireNonNull(name, "name");
    containers = List.copyOf(containers);
    ports = List.copyOf(ports);
    labels = Map.copyOf(labels);
    Objects.requireNonNull(hostname, "hostname");
    shared = Set.copyOf(shared);
    networks = List.copyOf(networks);
    if (!name.matches("[A-Za-z0-9][A-Za-z0-9_.-]*")) {
      throw new IllegalArgumentException(
          "pod name \""
              + name
              + "\" must start with a letter or digit and go on with those, _, ."
              + " or -");
    }
    if (!shared.contains(SharedNamespace.NETWORK)) {
      throw new IllegalArgumentException(
          "the containers of pod " + name + " must at least share their network");
    }
  }

  /**
   * What is set, in one form for equal specifications, to compare a pod that exists by.
   *
   * @return text by field; the name, and marks of the kernel's own among the labels, are none
   */
  public Map<String, String> canonicalFields() {
    Map<String, String> fields = new TreeMap<>();
    if (!containers.isEmpty()) {
      fields.put("containers", containers.stream().map(Ownership::fingerprint).toList().toString());
    }
    if (!ports.isEmpty()) {
      fields.put("ports", ports.toString());
    }
    Map<String, String> own = Ownership.withoutMarks(labels);
    if (!own.isEmpty()) {
      fields.put("labels", own.toString());
    }
    hostname.ifPresent(value -> fields.put("hostname", value));
    fields.put("shared", shared.stream().sorted().toList().toString());
    if (!networks.isEmpty()) {
      fields.put("networks", networks.toString());
    }
    return fields;
  }

  /**
   * Starts a specification.
   *
   * @param name its name
   * @return a builder with the defaults
   */
  public static Builder builder(String name) {
    return new Builder(name);
  }

  /**
   * Starts a changed copy.
   *
   * @return a builder with the values of this specification
   */
  public Builder toBuilder() {
    Builder builder = new Builder(name);
    builder.containers.addAll(containers);
    builder.ports.addAll(ports);
    builder.labels.putAll(labels);
    builder.hostname = hostname;
    builder.shared = shared;
    builder.networks.addAll(networks);
    return builder;
  }

  /** Collects a specification; for one thread. */
  public static final class Builder {

    private String name;
    private final List<ContainerSpec> containers = new ArrayList<>();
    private final List<PortBinding> ports = new ArrayList<>();
    private final Map<String, String> labels = new TreeMap<>();
    private Optional<String> hostname = Optional.empty();
    private Set<SharedNamespace> shared = DEFAULT_SHARED;
    private final List<NetworkAttachment> networks = new ArrayList<>();

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
     * Adds a container.
     *
     * @param value its specification
     * @return this builder
     */
    public Builder container(ContainerSpec value) {
      containers.add(Objects.requireNonNull(value, "container"));
      return this;
    }

    /**
     * Publishes a port.
     *
     * @param value the port
     * @return this builder
     */
    public Builder port(PortBinding value) {
      ports.add(Objects.requireNonNull(value, "port"));
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
     * Sets the host name.
     *
     * @param value the host name
     * @return this builder
     */
    public Builder hostname(String value) {
      hostname = Optional.of(value);
      return this;
    }

    /**
     * Sets what the containers share besides their network.
     *
     * @param values the namespaces
     * @return this builder
     */
    public Builder shared(SharedNamespace... values) {
      Set<SharedNamespace> all = EnumSet.of(SharedNamespace.NETWORK);
      all.addAll(Set.of(values));
      shared = all;
      return this;
    }

    /**
     * Adds a network.
     *
     * @param value the network, and how the pod appears on it
     * @return this builder
     */
    public Builder network(NetworkAttachment value) {
      networks.add(Objects.requireNonNull(value, "network"));
      return this;
    }

    /**
     * Ends the collection.
     *
     * @return the specification
     * @throws IllegalArgumentException if the name is not valid
     */
    public PodSpec build() {
      return new PodSpec(name, containers, ports, labels, hostname, shared, networks);
    }
  }
}
