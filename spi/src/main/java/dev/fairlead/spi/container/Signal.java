package dev.fairlead.spi.container;

import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * A signal, by its Linux number and its name.
 *
 * @param number the number on Linux (signal(7), x86 and Arm), 1 to 64
 * @param name the name with {@code SIG}, for example {@code SIGTERM}; {@code SIGRTMIN+n} for
 *     real-time signals
 */
public record Signal(int number, String name) {

  private static final String[] NAMES = {
    "", "HUP", "INT", "QUIT", "ILL", "TRAP", "ABRT", "BUS", "FPE", "KILL", "USR1", "SEGV", "USR2",
    "PIPE", "ALRM", "TERM", "STKFLT", "CHLD", "CONT", "STOP", "TSTP", "TTIN", "TTOU", "URG", "XCPU",
    "XFSZ", "VTALRM", "PROF", "WINCH", "IO", "PWR", "SYS"
  };

  private static final int FIRST_REAL_TIME = 34;
  private static final int LAST = 64;
  private static final Map<String, Integer> BY_NAME = byName();

  /** Asks a process to end. */
  public static final Signal TERM = of(15);

  /** Ends a process without asking. */
  public static final Signal KILL = of(9);

  /** What Ctrl-C sends. */
  public static final Signal INT = of(2);

  /** Hang-up. */
  public static final Signal HUP = of(1);

  /** Checks that number and name belong together. */
  public Signal {
    if (!nameOf(number).equals(name)) {
      throw new IllegalArgumentException("signal " + number + " is not called " + name);
    }
  }

  /**
   * A signal by number.
   *
   * @param number 1 to 64
   * @return the signal
   * @throws IllegalArgumentException if there is no such signal
   */
  public static Signal of(int number) {
    return new Signal(number, nameOf(number));
  }

  /**
   * Reads what people type: {@code TERM}, {@code SIGTERM}, {@code sigterm}, {@code 15}.
   *
   * @param text name or number
   * @return the signal
   * @throws IllegalArgumentException if there is no such signal
   */
  public static Signal parse(String text) {
    String upper = text.strip().toUpperCase(Locale.ROOT);
    if (upper.matches("[0-9]{1,2}")) {
      return of(Integer.parseInt(upper));
    }
    String bare = upper.startsWith("SIG") ? upper.substring(3) : upper;
    Integer number = BY_NAME.get(bare);
    if (number == null) {
      throw new IllegalArgumentException(
          "'" + text + "' is not a signal; use a name such as TERM, or a number from 1 to 64");
    }
    return of(number);
  }

  private static String nameOf(int number) {
    if (number >= 1 && number < NAMES.length) {
      return "SIG" + NAMES[number];
    }
    if (number == FIRST_REAL_TIME) {
      return "SIGRTMIN";
    }
    if (number > FIRST_REAL_TIME && number <= LAST) {
      return "SIGRTMIN+" + (number - FIRST_REAL_TIME);
    }
    throw new IllegalArgumentException(
        "there is no signal " + number + "; use 1 to 31 or 34 to 64");
  }

  private static Map<String, Integer> byName() {
    Map<String, Integer> names = new TreeMap<>();
    for (int number = 1; number < NAMES.length; number++) {
      names.put(NAMES[number], number);
    }
    for (int number = FIRST_REAL_TIME; number <= LAST; number++) {
      names.put(nameOf(number).substring(3), number);
    }
    names.put("IOT", 6);
    names.put("CLD", 17);
    names.put("POLL", 29);
    return Map.copyOf(names);
  }
}
