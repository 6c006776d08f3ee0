package dev.fairlead.app;

/**
 * Text from a runtime as a terminal may show it: whoever named a container or wrote an error must
 * not be able to move the cursor of whoever reads it, nor to make two lines of one.
 */
final class Printable {

  private Printable() {}

  /** The text with each control character written out, as {@code \x1b}; line ends are spaces. */
  static String of(String text) {
    if (text.chars().noneMatch(Character::isISOControl)) {
      return text;
    }
    StringBuilder shown = new StringBuilder(text.length() + 16);
    for (int i = 0; i < text.length(); i++) {
      char next = text.charAt(i);
      if (next == '\n' || next == '\r' || next == '\t') {
        shown.append(' ');
      } else if (Character.isISOControl(next)) {
        shown.append(String.format("\\x%02x", (int) next));
      } else {
        shown.append(next);
      }
    }
    return shown.toString().strip();
  }
}
