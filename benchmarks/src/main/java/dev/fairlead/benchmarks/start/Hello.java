package dev.fairlead.benchmarks.start;

/** The least that a program on a JVM can do. */
public final class Hello {

  private Hello() {}

  /**
   * Prints a word.
   *
   * @param args not looked at
   */
  public static void main(String... args) {
    System.out.println("hello");
  }
}
