package dev.fairlead.kubernetes.access;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.fairlead.spi.error.ErrorContext;
import dev.fairlead.spi.error.InvalidSpecException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What kubeconfig files say, merged as kubectl does: of entries with the same name, and of current
 * contexts, the first one counts. See "Organizing Cluster Access Using kubeconfig Files" in the
 * documentation of Kubernetes.
 */
final class Kubeconfig {

  /** Made when a file is first read: most commands talk to another runtime. */
  private static final class Parser {
    static final ObjectMapper MAPPER = YAMLMapper.builder().build();
  }

  private final List<Path> files = new ArrayList<>();
  private final Map<String, Entry> clusters = new LinkedHashMap<>();
  private final Map<String, Entry> users = new LinkedHashMap<>();
  private final Map<String, Entry> contexts = new LinkedHashMap<>();
  private @Nullable String current;

  private Kubeconfig() {}

  /**
   * One named entry.
   *
   * @param name its name
   * @param body what it says
   * @param file where it stands; paths in it are relative to its directory
   */
  record Entry(String name, JsonNode body, Path file) {

    /** What it says under a key; empty if nothing or an empty text. */
    Optional<String> text(String key) {
      return Optional.of(body.path(key))
          .filter(JsonNode::isValueNode)
          .map(JsonNode::asText)
          .filter(text -> !text.isEmpty());
    }

    /** The file that it names under a key. */
    Optional<Path> path(String key) {
      return text(key).map(this::resolve);
    }

    Path resolve(String path) {
      return file.toAbsolutePath().resolveSibling(path).normalize();
    }

    boolean flag(String key) {
      return body.path(key).asBoolean(false);
    }
  }

  /**
   * Reads files; blocks for as long as the file system takes.
   *
   * @param paths the files, of which those that are not there are passed over
   * @return what they say
   * @throws InvalidSpecException if one cannot be read or is no kubeconfig; its content is not
   *     shown
   */
  static Kubeconfig read(List<Path> paths) {
    Kubeconfig merged = new Kubeconfig();
    paths.forEach(merged::add);
    return merged;
  }

  private void add(Path file) {
    JsonNode root;
    try {
      root = parse(Files.readString(file, StandardCharsets.UTF_8));
    } catch (NoSuchFileException absent) {
      return;
    } catch (JsonProcessingException e) {
      throw unreadable(file, "it is no YAML" + line(e), null);
    } catch (IOException e) {
      throw unreadable(file, e.getClass().getSimpleName(), e);
    }
    if (!root.isObject() && !root.isMissingNode() && !root.isNull()) {
      throw unreadable(file, "it is no kubeconfig: not a mapping", null);
    }
    files.add(file);
    collect(root.path("clusters"), "cluster", file, clusters);
    collect(root.path("users"), "user", file, users);
    collect(root.path("contexts"), "context", file, contexts);
    String named = root.path("current-context").asText("");
    if (current == null && !named.isEmpty()) {
      current = named;
    }
  }

  private static JsonNode parse(String text) throws JsonProcessingException {
    return text.isBlank() ? MissingNode.getInstance() : Parser.MAPPER.readTree(text);
  }

  private static String line(JsonProcessingException error) {
    return error.getLocation() == null ? "" : ", line " + error.getLocation().getLineNr();
  }

  private static void collect(JsonNode list, String key, Path file, Map<String, Entry> into) {
    for (JsonNode item : list) {
      String name = item.path("name").asText("");
      into.putIfAbsent(name, new Entry(name, item.path(key), file));
    }
  }

  private static InvalidSpecException unreadable(Path file, String why, @Nullable Throwable cause) {
    return new InvalidSpecException(
        ErrorContext.of("kubernetes", "read " + file)
            .withRemedy("kubectl config view, which reads the same files"),
        why,
        cause);
  }

  /** The files that were there. */
  List<Path> files() {
    return List.copyOf(files);
  }

  Set<String> contextNames() {
    return contexts.keySet();
  }

  /** The name of the context in force, if any is named. */
  Optional<String> current() {
    return Optional.ofNullable(current);
  }

  Optional<Entry> context(String name) {
    return Optional.ofNullable(contexts.get(name));
  }

  Optional<Entry> cluster(String name) {
    return Optional.ofNullable(clusters.get(name));
  }

  Optional<Entry> user(String name) {
    return Optional.ofNullable(users.get(name));
  }
}
