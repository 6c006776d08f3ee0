package dev.fairlead.spi.container;

import dev.fairlead.spi.SpecField;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * How containers made through this contract are marked, so that a later process can find them,
 * compare them with what it wants, and clean up all of them and nothing else.
 *
 * <p>Backends mark in each create, and read the marks when a name exists. Labels that begin with
 * {@link #PREFIX} are not part of the comparison, except where users set them through {@link
 * ContainerSpec}.
 */
public final class Ownership {

  /** What all labels of the project begin with. */
  public static final String PREFIX = "dev.fairlead.";

  /** Who made it: free text, {@code fairlead} unless the caller sets it. */
  public static final String OWNER = PREFIX + "owner";

  /** A digest for each field that was set. */
  public static final String SPEC = PREFIX + "spec";

  /** When it was made, RFC 3339 in UTC. */
  public static final String CREATED = PREFIX + "created";

  /** The job that it belongs to. */
  public static final String JOB = PREFIX + "job";

  /** The environment that it is. */
  public static final String ENVIRONMENT = PREFIX + "environment";

  private static final String DEFAULT_OWNER = "fairlead";
  private static final int DIGEST_BYTES = 6;

  private Ownership() {}

  /**
   * Adds the marks to a specification; marks that are set already stay.
   *
   * @param spec what is to be made
   * @param clock tells when
   * @return the specification with marks
   */
  public static ContainerSpec mark(ContainerSpec spec, Clock clock) {
    ContainerSpecBuilder marked = spec.toBuilder();
    if (!spec.labels().containsKey(OWNER)) {
      marked.label(OWNER, DEFAULT_OWNER);
    }
    if (!spec.labels().containsKey(CREATED)) {
      marked.label(CREATED, clock.instant().truncatedTo(ChronoUnit.SECONDS).toString());
    }
    return marked.label(SPEC, fingerprint(spec)).build();
  }

  /**
   * A digest for each field that is set, in one line.
   *
   * @param spec the specification, marked or not
   * @return for example {@code image=3f2a90c1b2d4 command=90ab…}; equal for equal specifications
   */
  public static String fingerprint(ContainerSpec spec) {
    return digests(spec).entrySet().stream()
        .map(entry -> entry.getKey().label() + "=" + entry.getValue())
        .collect(Collectors.joining(" "));
  }

  /**
   * In which fields an existing container differs from a specification.
   *
   * @param spec what is wanted
   * @param labels labels of the existing container
   * @return labels of the fields; empty if they agree. A container without {@link #SPEC} was not
   *     made through this contract and differs in all fields that are set
   */
  public static List<String> differences(ContainerSpec spec, Map<String, String> labels) {
    Map<String, String> wanted = new TreeMap<>();
    digests(spec).forEach((field, digest) -> wanted.put(field.label(), digest));
    Map<String, String> present = new TreeMap<>();
    for (String part : labels.getOrDefault(SPEC, "").split(" ", -1)) {
      int equals = part.indexOf('=');
      if (equals > 0) {
        present.put(part.substring(0, equals), part.substring(equals + 1));
      }
    }
    List<String> different = new ArrayList<>();
    for (SpecField field : SpecField.values()) {
      String digest = wanted.get(field.label());
      String other = present.get(field.label());
      if (digest == null ? other != null : !digest.equals(other)) {
        different.add(field.label());
      }
    }
    return List.copyOf(different);
  }

  private static Map<SpecField, String> digests(ContainerSpec spec) {
    ContainerSpec bare = withoutMarks(spec);
    Map<SpecField, String> digests = new EnumMap<>(SpecField.class);
    for (SpecField field : bare.fieldsSet()) {
      digests.put(field, digest(field.canonical(bare)));
    }
    return digests;
  }

  private static ContainerSpec withoutMarks(ContainerSpec spec) {
    Map<String, String> labels = new TreeMap<>(spec.labels());
    labels.keySet().removeAll(List.of(OWNER, SPEC, CREATED));
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
        spec.logDriver(),
        spec.pod(),
        spec.backendOptions());
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
