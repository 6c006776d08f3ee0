package dev.fairlead.app;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

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
   * Reads a file with a variable on each line, by the rules of docker's {@code --env-file}: blanks
   * before a name are passed over, and so are empty lines, lines that begin with {@code #} and a
   * byte order mark; a name has no blanks; a value is taken as it stands, quotes and blanks
   * included; a name without a value is taken over if it is set here.
   *
   * @param file the file
   * @param here the variables of this process
   * @return the variables in order
   * @throws IllegalArgumentException if the file cannot be read or a line has another form; the
   *     message names file and line, and no value
   */
  static Map<String, String> file(Path file, Map<String, String> here) {
    return lines(file, here::get);
  }

  /**
   * Reads a file with a label on each line, by the same rules; the value of one without is empty.
   *
   * @param file the file
   * @return the labels in order
   * @throws IllegalArgumentException if the file cannot be read or a line has another form
   */
  static Map<String, String> labels(Path file) {
    return lines(file, name -> "");
  }

  private static Map<String, String> lines(Path file, Function<String, @Nullable String> unspoken) {
    Map<String, String> variables = new LinkedHashMap<>();
    int number = 0;
    for (String line : content(file).split("\n", -1)) {
      number++;
      String bare =
          (line.endsWith("\r") ? line.substring(0, line.length() - 1) : line).stripLeading();
      if (!bare.isEmpty() && !bare.startsWith("#")) {
        String name = bare.indexOf('=') < 0 ? bare : bare.substring(0, bare.indexOf('='));
        if (name.isEmpty() || name.chars().anyMatch(Character::isWhitespace)) {
          throw new IllegalArgumentException(
              "line "
                  + number
                  + " of "
                  + file
                  + (name.isEmpty() ? " has no name before '='" : " has a blank in its name")
                  + "; write NAME=VALUE or NAME");
        }
        @Nullable String value =
            name.length() == bare.length()
                ? unspoken.apply(name)
                : bare.substring(name.length() + 1);
        Settings.ifGiven(value, given -> variables.put(name, given));
      }
    }
    return variables;
  }

  private static String content(Path file) {
    try {
      String text =
          StandardCharsets.UTF_8
              .newDecoder()
              .decode(ByteBuffer.wrap(Files.readAllBytes(file)))
              .toString();
      return text.startsWith("\ufeff") ? text.substring(1) : text;
    } catch (NoSuchFileException e) {
      throw new IllegalArgumentException("the file " + file + " does not exist", e);
    } catch (CharacterCodingException e) {
      throw new IllegalArgumentException("the file " + file + " is not in UTF-8", e);
    } catch (IOException e) {
      throw new IllegalArgumentException("the file " + file + " cannot be read: " + e, e);
    }
  }
}
