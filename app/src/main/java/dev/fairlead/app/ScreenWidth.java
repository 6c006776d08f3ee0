package dev.fairlead.app;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How wide the terminal is that standard output goes to. */
final class ScreenWidth {

  /** The answer comes on standard error, as standard output is what is asked about. */
  private static final String QUESTION = "test -t 1 && exec stty size <&1 >&2";

  private static final Pattern SIZE = Pattern.compile("\\d+ ([1-9]\\d*)\\s*");
  private static final long PATIENCE_SECONDS = 2;

  private ScreenWidth() {}

  /**
   * Asks. Blocks.
   *
   * @return the columns; empty if it goes elsewhere, or that cannot be found out
   */
  static OptionalInt ofStandardOutput() {
    if (OutputDevice.outputGoesElsewhere()) {
      return OptionalInt.empty();
    }
    try {
      Process shell =
          new ProcessBuilder("sh", "-c", QUESTION).redirectOutput(Redirect.INHERIT).start();
      try {
        shell.getOutputStream().close();
        if (!shell.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
          return OptionalInt.empty();
        }
        byte[] said = shell.getErrorStream().readAllBytes();
        Matcher size = SIZE.matcher(new String(said, StandardCharsets.UTF_8));
        return size.matches()
            ? OptionalInt.of(Integer.parseInt(size.group(1)))
            : OptionalInt.empty();
      } finally {
        shell.destroyForcibly();
      }
    } catch (IOException e) {
      // No shell, as on Windows: tables are as wide as they are.
      return OptionalInt.empty();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return OptionalInt.empty();
    }
  }
}
