package dev.fairlead.spi;

import java.util.Locale;

/** The operating systems on which runtimes are looked for in different places. */
public enum OperatingSystem {
  /** Linux. */
  LINUX,
  /** macOS. */
  MACOS,
  /** Windows. */
  WINDOWS,
  /** Any other. */
  OTHER;

  /**
   * Reads the value of the system property {@code os.name}.
   *
   * @param name for example {@code Mac OS X}
   * @return the system; {@link #OTHER} when it is not known
   */
  public static OperatingSystem ofName(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    if (lower.startsWith("linux")) {
      return LINUX;
    }
    if (lower.startsWith("mac")) {
      return MACOS;
    }
    return lower.startsWith("windows") ? WINDOWS : OTHER;
  }
}
