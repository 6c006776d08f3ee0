package dev.fairlead.podman;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.toml.TomlMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Reads files in TOML. The parser is started for a file that says something of what is wanted, and
 * for no other: most of these files set nothing, or other things, and a short command would pay for
 * the reading of each.
 */
final class TomlFile {

  private TomlFile() {}

  /** Made when a file is first parsed. */
  private static final class Parser {
    static final ObjectMapper MAPPER = TomlMapper.builder().build();
  }

  /**
   * Reads a file; blocks for as long as the file system takes.
   *
   * @param file the file
   * @param wanted matches a line that makes the file worth parsing
   * @return its tables; none if no line does
   * @throws IOException if it cannot be read; a {@link JsonProcessingException} if it is no TOML,
   *     whose message may quote it
   */
  static Map<?, ?> read(Path file, Pattern wanted) throws IOException {
    String text = new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
    boolean worth =
        text.lines()
            .anyMatch(line -> !line.stripLeading().startsWith("#") && wanted.matcher(line).find());
    return worth ? Parser.MAPPER.readValue(text, Map.class) : Map.of();
  }
}
