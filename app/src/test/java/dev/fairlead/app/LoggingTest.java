package dev.fairlead.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.logging.ConsoleHandler;
import java.util.logging.Level;
import java.util.logging.LogManager;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Standard error is the user's. */
class LoggingTest {

  private static final String CONFIGURATION = "java.util.logging.config.class";

  @AfterEach
  void restore() throws IOException {
    System.clearProperty(CONFIGURATION);
    System.clearProperty("dev.fairlead.app.debug");
    LogManager.getLogManager().readConfiguration();
  }

  @Test
  void nothingIsLoggedByDefault() throws IOException {
    configure(false);
    assertThat(Logger.getLogger("").getHandlers()).isEmpty();
    assertThat(Logger.getLogger("reactor").isLoggable(Level.SEVERE)).isFalse();
  }

  @Test
  void debugShowsWhatIsOfNote() throws IOException {
    configure(true);
    assertThat(Logger.getLogger("").getHandlers())
        .singleElement()
        .isInstanceOf(ConsoleHandler.class);
    assertThat(Logger.getLogger("reactor").isLoggable(Level.INFO)).isTrue();
    assertThat(Logger.getLogger("reactor").isLoggable(Level.FINE)).isFalse();
  }

  @Test
  void theUsersOwnConfigurationStays() {
    System.setProperty(CONFIGURATION, "their.Own");
    Logging.prepare(false);
    assertThat(System.getProperty(CONFIGURATION)).isEqualTo("their.Own");
  }

  /** As the JDK does it: by the name in the property. */
  private static void configure(boolean debug) throws IOException {
    Logging.prepare(debug);
    assertThat(System.getProperty(CONFIGURATION)).isEqualTo(Logging.class.getName());
    LogManager.getLogManager().readConfiguration();
  }
}
