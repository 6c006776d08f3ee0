package dev.fairlead.spi.container;

import java.util.Locale;
import java.util.Objects;
import java.util.OptionalInt;

/**
 * Whether the runtime starts a container again after its end.
 *
 * @param mode when
 * @param maximumRetries how often at most, for {@link Mode#ON_FAILURE}; empty for without limit
 */
public record RestartPolicy(Mode mode, OptionalInt maximumRetries) {

  /** Never. */
  public static final RestartPolicy NEVER = new RestartPolicy(Mode.NO, OptionalInt.empty());

  /** When a container is started again. */
  public enum Mode {
    /** Never. */
    NO,
    /** After each end. */
    ALWAYS,
    /** After each end that nobody asked for. */
    UNLESS_STOPPED,
    /** After an end with a code other than 0. */
    ON_FAILURE;

    /**
     * The name as runtimes write it.
     *
     * @return for example {@code on-failure}
     */
    public String label() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }

  /** Checks that a limit is given only where it means something. */
  public RestartPolicy {
    Objects.requireNonNull(mode, "mode");
    if (maximumRetries.isPresent() && (mode != Mode.ON_FAILURE || maximumRetries.getAsInt() < 1)) {
      throw new IllegalArgumentException(
          "a number of retries belongs to on-failure and is positive");
    }
  }

  /**
   * Reads what people type: {@code no}, {@code always}, {@code unless-stopped}, {@code on-failure},
   * {@code on-failure:3}.
   *
   * @param text the policy
   * @return the policy
   * @throws IllegalArgumentException if the text has another form
   */
  public static RestartPolicy parse(String text) {
    if (text.matches("on-failure:[1-9][0-9]{0,8}")) {
      return new RestartPolicy(
          Mode.ON_FAILURE, OptionalInt.of(Integer.parseInt(text.substring(11))));
    }
    for (Mode mode : Mode.values()) {
      if (mode.label().equals(text)) {
        return new RestartPolicy(mode, OptionalInt.empty());
      }
    }
    throw new IllegalArgumentException(
        "'"
            + text
            + "' is not a restart policy; use no, always, unless-stopped, on-failure or"
            + " on-failure:N");
  }
}
