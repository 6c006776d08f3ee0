package dev.fairlead.spi.system;

/** What a runtime answers to a question that not every runtime can answer. */
public enum Answer {
  /** It is so. */
  YES,
  /** It is not so. */
  NO,
  /** The runtime does not tell. */
  UNKNOWN;

  /**
   * The answer of a runtime that tells.
   *
   * @param value whether it is so
   * @return yes or no
   */
  public static Answer of(boolean value) {
    return value ? YES : NO;
  }
}
