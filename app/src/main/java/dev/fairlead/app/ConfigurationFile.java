package dev.fairlead.app;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Reads a configuration file. Its classes, and those of the parser, are loaded only for one. */
final class ConfigurationFile {

  private final Path file;
  private final Map<ConfigurationKey, String> settings = new EnumMap<>(ConfigurationKey.class);
  private final Map<String, String> env = new LinkedHashMap<>();

  private ConfigurationFile(Path file) {
    this.file = file;
  }

  /**
   * Reads a file; blocks.
   *
   * @param file the file
   * @return what it says; nothing if it is empty
   * @throws IllegalArgumentException if it cannot be read or makes no sense, in one line
   */
  static Configuration.Written read(Path file) {
    ConfigurationFile reading = new ConfigurationFile(file);
    JsonNode root = reading.parse();
    if (!root.isMissingNode() && !root.isNull()) {
      if (!root.isObject()) {
        throw reading.wrong("it is no mapping of keys; write lines such as runtime: docker", null);
      }
      root.properties().forEach(entry -> reading.take(entry.getKey(), entry.getValue()));
    }
    return new Configuration.Written(reading.settings, reading.env);
  }

  private JsonNode parse() {
    try {
      String text = Files.readString(file, StandardCharsets.UTF_8);
      return YAMLMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .build()
          .readTree(text.isBlank() ? "{}" : text);
    } catch (JsonProcessingException e) {
      String line = e.getLocation() == null ? "" : ", line " + e.getLocation().getLineNr();
      String duplicate = e.getOriginalMessage().startsWith("Duplicate") ? " (a key twice)" : "";
      throw wrong("it is no YAML" + duplicate + line + "; write lines such as runtime: docker", e);
    } catch (NoSuchFileException e) {
      throw wrong(
          "there is no such file, though " + Configuration.FILE_VARIABLE + " names it; make it", e);
    } catch (AccessDeniedException e) {
      throw wrong("no right to read it; try: chmod u+r " + file, e);
    } catch (CharacterCodingException e) {
      throw wrong("it is not UTF-8; write it as UTF-8", e);
    } catch (IOException e) {
      throw wrong(
          Files.isDirectory(file) ? "it is a directory; name a file" : "it cannot be read: " + e,
          e);
    }
  }

  private void take(String name, JsonNode value) {
    ConfigurationKey key =
        Stream.of(ConfigurationKey.values())
            .filter(known -> known.key().equals(name))
            .findFirst()
            .orElseThrow(
                () ->
                    wrong(
                        "there is no key '" + name + "'; write one of " + ConfigurationKey.all(),
                        null));
    if (value.isNull()) {
      return;
    }
    if (key == ConfigurationKey.ENV) {
      variables(value);
      return;
    }
    String from = "configuration file " + file + ": " + key.key();
    settings.put(key, key.checked(scalar(key.key(), key.example(), value), from));
  }

  private void variables(JsonNode value) {
    String example = "env: {EPOCHS: \"3\"}";
    if (!value.isObject()) {
      throw wrong("env is no mapping; write for example " + example, null);
    }
    for (Map.Entry<String, JsonNode> entry : value.properties()) {
      String name = entry.getKey();
      if (name.isBlank() || name.contains("=")) {
        throw wrong(
            "'" + name + "' in env is no name of a variable; write for example " + example, null);
      }
      env.put(name, scalar("env." + name, "\"text\"", entry.getValue()));
    }
  }

  private String scalar(String key, String example, JsonNode value) {
    return Optional.of(value)
        .filter(node -> node.isValueNode() && !node.isNull())
        .map(JsonNode::asText)
        .filter(text -> key.startsWith("env.") || !text.isBlank())
        .orElseThrow(
            () ->
                wrong(
                    key + " is " + kind(value) + "; write for example " + key + ": " + example,
                    null));
  }

  private static String kind(JsonNode value) {
    return switch (value.getNodeType()) {
      case ARRAY -> "a list";
      case OBJECT -> "a mapping";
      case NULL -> "nothing";
      default -> "empty";
    };
  }

  private IllegalArgumentException wrong(String why, @Nullable Throwable cause) {
    return new IllegalArgumentException("configuration file " + file + ": " + why, cause);
  }
}
