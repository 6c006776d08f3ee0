package dev.fairlead.app;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** Environment variables as docker's users write them, in options and in files. */
final class EnvironmentSyntax {

  private EnvironmentSyntax() {}

  /**
   * Reads {@code K=V}, or {@code K} for a variable that is taken over if it is set here.
   *
   * @param text what was typed
   * @param here the variables of this process
   * @return the variable, or none if it is not set here
   */
  static Map<String, String> variable(String text, Map<String, String> here) {
    int equals = text.indexOf('=');
    if (equals == 0 || text.isBlank()) {
      throw new IllegalArgumentException(
          "'" + text + "' is not an environment variable; write NAME=VALUE or NAME");
    }
    if (equals > 0) {
      return Map.of(text.substring(0, equals), text.substring(equals + 1));
    }
    String value = here.get(text);
    return value == null ? Map.of() : Map.of(text, value);
  }

  /**
   * Reads a file with a variable on each line. Empty lines and lines that begin with {@code #} are
   * passed over; values are taken as they stand, quotes included.
   *
   * @param file the file
   * @param here the variables of this process
   * @return the variables in order
   */
  static Map<String, String> file(Path file, Map<String, String> here) {
    Map<String, String> variables = new LinkedHashMap<>();
    try {
      for (String line : Files.readAllLines(file, StandardCharsets.UTF_8)) {
        String bare = line.stripLeading();
        if (!bare.isEmpty() && !bare.startsWith("#")) {
          variables.putAll(variable(bare, here));
        }
      }
    } catch (NoSuchFileException e) {
      throw new IllegalArgumentException("the env-file " + file + " does not exist", e);
    } catch (IOException e) {
      throw new IllegalArgumentException("the env-file " + file + " cannot be read: " + e, e);
    }
    return variables;
  }
}
