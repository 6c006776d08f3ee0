package dev.fairlead.kubernetes.mapping;

import dev.fairlead.transport.http.Json;
import dev.fairlead.transport.http.TransportException;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Labels of containers, whose keys and values may be any text, as labels of a pod, which may be
 * selected by and are narrow, and one annotation for those that do not fit. See "Labels and
 * Selectors" in the documentation of Kubernetes.
 */
public final class PodLabels {

  /** Holds the labels that a pod cannot have, as a JSON object. */
  public static final String ANNOTATION = "dev.fairlead/labels";

  private static final int LONGEST_NAME = 63;
  private static final int LONGEST_PREFIX = 253;
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9]([-A-Za-z0-9_.]*[A-Za-z0-9])?");
  private static final Pattern PREFIX =
      Pattern.compile("[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*");

  private PodLabels() {}

  /**
   * Those that fit.
   *
   * @param labels all labels
   * @return those that an object of the cluster can have as labels
   */
  public static Map<String, String> fitting(Map<String, String> labels) {
    Map<String, String> fitting = new LinkedHashMap<>();
    labels.forEach(
        (key, value) -> {
          if (fits(key, value)) {
            fitting.put(key, value);
          }
        });
    return fitting;
  }

  /**
   * The others.
   *
   * @param labels all labels
   * @return the value of {@link #ANNOTATION}; empty if all fit
   */
  public static Optional<String> others(Map<String, String> labels) {
    Map<String, Object> others = new TreeMap<>();
    labels.forEach(
        (key, value) -> {
          if (!fits(key, value)) {
            others.put(key, value);
          }
        });
    return others.isEmpty()
        ? Optional.empty()
        : Optional.of(new String(Json.standard().write(others), StandardCharsets.UTF_8));
  }

  /**
   * All labels of a container.
   *
   * @param meta what its pod says
   * @return its labels and marks
   */
  public static Map<String, String> read(ObjectMeta meta) {
    Map<String, String> all = new LinkedHashMap<>();
    if (meta.getLabels() != null) {
      all.putAll(meta.getLabels());
    }
    String others = meta.getAnnotations() == null ? null : meta.getAnnotations().get(ANNOTATION);
    if (others != null) {
      try {
        Json.standard()
            .readObject(others.getBytes(StandardCharsets.UTF_8))
            .forEach((key, value) -> all.put(key, String.valueOf(value)));
      } catch (TransportException somebodyElses) {
        all.put(ANNOTATION, others);
      }
    }
    return all;
  }

  /**
   * A selector for the server, as narrow as its grammar allows: the rest is for {@link
   * dev.fairlead.spi.container.ContainerFilter#matches}.
   *
   * @param labels the wanted labels, with empty values for any
   * @return the selector; empty text for all
   */
  public static String selector(Map<String, String> labels) {
    return labels.entrySet().stream()
        .filter(label -> !label.getValue().isEmpty() && fits(label.getKey(), label.getValue()))
        .map(label -> label.getKey() + "=" + label.getValue())
        .sorted()
        .collect(Collectors.joining(","));
  }

  /**
   * Whether something has all the labels that are wanted, the part that {@link #selector} leaves
   * included.
   *
   * @param labels its labels
   * @param wanted the wanted labels, with empty values for any
   * @return true if it has all of them
   */
  public static boolean match(Map<String, String> labels, Map<String, String> wanted) {
    return wanted.entrySet().stream()
        .allMatch(
            label -> {
              String value = labels.get(label.getKey());
              return value != null
                  && (label.getValue().isEmpty() || label.getValue().equals(value));
            });
  }

  /** Whether a key is one that labels and annotations can have. */
  static boolean isKey(String key) {
    int slash = key.indexOf('/');
    String prefix = slash < 0 ? "" : key.substring(0, slash);
    String name = key.substring(slash + 1);
    return (slash < 0 || (prefix.length() <= LONGEST_PREFIX && PREFIX.matcher(prefix).matches()))
        && isName(name);
  }

  private static boolean fits(String key, String value) {
    return isKey(key) && (value.isEmpty() || isName(value));
  }

  private static boolean isName(String text) {
    return text.length() <= LONGEST_NAME && NAME.matcher(text).matches();
  }
}
