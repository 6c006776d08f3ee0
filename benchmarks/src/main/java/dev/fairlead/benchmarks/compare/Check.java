package dev.fairlead.benchmarks.compare;

/** What the daemon gives to every client. */
final class Check {

  static final int LISTED = 100;
  static final int EXIT_CODE = 7;
  static final int OUTPUT_BYTES = 9;

  private Check() {}

  static void that(boolean good) {
    if (!good) {
      throw new IllegalStateException("this is not what the daemon answered");
    }
  }
}
