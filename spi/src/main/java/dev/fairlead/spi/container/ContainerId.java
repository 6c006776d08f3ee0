package dev.fairlead.spi.container;

import java.util.Objects;

/**
 * Names one container: its id as the runtime gave it, or its name. Runtimes that accept a unique
 * beginning of an id accept it here too.
 *
 * @param value the id or name, not blank
 */
public record ContainerId(String value) {

  /** Checks that there is one, without white space, slash or control characters. */
  public ContainerId {
    Objects.requireNonNull(value, "value");
    if (!isName(value)) {
      throw new IllegalArgumentException(
          "'"
              + value
              + "' is not a container id or name: it needs a letter or digit first, then"
              + " letters, digits, '_', '.' or '-'");
    }
  }

  /** By hand, since a list of containers checks as many. */
  private static boolean isName(String value) {
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      boolean letterOrDigit =
          (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
      if (!letterOrDigit && (i == 0 || (c != '_' && c != '.' && c != '-'))) {
        return false;
      }
    }
    return !value.isEmpty();
  }

  /**
   * An id or name.
   *
   * @param value the id or name
   * @return the id
   */
  public static ContainerId of(String value) {
    return new ContainerId(value);
  }

  /**
   * The value itself.
   *
   * @return the id or name
   */
  @Override
  public String toString() {
    return value;
  }
}
