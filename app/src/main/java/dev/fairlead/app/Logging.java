package dev.fairlead.app;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.logging.LogManager;

/**
 * Decides what the libraries may log: nothing, since standard error belongs to the command and to
 * what it runs; with {@code --debug} what is of note. Made by the JDK when something wants to log
 * for the first time, so that nothing is loaded until then.
 */
public final class Logging {

  private static final String CONFIGURATION = "java.util.logging.config.class";
  private static final String FILE = "java.util.logging.config.file";
  private static final String DEBUG = "dev.fairlead.app.debug";

  /**
   * Configures the log manager that is being initialized.
   *
   * @throws IOException never, as nothing is read from outside
   */
  public Logging() throws IOException {
    String configuration =
        Boolean.getBoolean(DEBUG)
            ? "handlers=java.util.logging.ConsoleHandler\n.level=INFO\n"
            : ".level=OFF\n";
    LogManager.getLogManager()
        .readConfiguration(
            new ByteArrayInputStream(configuration.getBytes(StandardCharsets.ISO_8859_1)));
  }

  /**
   * Takes effect unless the user configured the JDK's logging, or something has logged before.
   *
   * @param debug whether {@code --debug} was given
   */
  static void prepare(boolean debug) {
    if (System.getProperty(CONFIGURATION) == null && System.getProperty(FILE) == null) {
      System.setProperty(CONFIGURATION, Logging.class.getName());
    }
    System.setProperty(DEBUG, Boolean.toString(debug));
  }
}
