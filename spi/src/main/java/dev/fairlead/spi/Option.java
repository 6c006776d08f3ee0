package dev.fairlead.spi;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The name and type of something that can be set when a backend is opened.
 *
 * @param <T> type of the value
 * @param name lower case with dots, prefixed by the backend's id unless it is common to all
 * @param type class of the value
 * @param sensitivity whether the value may be shown
 */
public record Option<T>(String name, Class<T> type, Sensitivity sensitivity) {

  /** Whether a value may be shown. */
  public enum Sensitivity {
    /** May be shown. */
    PUBLIC,
    /** Shown as asterisks. */
    SECRET
  }

  /** Checks that no part is null. */
  public Option {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(type, "type");
    Objects.requireNonNull(sensitivity, "sensitivity");
  }

  /**
   * An option whose value may be shown.
   *
   * @param <T> type of the value
   * @param name the name
   * @param type class of the value
   * @return the option
   */
  public static <T> Option<T> of(String name, Class<T> type) {
    return new Option<>(name, type, Sensitivity.PUBLIC);
  }

  /**
   * An option whose value is never shown.
   *
   * @param <T> type of the value
   * @param name the name
   * @param type class of the value
   * @return the option
   */
  public static <T> Option<T> secret(String name, Class<T> type) {
    return new Option<>(name, type, Sensitivity.SECRET);
  }

  /**
   * Whether name, type and sensitivity are equal. By hand, and so is the hash: what Java makes for
   * a record takes 5 ms when it is first called, which is much of a short command.
   */
  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Option<?> option
        && name.equals(option.name)
        && type == option.type
        && sensitivity == option.sensitivity;
  }

  @Override
  public int hashCode() {
    return name.hashCode();
  }
}
