package dev.fairlead.kubernetes.mapping;

import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * Which classes of storage a cluster has, and what is taken where nobody names one: by them it is
 * known whether a named volume can be a claim. See "Storage Classes" in the documentation of
 * Kubernetes.
 *
 * @param sight whether this user may see them
 * @param names the names of all of them; empty if they cannot be seen
 * @param standard the one that the cluster takes for a claim that names none; empty if there is
 *     none, or they cannot be seen
 * @param wished the one that was chosen when the cluster was opened; empty for the cluster's own
 * @param size the size of a volume whose size nobody says, in Kubernetes' words, such as {@code
 *     1Gi}
 */
public record StorageClasses(
    Sight sight,
    List<String> names,
    Optional<String> standard,
    Optional<String> wished,
    String size) {

  /** The size of a volume where nothing says one. */
  public static final String DEFAULT_SIZE = "1Gi";

  /** Whether the classes of a cluster can be seen. */
  public enum Sight {
    /** They are known. */
    SEEN,
    /** This user may not list them: only a claim shows whether it is met. */
    FORBIDDEN
  }

  /** Checks and copies. */
  public StorageClasses {
    Objects.requireNonNull(sight, "sight");
    names = List.copyOf(names);
    Objects.requireNonNull(standard, "standard");
    Objects.requireNonNull(wished, "wished");
    Objects.requireNonNull(size, "size");
  }

  /**
   * A cluster without any.
   *
   * @return no class, and the default size
   */
  public static StorageClasses none() {
    return new StorageClasses(
        Sight.SEEN, List.of(), Optional.empty(), Optional.empty(), DEFAULT_SIZE);
  }

  /**
   * The class that a claim names.
   *
   * @param asked what the volume itself asks for
   * @return its name; empty to leave it to the cluster
   */
  public Optional<String> chosen(Optional<String> asked) {
    return asked.or(() -> wished);
  }

  /**
   * Why a claim would never be met.
   *
   * @param asked the class that the volume itself asks for
   * @return the reason; empty if it may be met
   */
  public Optional<String> refusal(Optional<String> asked) {
    if (sight == Sight.FORBIDDEN) {
      return Optional.empty();
    }
    if (names.isEmpty()) {
      return Optional.of("the cluster has no class of storage");
    }
    Optional<String> chosen = chosen(asked);
    if (chosen.isPresent()) {
      return chosen
          .filter(name -> !names.contains(name))
          .map(name -> "the cluster has no class of storage " + name + ", but " + listed());
    }
    return standard.isPresent()
        ? Optional.empty()
        : Optional.of(
            "no class of storage is the cluster's default; the option kubernetes.storage-class"
                + " names one of "
                + listed());
  }

  private String listed() {
    return String.join(", ", names);
  }
}
