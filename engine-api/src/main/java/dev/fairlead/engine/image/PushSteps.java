package dev.fairlead.engine.image;

import dev.fairlead.engine.JsonObject;
import dev.fairlead.spi.image.PushProgress;
import dev.fairlead.spi.image.PushProgress.Phase;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads the lines of a push, {@code {"status","id","progressDetail":{"current","total"}}}, and the
 * digest, which comes in words, and from Docker's own image store as {@code aux} too. For one push
 * and one thread at a time.
 */
final class PushSteps {

  private static final Pattern DIGEST =
      Pattern.compile("\\S+: digest: (\\w+:[0-9a-fA-F]{32,})(?: size: \\d+)?");

  /** The words of Docker 20.10 to 28, and of Podman's compatible API, which says fewer of them. */
  private static final Map<String, Phase> PHASES =
      Map.of(
          "preparing", Phase.PREPARING,
          "waiting", Phase.WAITING,
          "pushing", Phase.UPLOADING,
          "pushed", Phase.UPLOADED,
          "layer already exists", Phase.EXISTS);

  private Optional<String> digest = Optional.empty();

  /** The step that a line tells of; empty if it only says how the push ended. */
  Optional<PushProgress> read(JsonObject line) {
    Optional<String> told = line.object("aux").text("Digest");
    if (told.isPresent()) {
      digest = told;
      return Optional.empty();
    }
    String words = AnswerLines.words(line);
    Matcher matcher = DIGEST.matcher(words);
    if (matcher.matches()) {
      digest = Optional.of(matcher.group(1));
      return Optional.empty();
    }
    return words.isEmpty() ? Optional.empty() : Optional.of(step(line, words));
  }

  private static PushProgress step(JsonObject line, String words) {
    return new PushProgress(
        line.text("id").filter(AnswerLines::namesLayer),
        phase(words.toLowerCase(Locale.ROOT)),
        AnswerLines.oneLine(words),
        AnswerLines.bytes(line, "current"),
        AnswerLines.bytes(line, "total"),
        Optional.empty());
  }

  private static Phase phase(String words) {
    Phase known = PHASES.get(words);
    if (known != null) {
      return known;
    }
    if (words.startsWith("mounted from ")) {
      return Phase.MOUNTED;
    }
    if (words.startsWith("retrying in ")) {
      return Phase.WAITING;
    }
    return words.startsWith("warning") ? Phase.WARNING : Phase.OTHER;
  }

  /** The last step; empty if no digest was told. */
  Optional<PushProgress> done() {
    return digest.map(
        value ->
            new PushProgress(
                Optional.empty(),
                Phase.DONE,
                "The registry has the image",
                OptionalLong.empty(),
                OptionalLong.empty(),
                digest));
  }
}
