package dev.fairlead.transport.http;

import java.util.Locale;
import java.util.Objects;
import java.util.Set;

/**
 * Keeps line breaks and other tricks out of the heads of requests (RFC 9110, sections 5.1, 5.5).
 */
final class HeaderSyntax {

  private static final String TOKEN_MARKS = "!#$%&'*+-.^_`|~";
  private static final Set<String> OWNED =
      Set.of(
          "host", "connection", "upgrade", "content-length", "content-type", "transfer-encoding");

  private HeaderSyntax() {}

  static void requireToken(String text, String what) {
    Objects.requireNonNull(text, what);
    boolean good = !text.isEmpty();
    for (int i = 0; i < text.length() && good; i++) {
      good = isTokenCharacter(text.charAt(i));
    }
    if (!good) {
      throw new IllegalArgumentException("not a valid " + what + ": '" + text + "'");
    }
  }

  private static boolean isTokenCharacter(char c) {
    return (c >= '0' && c <= '9')
        || (c >= 'a' && c <= 'z')
        || (c >= 'A' && c <= 'Z')
        || TOKEN_MARKS.indexOf(c) >= 0;
  }

  /** Refuses control characters and what is not Latin-1, without repeating the value. */
  static void requireValue(String name, String value) {
    Objects.requireNonNull(value, name);
    if (!value.chars().allMatch(c -> c == '\t' || (c >= ' ' && c <= 0xff && c != 0x7f))) {
      throw new IllegalArgumentException(
          "the value of header " + name + " has characters that a header cannot have");
    }
  }

  static void requireFree(String name) {
    if (OWNED.contains(name.toLowerCase(Locale.ROOT))) {
      throw new IllegalArgumentException("the transport itself sets the header " + name);
    }
  }
}
