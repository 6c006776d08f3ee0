package dev.fairlead.core.internal.discovery;

/** Catches what foreign code throws, and puts it into words. */
public final class Failure {

  private Failure() {}

  /**
   * Lets through what nobody can survive, and returns for all else. Errors of linking and a stack
   * that ran over are defects of the foreign code alone.
   *
   * @param thrown what was thrown
   */
  public static void survive(Throwable thrown) {
    if (thrown instanceof VirtualMachineError error && !(error instanceof StackOverflowError)) {
      throw error;
    }
  }

  /**
   * What was thrown, with its deepest cause.
   *
   * @param thrown what was thrown
   * @return one line
   */
  public static String words(Throwable thrown) {
    Throwable root = thrown;
    for (int depth = 0; root.getCause() != null && depth < 20; depth++) {
      root = root.getCause();
    }
    return root == thrown ? line(thrown) : line(thrown) + ", because of " + line(root);
  }

  private static String line(Throwable thrown) {
    String name = thrown.getClass().getSimpleName();
    String message = thrown.getMessage();
    return message == null ? name : name + ": " + message.replaceAll("\\s*[\\r\\n]+\\s*", " ");
  }
}
