package dev.fairlead.app;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;

/** Amounts of bytes as docker's tables show them. */
final class Amounts {

  private static final String[] BINARY = {"B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB"};
  private static final String[] DECIMAL = {"B", "kB", "MB", "GB", "TB", "PB", "EB"};

  private Amounts() {}

  /** In powers of 1024 with four digits, for example {@code 1.465MiB}. */
  static String binary(long bytes) {
    return shown(bytes, 1024, 4, BINARY);
  }

  /** In powers of 1000 with three digits, for example {@code 1.53MB}. */
  static String decimal(long bytes) {
    return shown(bytes, 1000, 3, DECIMAL);
  }

  private static String shown(long bytes, int base, int digits, String[] units) {
    BigDecimal amount = BigDecimal.valueOf(bytes);
    BigDecimal step = BigDecimal.valueOf(base);
    int unit = 0;
    while (amount.compareTo(step) >= 0 && unit < units.length - 1) {
      amount = amount.divide(step);
      unit++;
    }
    String number =
        amount
            .round(new MathContext(digits, RoundingMode.HALF_EVEN))
            .stripTrailingZeros()
            .toPlainString();
    return number + units[unit];
  }
}
