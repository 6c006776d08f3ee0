package dev.fairlead.app;

import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** How options that were given find their way into a specification. */
final class Settings {

  private Settings() {}

  /**
   * Passes a value on if it was given.
   *
   * @param <T> type of the value
   * @param value the value, null if the option was not given
   * @param setter where it belongs
   */
  static <T> void ifGiven(@Nullable T value, Consumer<? super T> setter) {
    if (value != null) {
      setter.accept(value);
    }
  }

  /**
   * Reads {@code K} or {@code K=V}.
   *
   * @param text what was typed
   * @param what the option, for the message
   * @param setter where it belongs; a missing value is empty
   */
  static void keyValue(String text, String what, BiConsumer<String, String> setter) {
    int equals = text.indexOf('=');
    String key = equals < 0 ? text : text.substring(0, equals);
    if (key.isBlank()) {
      throw new IllegalArgumentException(
          "'" + text + "' is not a " + what + "; write KEY or KEY=VALUE");
    }
    setter.accept(key, equals < 0 ? "" : text.substring(equals + 1));
  }
}
