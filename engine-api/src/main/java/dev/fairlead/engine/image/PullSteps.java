package dev.fairlead.engine.image;

import dev.fairlead.engine.JsonObject;
import dev.fairlead.spi.image.PullProgress;
import dev.fairlead.spi.image.PullProgress.Phase;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Reads the lines of a pull, {@code {"status","id","progressDetail":{"current","total"}}}, and
 * keeps what only the end of the pull may tell. For one pull and one thread at a time.
 */
final class PullSteps {

  private static final String DIGEST = "Digest: ";
  private static final String VERDICT = "Status: ";

  /** The words of Docker 20.10 to 28, and of Podman's compatible API, which says fewer of them. */
  private static final Map<String, Phase> LAYER_PHASES =
      Map.of(
          "pulling fs layer", Phase.WAITING,
          "waiting", Phase.WAITING,
          "downloading", Phase.DOWNLOADING,
          "verifying checksum", Phase.VERIFYING,
          "download complete", Phase.DOWNLOADED,
          "extracting", Phase.EXTRACTING,
          "pull complete", Phase.COMPLETE,
          "already exists", Phase.EXISTS);

  private Optional<String> digest = Optional.empty();
  private Optional<String> verdict = Optional.empty();
  private String lastStatus = "";
  private Phase lastPhase = Phase.OTHER;

  /** The step that a line tells of; empty if it only says how the pull ended. */
  Optional<PullProgress> read(JsonObject line) {
    String status = AnswerLines.words(line);
    if (status.startsWith(VERDICT)) {
      verdict = Optional.of(status.substring(VERDICT.length()));
      return Optional.empty();
    }
    if (status.startsWith(DIGEST)) {
      digest = Optional.of(status.substring(DIGEST.length()).strip());
      return Optional.of(
          new PullProgress(
              Optional.empty(),
              Phase.DIGEST,
              status,
              OptionalLong.empty(),
              OptionalLong.empty(),
              digest));
    }
    return Optional.of(step(line, status));
  }

  private PullProgress step(JsonObject line, String status) {
    Phase phase = phase(status);
    JsonObject detail = line.object("progressDetail");
    Optional<String> layer =
        line.text("id").filter(id -> phase != Phase.RESOLVING && AnswerLines.namesLayer(id));
    return new PullProgress(
        layer,
        phase,
        AnswerLines.oneLine(status),
        positive(detail.number("current")),
        positive(detail.number("total")),
        Optional.empty());
  }

  /** Most lines say what the one before did. */
  private Phase phase(String status) {
    if (!status.equals(lastStatus)) {
      lastPhase = newPhase(status);
      lastStatus = status;
    }
    return lastPhase;
  }

  private static Phase newPhase(String status) {
    String words = status.toLowerCase(Locale.ROOT);
    Phase known = LAYER_PHASES.get(words);
    if (known != null) {
      return known;
    }
    if (words.startsWith("pulling from ") || words.startsWith("trying to pull ")) {
      return Phase.RESOLVING;
    }
    if (words.startsWith("retrying in ")) {
      return Phase.WAITING;
    }
    return words.startsWith("warning") ? Phase.WARNING : Phase.OTHER;
  }

  private static OptionalLong positive(OptionalLong number) {
    return number.isPresent() && number.getAsLong() > 0 ? number : OptionalLong.empty();
  }

  /** The last step. */
  PullProgress done() {
    return new PullProgress(
        Optional.empty(),
        Phase.DONE,
        verdict.orElse("The image is here"),
        OptionalLong.empty(),
        OptionalLong.empty(),
        digest);
  }
}
