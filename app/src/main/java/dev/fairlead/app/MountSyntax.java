package dev.fairlead.app;

import dev.fairlead.spi.ProbeContext;
import dev.fairlead.spi.container.Mount;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** Mounts as docker's users write them, after {@code -v}, {@code --mount} and {@code --tmpfs}. */
final class MountSyntax {

  private static final List<String> PROPAGATION =
      List.of("shared", "rshared", "slave", "rslave", "private", "rprivate");

  /** Keys that only some types of mount have. */
  private static final Map<String, String> BELONGS =
      Map.of(
          "source", "bind volume",
          "readonly", "bind volume",
          "bind-propagation", "bind",
          "relabel", "bind",
          "U", "bind",
          "tmpfs-size", "tmpfs",
          "tmpfs-mode", "tmpfs");

  private MountSyntax() {}

  /**
   * Reads {@code -v}: {@code target}, {@code source:target} or {@code source:target:options}. A
   * source that begins with a slash, a point or a tilde is a path of this machine; any other is a
   * volume.
   *
   * @param text what follows {@code -v}
   * @param workingDirectory against which a relative source is resolved
   * @return the mount
   * @throws IllegalArgumentException if the text has another form
   */
  static Mount volume(String text, Path workingDirectory) {
    String[] parts = text.split(":", -1);
    if (parts.length > 3 || parts[0].isEmpty() || (parts.length > 1 && parts[1].isEmpty())) {
      throw malformed(text, "write source:target or source:target:ro");
    }
    if (parts.length == 1) {
      return new Mount.NamedVolume(Optional.empty(), parts[0], Mount.Access.READ_WRITE);
    }
    Mount.Access access = Mount.Access.READ_WRITE;
    Mount.Relabel relabel = Mount.Relabel.NONE;
    Mount.Owner owner = Mount.Owner.KEPT;
    Optional<String> propagation = Optional.empty();
    for (String option : parts.length == 3 ? parts[2].split(",", -1) : new String[0]) {
      if (option.equals("ro") || option.equals("rw")) {
        access = option.equals("ro") ? Mount.Access.READ_ONLY : Mount.Access.READ_WRITE;
      } else if (option.equalsIgnoreCase("z")) {
        relabel = option.equals("z") ? Mount.Relabel.SHARED : Mount.Relabel.PRIVATE;
      } else if (option.equals("U")) {
        owner = Mount.Owner.CONTAINER;
      } else if (PROPAGATION.contains(option)) {
        propagation = Optional.of(option);
      } else {
        throw malformed(
            text, "'" + option + "' is not an option; use ro, rw, z, Z, U or a propagation");
      }
    }
    if (isPath(parts[0])) {
      return new Mount.Bind(
          absolute(parts[0], workingDirectory), parts[1], access, relabel, propagation, owner);
    }
    if (relabel != Mount.Relabel.NONE || owner != Mount.Owner.KEPT || propagation.isPresent()) {
      throw malformed(text, "z, Z, U and propagations are for directories of this machine");
    }
    return new Mount.NamedVolume(Optional.of(parts[0]), parts[1], access);
  }

  /**
   * Reads {@code --mount}: {@code type=bind,source=/a,target=/b,readonly}, with Podman's {@code
   * relabel=shared} or {@code private} and {@code U} too.
   *
   * @param text what follows {@code --mount}
   * @param workingDirectory against which a relative source is resolved
   * @return the mount
   * @throws IllegalArgumentException if the text has another form
   */
  static Mount mount(String text, Path workingDirectory) {
    Map<String, String> keys = keys(text);
    String type = keys.getOrDefault("type", "volume");
    @Nullable String target = keys.get("target");
    if (target == null) {
      throw malformed(text, "it needs target=PATH");
    }
    keys.keySet().stream()
        .filter(key -> !BELONGS.getOrDefault(key, type).contains(type))
        .findFirst()
        .ifPresent(
            key -> {
              throw malformed(text, "a " + type + " has no " + key);
            });
    Mount.Access access =
        flag(text, keys, "readonly") ? Mount.Access.READ_ONLY : Mount.Access.READ_WRITE;
    Optional<String> source = Optional.ofNullable(keys.get("source"));
    return switch (type) {
      case "bind" ->
          new Mount.Bind(
              absolute(
                  source.orElseThrow(() -> malformed(text, "a bind needs source=PATH")),
                  workingDirectory),
              target,
              access,
              relabel(text, keys.get("relabel")),
              Optional.ofNullable(keys.get("bind-propagation"))
                  .map(value -> propagation(text, value)),
              flag(text, keys, "U") ? Mount.Owner.CONTAINER : Mount.Owner.KEPT);
      case "volume" -> new Mount.NamedVolume(source, target, access);
      case "tmpfs" ->
          new Mount.Tmpfs(target, size(keys.get("tmpfs-size")), mode(text, keys.get("tmpfs-mode")));
      default -> throw malformed(text, "the type is bind, volume or tmpfs, not '" + type + "'");
    };
  }

  /**
   * Reads {@code --tmpfs}: {@code target} or {@code target:size=64m,mode=1777}.
   *
   * @param text what follows {@code --tmpfs}
   * @return the mount
   * @throws IllegalArgumentException if the text has another form
   */
  static Mount tmpfs(String text) {
    int colon = text.indexOf(':');
    String target = colon < 0 ? text : text.substring(0, colon);
    OptionalLong size = OptionalLong.empty();
    OptionalInt mode = OptionalInt.empty();
    for (String option : colon < 0 ? new String[0] : text.substring(colon + 1).split(",", -1)) {
      if (option.startsWith("size=")) {
        size = size(option.substring(5));
      } else if (option.startsWith("mode=")) {
        mode = mode(text, option.substring(5));
      } else if (!option.equals("rw")) {
        throw malformed(text, "'" + option + "' is not an option; use size= or mode=");
      }
    }
    return new Mount.Tmpfs(target, size, mode);
  }

  private static boolean flag(String text, Map<String, String> keys, String key) {
    String value = keys.getOrDefault(key, "false");
    return switch (value) {
      case "true", "1" -> true;
      case "false", "0" -> false;
      default -> throw malformed(text, key + " is true or false, not '" + value + "'");
    };
  }

  private static Mount.Relabel relabel(String text, @Nullable String value) {
    return switch (value == null ? "" : value) {
      case "" -> Mount.Relabel.NONE;
      case "shared" -> Mount.Relabel.SHARED;
      case "private" -> Mount.Relabel.PRIVATE;
      default -> throw malformed(text, "relabel is shared or private, not '" + value + "'");
    };
  }

  private static String propagation(String text, String value) {
    if (!PROPAGATION.contains(value)) {
      throw malformed(text, "'" + value + "' is none of " + String.join(", ", PROPAGATION));
    }
    return value;
  }

  private static Map<String, String> keys(String text) {
    Map<String, String> keys = new LinkedHashMap<>();
    for (String part : text.split(",", -1)) {
      int equals = part.indexOf('=');
      String key = equals < 0 ? part : part.substring(0, equals);
      String value = equals < 0 ? "true" : part.substring(equals + 1);
      String name =
          switch (key) {
            case "src", "source" -> "source";
            case "dst", "destination", "target" -> "target";
            case "ro", "readonly" -> "readonly";
            case "U", "chown" -> "U";
            case "type", "tmpfs-size", "tmpfs-mode", "bind-propagation", "relabel" -> key;
            default -> throw malformed(text, "'" + key + "' is not a key of a mount");
          };
      if (keys.put(name, value) != null) {
        throw malformed(text, "it gives " + name + " twice");
      }
    }
    return keys;
  }

  private static OptionalLong size(@Nullable String text) {
    return text == null ? OptionalLong.empty() : OptionalLong.of(SizeSyntax.bytes(text));
  }

  private static OptionalInt mode(String text, @Nullable String octal) {
    if (octal == null) {
      return OptionalInt.empty();
    }
    if (!octal.matches("[0-7]{1,5}")) {
      throw malformed(text, "a mode is octal, for example 1777");
    }
    return OptionalInt.of(Integer.parseInt(octal, 8));
  }

  private static boolean isPath(String source) {
    return source.startsWith("/")
        || source.equals(".")
        || source.equals("..")
        || source.startsWith("./")
        || source.startsWith("../")
        || source.startsWith("~/");
  }

  private static String absolute(String source, Path workingDirectory) {
    String path =
        source.startsWith("~/")
            ? ProbeContext.ofThisMachine().home() + source.substring(1)
            : source;
    return workingDirectory.resolve(path).normalize().toString();
  }

  private static IllegalArgumentException malformed(String text, String hint) {
    return new IllegalArgumentException("'" + text + "' is not a mount: " + hint);
  }
}
