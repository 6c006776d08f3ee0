package dev.fairlead.apple.program;

import java.util.List;
import java.util.stream.Collectors;

/** How values are written for the program, and the call of the program for people. */
public final class Words {

  private static final String UNITS = "KMGT";
  private static final int STEP = 1024;

  private Words() {}

  /**
   * A size with the largest binary unit that leaves it whole; up to the next KiB.
   *
   * @param bytes the size
   * @return number and unit
   */
  public static String size(long bytes) {
    long count = (bytes + STEP - 1) / STEP;
    int unit = 0;
    while (count % STEP == 0 && unit < UNITS.length() - 1) {
      count /= STEP;
      unit++;
    }
    return count + UNITS.substring(unit, unit + 1);
  }

  /**
   * A call as somebody would type it.
   *
   * @param arguments what follows its name
   * @return one line
   */
  public static String line(List<String> arguments) {
    return "container "
        + arguments.stream()
            .map(
                word ->
                    word.matches("[A-Za-z0-9_./:=,@+-]+")
                        ? word
                        : "'" + word.replace("'", "'\\''") + "'")
            .collect(Collectors.joining(" "));
  }
}
