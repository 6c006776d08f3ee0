package dev.fairlead.app;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.fairlead.spi.ProbeContext;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** With which keys a process in a terminal is left. */
final class DetachOptions {

  @Option(
      names = "--detach-keys",
      paramLabel = "KEYS",
      description =
          "Keys that leave the terminal while the process goes on (default: detachKeys of docker's"
              + " config.json, else ctrl-p,ctrl-q).")
  @Nullable String keys;

  /**
   * The keys.
   *
   * @param session where it is said that the configured ones cannot be read
   * @param machine whose configuration of docker is read
   */
  DetachKeys keys(Session session, ProbeContext machine) {
    if (keys != null && !keys.isEmpty()) {
      return DetachKeys.parse(keys);
    }
    Optional<String> configured = configured(machine);
    try {
      return DetachKeys.parse(configured.orElse(DetachKeys.DEFAULT));
    } catch (IllegalArgumentException e) {
      session.notice("fairlead: detachKeys of docker's config.json: " + e.getMessage());
      return DetachKeys.parse(DetachKeys.DEFAULT);
    }
  }

  /** A file that cannot be read has no say in this; who needs it for more will complain. */
  private static Optional<String> configured(ProbeContext machine) {
    Path directory =
        machine.variable("DOCKER_CONFIG").map(Path::of).orElse(machine.home().resolve(".docker"));
    try {
      JsonNode value =
          new ObjectMapper().readTree(directory.resolve("config.json").toFile()).path("detachKeys");
      return Optional.of(value.asText()).filter(text -> !text.isEmpty());
    } catch (IOException e) {
      return Optional.empty();
    }
  }
}
