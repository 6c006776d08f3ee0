package dev.fairlead.engine.image;

import dev.fairlead.engine.JsonObject;
import dev.fairlead.spi.container.Platform;
import dev.fairlead.spi.container.PortProtocol;
import dev.fairlead.spi.image.ExposedPort;
import dev.fairlead.spi.image.ImageConfiguration;
import dev.fairlead.spi.image.ImageHistoryEntry;
import dev.fairlead.spi.image.ImageInfo;
import dev.fairlead.spi.image.ImageReference;
import dev.fairlead.spi.image.ImageRemoval;
import java.time.Instant;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads images out of {@code GET /images/{name}/json} and {@code GET /images/json}. Images without
 * a name have {@code <none>:<none>}, an empty list or null by version.
 */
final class ImageMapper {

  private static final Pattern PORT = Pattern.compile("(\\d{1,5})(?:/(\\w+))?");
  private static final Pattern BARE_ID = Pattern.compile("[0-9a-f]{12,64}");

  private ImageMapper() {}

  static ImageInfo inspected(JsonObject json) {
    JsonObject config = json.object("Config");
    ImageInfo.Builder image = common(json).labels(config.textMap("Labels"));
    json.time("Created").ifPresent(image::created);
    platform(json).ifPresent(image::platform);
    return image.configuration(configuration(config, json.object("RootFS"))).build();
  }

  static ImageInfo listed(JsonObject json) {
    ImageInfo.Builder image = common(json).labels(json.textMap("Labels"));
    OptionalLong created = json.number("Created");
    if (created.isPresent() && created.getAsLong() > 0) {
      image.created(Instant.ofEpochSecond(created.getAsLong()));
    }
    return image.build();
  }

  private static ImageInfo.Builder common(JsonObject json) {
    String id = json.text("Id").orElse("");
    ImageInfo.Builder image =
        ImageInfo.builder(
            reference(id)
                .orElseThrow(
                    () -> new IllegalStateException("the daemon named an image '" + id + "'")));
    json.texts("RepoTags").forEach(name -> reference(name).ifPresent(image::reference));
    json.texts("RepoDigests").forEach(name -> reference(name).ifPresent(image::digest));
    json.number("Size").ifPresent(image::sizeBytes);
    return image;
  }

  static Optional<Platform> platform(JsonObject json) {
    return json.text("Os")
        .flatMap(
            system ->
                json.text("Architecture")
                    .map(machine -> new Platform(system, machine, json.text("Variant"))));
  }

  private static ImageConfiguration configuration(JsonObject config, JsonObject rootFs) {
    return new ImageConfiguration(
        config.texts("Entrypoint"),
        config.texts("Cmd"),
        environment(config),
        config.text("WorkingDir"),
        config.text("User"),
        config.text("StopSignal"),
        Optional.of(ports(config.object("ExposedPorts"))),
        Optional.of(Set.copyOf(config.object("Volumes").names())),
        rootFs.texts("Layers"));
  }

  private static Map<String, String> environment(JsonObject config) {
    Map<String, String> variables = new LinkedHashMap<>();
    for (String entry : config.texts("Env")) {
      int equals = entry.indexOf('=');
      variables.put(
          equals < 0 ? entry : entry.substring(0, equals),
          equals < 0 ? "" : entry.substring(equals + 1));
    }
    return variables;
  }

  private static Set<ExposedPort> ports(JsonObject exposed) {
    Set<ExposedPort> ports = new HashSet<>();
    for (String name : exposed.names()) {
      Matcher matcher = PORT.matcher(name);
      if (matcher.matches()) {
        protocol(matcher.group(2))
            .filter(protocol -> valid(matcher.group(1)))
            .ifPresent(
                protocol ->
                    ports.add(new ExposedPort(Integer.parseInt(matcher.group(1)), protocol)));
      }
    }
    return ports;
  }

  private static boolean valid(String port) {
    int number = Integer.parseInt(port);
    return number > 0 && number < 65_536;
  }

  private static Optional<PortProtocol> protocol(String word) {
    try {
      return Optional.of(
          word == null ? PortProtocol.TCP : PortProtocol.valueOf(word.toUpperCase(Locale.ROOT)));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /** A step, of the answer to {@code GET /images/{name}/history}. */
  static ImageHistoryEntry history(JsonObject json) {
    OptionalLong created = json.number("Created");
    return new ImageHistoryEntry(
        json.text("Id").flatMap(ImageMapper::reference).filter(ImageReference::isId),
        created.isPresent() && created.getAsLong() > 0
            ? Optional.of(Instant.ofEpochSecond(created.getAsLong()))
            : Optional.empty(),
        json.text("CreatedBy").orElse(""),
        json.text("Comment").orElse(""),
        json.number("Size"),
        json.texts("Tags").stream().flatMap(tag -> reference(tag).stream()).toList());
  }

  /** What went, of an answer to {@code DELETE /images/{name}}. */
  static Optional<ImageRemoval> removal(JsonObject json) {
    return json.text("Untagged")
        .flatMap(ImageMapper::reference)
        .map(name -> new ImageRemoval(ImageRemoval.Kind.UNTAGGED, name))
        .or(
            () ->
                json.text("Deleted")
                    .flatMap(ImageMapper::reference)
                    .map(id -> new ImageRemoval(ImageRemoval.Kind.DELETED, id)));
  }

  /** A name or id as daemons write it; empty for {@code <none>}. Podman's ids have no algorithm. */
  static Optional<ImageReference> reference(String text) {
    if (text.isEmpty() || text.contains("<none>")) {
      return Optional.empty();
    }
    try {
      String full = BARE_ID.matcher(text).matches() ? "sha256:" + text : text;
      return Optional.of(ImageReference.parse(full));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}
