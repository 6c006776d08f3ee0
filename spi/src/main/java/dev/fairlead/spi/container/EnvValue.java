package dev.fairlead.spi.container;

import java.util.Objects;

/**
 * The value of an environment variable. No value is ever shown by {@link #toString()}, since people
 * put secrets into plain ones too.
 *
 * @param value the value, may be empty
 * @param sensitivity whether the value must be kept from places where others could read it, as far
 *     as the runtime has such a place
 */
public record EnvValue(String value, Sensitivity sensitivity) {

  /** How carefully a value is kept. */
  public enum Sensitivity {
    /** May be part of the runtime's own description of the container. */
    PLAIN,
    /** Goes into the runtime's store of secrets where there is one. */
    SECRET
  }

  /** Checks. */
  public EnvValue {
    Objects.requireNonNull(value, "value");
    Objects.requireNonNull(sensitivity, "sensitivity");
    if (value.indexOf('\0') >= 0) {
      throw new IllegalArgumentException("the value of an environment variable cannot hold NUL");
    }
  }

  @Override
  public String toString() {
    return "***";
  }
}
