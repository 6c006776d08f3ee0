package dev.fairlead.spi.container;

import dev.fairlead.spi.SpecField;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * How things made through this contract are marked, so that a later process can find them, compare
 * them with what it wants, and clean up all of them and nothing else.
 *
 * <p>Backends mark in each create, and read the marks when a name exists. Marks to select by are
 * labels and fit the narrowest grammar of all runtimes; marks to read ({@link #SPEC} and {@link
 * #CREATED}) may be kept as annotations where labels are too narrow, and are read back as labels.
 */
public final class Ownership {

  /** What all marks of the project begin with. */
  public static final String PREFIX = "dev.fairlead.";

  /** Who made it; {@code fairlead} unless the caller sets it. To select by. */
  public static final String OWNER = PREFIX + "owner";

  /** The job that it belongs to. To select by. */
  public static final String JOB = PREFIX + "job";

  /** The environment that it is. To select by. */
  public static final String ENVIRONMENT = PREFIX + "environment";

  /**
   * Which attempt made it: a word that is used once, so that what was made can be found although
   * the answer was lost. Not part of what makes two specifications different. To select by.
   */
  public static final String ATTEMPT = PREFIX + "attempt";

  /** A digest for each field that was set. To read. */
  public static final String SPEC = PREFIX + "spec";

  /** When it was made, RFC 3339 in UTC. To read. */
  public static final String CREATED = PREFIX + "created";

  /**
   * Which GPUs it asked for: their names with underscores between them, {@code all}, or {@code
   * count-} and a number. No runtime's list shows devices. To read.
   */
  public static final String GPUS = PREFIX + "gpus";

  private static final Set<String> SELECTORS = Set.of(OWNER, JOB, ENVIRONMENT, ATTEMPT);
  private static final String DEFAULT_OWNER = "fairlead";
  private static final int DIGEST_BYTES = 6;

  private Ownership() {}

  /**
   * Adds the marks to the specification of a container; marks that are set already stay, but for
   * those that say what it is made from.
   *
   * @param spec what is to be made
   * @param clock tells when
   * @return the specification with marks
   * @throws IllegalArgumentException if a mark to select by would not fit every runtime
   */
  public static ContainerSpec mark(ContainerSpec spec, Clock clock) {
    ContainerSpecBuilder marked = spec.toBuilder();
    marks(fields(spec), spec.labels(), clock).forEach(marked::label);
    spec.devices().gpus().ifPresent(gpus -> marked.label(GPUS, written(gpus)));
    return marked.build();
  }

  private static String written(GpuRequest gpus) {
    return switch (gpus.selection()) {
      case ALL -> "all";
      case COUNT -> "count-" + gpus.count();
      case IDS -> String.join("_", gpus.ids());
    };
  }

  /**
   * The marks for anything else that is made: a volume, a network, a pod, a job.
   *
   * @param fields what it is made from, by name; never a secret
   * @param labels labels that the caller sets; marks among them stay
   * @param clock tells when
   * @return the labels to add
   * @throws IllegalArgumentException if a mark to select by would not fit every runtime
   */
  public static Map<String, String> marks(
      Map<String, String> fields, Map<String, String> labels, Clock clock) {
    labels.forEach(Ownership::checkSelector);
    Map<String, String> marks = new LinkedHashMap<>();
    marks.put(OWNER, labels.getOrDefault(OWNER, DEFAULT_OWNER));
    marks.put(
        CREATED,
        labels.getOrDefault(CREATED, clock.instant().truncatedTo(ChronoUnit.SECONDS).toString()));
    marks.put(SPEC, fingerprint(fields));
    return marks;
  }

  /**
   * A digest for each field of a container's specification that is set, in one word.
   *
   * @param spec the specification, marked or not
   * @return for example {@code command:90ab34cd12ef,image:3f2a90c1b2d4}; equal for equal
   *     specifications
   */
  public static String fingerprint(ContainerSpec spec) {
    return fingerprint(fields(spec));
  }

  /**
   * In which fields an existing container differs from a specification.
   *
   * @param spec what is wanted
   * @param labels labels of the existing container
   * @return labels of the fields in the order of {@link SpecField}; empty if they agree. A
   *     container without {@link #SPEC} was not made through this contract and differs in all
   *     fields that are set
   */
  public static List<String> differences(ContainerSpec spec, Map<String, String> labels) {
    List<String> different = new ArrayList<>(differences(fields(spec), labels));
    List<String> order = new ArrayList<>();
    for (SpecField field : SpecField.values()) {
      order.add(field.label());
    }
    different.sort((a, b) -> Integer.compare(order.indexOf(a), order.indexOf(b)));
    return List.copyOf(different);
  }

  /**
   * In which fields an existing thing differs from a wanted one.
   *
   * @param fields what is wanted, by name
   * @param labels labels of the existing thing
   * @return names of the fields in alphabetical order; empty if they agree
   */
  public static List<String> differences(Map<String, String> fields, Map<String, String> labels) {
    Map<String, String> wanted = digests(fields);
    Map<String, String> present = new TreeMap<>();
    for (String part : labels.getOrDefault(SPEC, "").split(",", -1)) {
      int colon = part.indexOf(':');
      if (colon > 0) {
        present.put(part.substring(0, colon), part.substring(colon + 1));
      }
    }
    Set<String> names = new TreeSet<>(wanted.keySet());
    names.addAll(present.keySet());
    names.removeIf(name -> wanted.getOrDefault(name, "").equals(present.getOrDefault(name, "")));
    return List.copyOf(names);
  }

  /**
   * Labels without those marks that make no difference between two specifications: who made it,
   * when, in which attempt, from what, and with which GPUs, which the specification itself says.
   *
   * @param labels labels of a specification
   * @return the others, in alphabetical order
   */
  public static Map<String, String> withoutMarks(Map<String, String> labels) {
    Map<String, String> others = new TreeMap<>(labels);
    others.keySet().removeAll(List.of(OWNER, ATTEMPT, SPEC, CREATED, GPUS));
    return others;
  }

  private static Map<String, String> fields(ContainerSpec spec) {
    ContainerSpec bare = withoutMarks(spec);
    Map<String, String> fields = new TreeMap<>();
    for (SpecField field : bare.fieldsSet()) {
      fields.put(field.label(), field.canonical(bare));
    }
    return fields;
  }

  private static ContainerSpec withoutMarks(ContainerSpec spec) {
    Map<String, String> labels = withoutMarks(spec.labels());
    return new ContainerSpec(
        spec.image(),
        spec.name(),
        spec.process(),
        spec.mounts(),
        spec.networking(),
        spec.resources(),
        spec.security(),
        spec.devices(),
        spec.lifecycle(),
        labels,
        spec.annotations(),
        spec.platform(),
        spec.pullPolicy(),
        Optional.empty(),
        spec.logDriver(),
        spec.pod(),
        spec.backendOptions());
  }

  /** Kubernetes has the narrowest grammar for the values of labels. */
  private static void checkSelector(String label, String value) {
    if (SELECTORS.contains(label)
        && !value.matches("[A-Za-z0-9]([A-Za-z0-9_.-]{0,61}[A-Za-z0-9])?")) {
      throw new IllegalArgumentException(
          "'"
              + value
              + "' cannot be the value of "
              + label
              + ": it needs 1 to 63 letters, digits, '_', '.' or '-', and a letter or digit at both"
              + " ends");
    }
  }

  private static String fingerprint(Map<String, String> fields) {
    return digests(fields).entrySet().stream()
        .map(entry -> entry.getKey() + ":" + entry.getValue())
        .collect(Collectors.joining(","));
  }

  private static Map<String, String> digests(Map<String, String> fields) {
    Map<String, String> digests = new TreeMap<>();
    fields.forEach((name, value) -> digests.put(name, digest(value)));
    return digests;
  }

  private static String digest(String text) {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(hash, 0, DIGEST_BYTES);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
