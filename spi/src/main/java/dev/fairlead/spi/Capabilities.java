package dev.fairlead.spi;

import java.util.Collections;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What one opened backend can do, as data. What is not declared is refused before any request is
 * sent, and says why it is absent. Immutable.
 */
public final class Capabilities {

  private static final String NO_REASON = "this runtime does not offer it";

  private final Map<Capability, String> declared;
  private final Map<Capability, String> absent;

  private Capabilities(Map<Capability, String> declared, Map<Capability, String> absent) {
    this.declared = Collections.unmodifiableMap(new EnumMap<>(declared));
    this.absent = Collections.unmodifiableMap(new EnumMap<>(absent));
  }

  /**
   * Starts with nothing declared.
   *
   * @return a builder, for one thread
   */
  public static Builder builder() {
    return new Builder();
  }

  /**
   * Whether a capability is declared.
   *
   * @param capability the capability
   * @return true if it can be used
   */
  public boolean has(Capability capability) {
    return declared.containsKey(Objects.requireNonNull(capability, "capability"));
  }

  /**
   * The declared capabilities.
   *
   * @return an unmodifiable set in declaration order of the enum
   */
  public Set<Capability> declared() {
    return declared.keySet();
  }

  /**
   * A limit that users should know of a declared capability.
   *
   * @param capability the capability
   * @return the limit; empty when there is none or the capability is absent
   */
  public Optional<String> note(Capability capability) {
    return Optional.ofNullable(declared.get(capability)).filter(text -> !text.isEmpty());
  }

  /**
   * Why a capability is absent.
   *
   * @param capability the capability
   * @return the reason; empty when the capability is declared
   */
  public Optional<String> absence(Capability capability) {
    return has(capability)
        ? Optional.empty()
        : Optional.of(absent.getOrDefault(capability, NO_REASON));
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Capabilities that
        && declared.equals(that.declared)
        && absent.equals(that.absent);
  }

  @Override
  public int hashCode() {
    return Objects.hash(declared, absent);
  }

  @Override
  public String toString() {
    return "Capabilities" + declared.keySet();
  }

  /** Collects what is declared and why the rest is absent. */
  public static final class Builder {

    private final Map<Capability, String> declared = new EnumMap<>(Capability.class);
    private final Map<Capability, String> absent = new EnumMap<>(Capability.class);

    private Builder() {}

    /**
     * Declares capabilities without limits.
     *
     * @param capabilities what can be used
     * @return this builder
     */
    public Builder with(Capability... capabilities) {
      for (Capability capability : capabilities) {
        declared.put(capability, "");
        absent.remove(capability);
      }
      return this;
    }

    /**
     * Declares a capability that has a limit.
     *
     * @param capability what can be used
     * @param note the limit that users should know
     * @return this builder
     */
    public Builder withNote(Capability capability, String note) {
      declared.put(capability, Objects.requireNonNull(note, "note"));
      absent.remove(capability);
      return this;
    }

    /**
     * Says why a capability is absent.
     *
     * @param capability what cannot be used
     * @param reason why not
     * @return this builder
     */
    public Builder without(Capability capability, String reason) {
      absent.put(capability, Objects.requireNonNull(reason, "reason"));
      declared.remove(capability);
      return this;
    }

    /**
     * Declares all that is neither declared nor absent yet.
     *
     * @return this builder
     */
    public Builder withTheRest() {
      EnumSet<Capability> rest = EnumSet.allOf(Capability.class);
      rest.removeAll(absent.keySet());
      rest.forEach(capability -> declared.putIfAbsent(capability, ""));
      return this;
    }

    /**
     * Ends the collection.
     *
     * @return the immutable value
     */
    public Capabilities build() {
      return new Capabilities(declared, absent);
    }
  }
}
