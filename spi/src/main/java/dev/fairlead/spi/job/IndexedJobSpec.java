package dev.fairlead.spi.job;

import dev.fairlead.spi.container.ContainerSpec;
import dev.fairlead.spi.container.Ownership;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What a ranked job is to be: containers with the indexes 0 to {@code nodes - 1}, made from one
 * template.
 *
 * @param name its name; with a hyphen and the highest index it must be a host name
 * @param nodes how many containers it has, at least 1; all run at once
 * @param template what each container is made from; its name is not used
 * @param initSteps what must succeed in each node before the container starts, in this order
 * @param labels labels of the job and of all it is made of
 * @param indexVariables environment variables that tell each container its index
 * @param leaderVariables environment variables that tell each container the address of index 0
 * @param backoffLimit how often a failed container is replaced before the job fails, 0 or more
 * @param timeout how long the job may take; empty for without end
 * @param retention how long it is kept after its end; empty for until it is removed
 * @param headlessServicePort the port by which the containers find each other; empty when they need
 *     not
 */
public record IndexedJobSpec(
    String name,
    int nodes,
    ContainerSpec template,
    List<ContainerSpec> initSteps,
    Map<String, String> labels,
    Set<String> indexVariables,
    Set<String> leaderVariables,
    int backoffLimit,
    Optional<Duration> timeout,
    Optional<Duration> retention,
    OptionalInt headlessServicePort) {

  private static final int MAX_HOST_NAME = 63;

  /** Checks and copies. */
  public IndexedJobSpec {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(template, "template");
    initSteps = List.copyOf(initSteps);
    labels = Map.copyOf(labels);
    indexVariables = Set.copyOf(indexVariables);
    leaderVariables = Set.copyOf(leaderVariables);
    Objects.requireNonNull(timeout, "timeout");
    Objects.requireNonNull(retention, "retention");
    Objects.requireNonNull(headlessServicePort, "headlessServicePort");
    if (!name.matches("[a-z]([a-z0-9-]*[a-z0-9])?")) {
      throw new IllegalArgumentException(
          "job name \"" + name + "\" must be a host name: a-z first, then a-z, 0-9 and -");
    }
    if (nodes < 1) {
      throw new IllegalArgumentException("job " + name + " needs at least 1 node, not " + nodes);
    }
    int longest = name.length() + 1 + Integer.toString(nodes - 1).length();
    if (longest > MAX_HOST_NAME) {
      throw new IllegalArgumentException(
          "job name \""
              + name
              + "\" is too long: with the index of its last node it has "
              + longest
              + " characters, and a host name at most "
              + MAX_HOST_NAME);
    }
    if (backoffLimit < 0) {
      throw new IllegalArgumentException(
          "the backoff limit of job " + name + " cannot be negative, but is " + backoffLimit);
    }
    timeout.ifPresent(value -> refuseUnlessPositive("timeout", value));
    if (retention.filter(Duration::isNegative).isPresent()) {
      throw new IllegalArgumentException("the retention of job " + name + " cannot be negative");
    }
    if (!leaderVariables.isEmpty() && headlessServicePort.isEmpty()) {
      throw new IllegalArgumentException(
          "job " + name + " needs a port to tell its containers the address of index 0");
    }
    headlessServicePort.ifPresent(IndexedJobSpec::refuseUnlessPort);
  }

  private static void refuseUnlessPositive(String what, Duration value) {
    if (value.isZero() || value.isNegative()) {
      throw new IllegalArgumentException(
          "the " + what + " of a job must be positive, not " + value);
    }
  }

  private static void refuseUnlessPort(int port) {
    if (port < 1 || port > 65_535) {
      throw new IllegalArgumentException("port " + port + " is not between 1 and 65535");
    }
  }

  /**
   * Starts a specification.
   *
   * @param name its name
   * @param template what each container is made from
   * @return a builder for one node without retries
   */
  public static Builder builder(String name, ContainerSpec template) {
    return new Builder(name, template);
  }

  /**
   * What is set, field by field, for {@link Ownership#marks(Map, Map, java.time.Clock)} and {@link
   * Ownership#differences(Map, Map)}. Neither the name nor marks of ownership are among it; of what
   * containers are made from there is a digest of each field.
   *
   * @return names of fields with text that is equal for equal values
   */
  public Map<String, String> canonicalFields() {
    Map<String, String> fields = new TreeMap<>();
    fields.put("nodes", Integer.toString(nodes));
    fields.put("template", Ownership.fingerprint(template));
    if (!initSteps.isEmpty()) {
      fields.put("init-steps", initSteps.stream().map(Ownership::fingerprint).toList().toString());
    }
    Map<String, String> own = Ownership.withoutMarks(labels);
    if (!own.isEmpty()) {
      fields.put("labels", own.toString());
    }
    if (!indexVariables.isEmpty()) {
      fields.put("index-variables", new TreeSet<>(indexVariables).toString());
    }
    if (!leaderVariables.isEmpty()) {
      fields.put("leader-variables", new TreeSet<>(leaderVariables).toString());
    }
    if (backoffLimit > 0) {
      fields.put("backoff-limit", Integer.toString(backoffLimit));
    }
    timeout.ifPresent(value -> fields.put("timeout", value.toString()));
    retention.ifPresent(value -> fields.put("retention", value.toString()));
    headlessServicePort.ifPresent(value -> fields.put("port", Integer.toString(value)));
    return fields;
  }

  /**
   * Starts a changed copy.
   *
   * @return a builder with the values of this specification
   */
  public Builder toBuilder() {
    Builder builder = new Builder(name, template);
    builder.nodes = nodes;
    builder.initSteps.addAll(initSteps);
    builder.labels.putAll(labels);
    builder.indexVariables.addAll(indexVariables);
    builder.leaderVariables.addAll(leaderVariables);
    builder.backoffLimit = backoffLimit;
    builder.timeout = timeout;
    builder.retention = retention;
    builder.headlessServicePort = headlessServicePort;
    return builder;
  }

  /** Collects a specification; for one thread. */
  public static final class Builder {

    private String name;
    private ContainerSpec template;
    private int nodes = 1;
    private final List<ContainerSpec> initSteps = new ArrayList<>();
    private final Map<String, String> labels = new TreeMap<>();
    private final Set<String> indexVariables = new TreeSet<>();
    private final Set<String> leaderVariables = new TreeSet<>();
    private int backoffLimit;
    private Optional<Duration> timeout = Optional.empty();
    private Optional<Duration> retention = Optional.empty();
    private OptionalInt headlessServicePort = OptionalInt.empty();

    private Builder(String name, ContainerSpec template) {
      this.name = Objects.requireNonNull(name, "name");
      this.template = Objects.requireNonNull(template, "template");
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
     * Takes another template.
     *
     * @param value what each container is made from
     * @return this builder
     */
    public Builder template(ContainerSpec value) {
      template = value;
      return this;
    }

    /**
     * Sets how many containers the job has.
     *
     * @param value the number, at least 1; 1 by default
     * @return this builder
     */
    public Builder nodes(int value) {
      nodes = value;
      return this;
    }

    /**
     * Adds what must succeed in each node before the container starts.
     *
     * @param value the step
     * @return this builder
     */
    public Builder initStep(ContainerSpec value) {
      initSteps.add(Objects.requireNonNull(value, "initStep"));
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
     * Adds an environment variable that tells each container its index.
     *
     * @param variable its name
     * @return this builder
     */
    public Builder indexVariable(String variable) {
      indexVariables.add(Objects.requireNonNull(variable, "variable"));
      return this;
    }

    /**
     * Adds an environment variable that tells each container the address of index 0.
     *
     * @param variable its name
     * @return this builder
     */
    public Builder leaderVariable(String variable) {
      leaderVariables.add(Objects.requireNonNull(variable, "variable"));
      return this;
    }

    /**
     * Sets how often a failed container is replaced.
     *
     * @param value 0 or more; 0 by default
     * @return this builder
     */
    public Builder backoffLimit(int value) {
      backoffLimit = value;
      return this;
    }

    /**
     * Sets how long the job may take.
     *
     * @param value above zero
     * @return this builder
     */
    public Builder timeout(Duration value) {
      timeout = Optional.of(value);
      return this;
    }

    /**
     * Sets how long the job is kept after its end.
     *
     * @param value zero for not at all
     * @return this builder
     */
    public Builder retention(Duration value) {
      retention = Optional.of(value);
      return this;
    }

    /**
     * Sets the port by which the containers find each other.
     *
     * @param value the port, 1 to 65535
     * @return this builder
     */
    public Builder headlessServicePort(int value) {
      headlessServicePort = OptionalInt.of(value);
      return this;
    }

    /**
     * Ends the collection.
     *
     * @return the specification
     * @throws IllegalArgumentException if a value is out of its range
     */
    public IndexedJobSpec build() {
      return new IndexedJobSpec(
          name,
          nodes,
          template,
          initSteps,
          labels,
          indexVariables,
          leaderVariables,
          backoffLimit,
          timeout,
          retention,
          headlessServicePort);
    }
  }
}
