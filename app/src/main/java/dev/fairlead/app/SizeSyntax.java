package dev.fairlead.app;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Sizes as docker's users write them: {@code 512m}, {@code 1.5g}, {@code 4096}. */
final class SizeSyntax {

  private static final Pattern FORM =
      Pattern.compile("([0-9]{1,18}(?:\\.[0-9]{1,9})?) ?([bBkKmMgGtTpP]?)(?:i?[bB])?");
  private static final String UNITS = "bkmgtp";

  private SizeSyntax() {}

  /**
   * Reads a size. Units are powers of 1024, as for docker's memory options.
   *
   * @param text the size
   * @return bytes
   * @throws IllegalArgumentException if the text has another form
   */
  static long bytes(String text) {
    Matcher form = FORM.matcher(text.strip());
    if (!form.matches()) {
      throw malformed(text);
    }
    int power = Math.max(0, UNITS.indexOf(form.group(2).toLowerCase(Locale.ROOT)));
    BigDecimal bytes =
        new BigDecimal(form.group(1))
            .multiply(BigDecimal.valueOf(1024).pow(power))
            .setScale(0, RoundingMode.DOWN);
    try {
      return bytes.longValueExact();
    } catch (ArithmeticException tooLarge) {
      throw malformed(text);
    }
  }

  private static IllegalArgumentException malformed(String text) {
    return new IllegalArgumentException(
        "'" + text + "' is not a size; write a number with a unit, for example 512m or 1.5g");
  }
}
