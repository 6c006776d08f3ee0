package dev.fairlead.engine.image;

import dev.fairlead.engine.JsonObject;
import dev.fairlead.spi.image.BuildEvent;
import dev.fairlead.spi.image.ImageReference;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads the lines of a build, {@code {"stream"}}, {@code {"status"}} of a base image that is
 * fetched, and {@code {"aux":{"ID"}}}. For one build and one thread at a time.
 */
final class BuildLines {

  private static final Pattern STEP =
      Pattern.compile("step (\\d{1,6})(?:/(\\d{1,6}))?\\s*:\\s*(.*)", Pattern.CASE_INSENSITIVE);
  private static final Pattern BUILT = Pattern.compile("Successfully built ([0-9a-f]{12,64})");
  private static final Pattern ID = Pattern.compile("[0-9a-f]{64}");
  private static final String WARNING = "[Warning]";
  private static final String RED = "\u001b[91m";
  private static final String PLAIN = "\u001b[0m";

  private Optional<BuildEvent.Step> step = Optional.empty();
  private Optional<ImageReference> image = Optional.empty();
  private Optional<ImageReference> lastWord = Optional.empty();
  private boolean quietSinceStep;

  /** What a line tells; nothing if it only says how the build ended. */
  List<BuildEvent> read(JsonObject line) {
    line.object("aux").text("ID").flatMap(ImageMapper::reference).ifPresent(this::built);
    Optional<String> stream = line.text("stream");
    if (stream.isPresent()) {
      return output(stream.get());
    }
    return line.text("status")
        .filter(status -> AnswerLines.bytes(line, "current").isEmpty())
        .map(status -> line.text("id").map(id -> id + ": ").orElse("") + status + "\n")
        .<List<BuildEvent>>map(text -> List.of(new BuildEvent.Output(text)))
        .orElse(List.of());
  }

  private void built(ImageReference id) {
    image = Optional.of(id);
  }

  private List<BuildEvent> output(String text) {
    String words = text.strip();
    lastWord = ID.matcher(words).matches() ? ImageMapper.reference(words) : Optional.empty();
    Optional<BuildEvent.Step> next = step(words);
    if (next.isPresent()) {
      step = next;
      quietSinceStep = true;
      return List.of(next.get());
    }
    // Docker ends the line of a step by one of its own.
    boolean endOfStep = quietSinceStep && words.isEmpty();
    quietSinceStep = false;
    if (endOfStep) {
      return List.of();
    }
    Matcher matcher = BUILT.matcher(words);
    if (matcher.matches() && image.isEmpty()) {
      image = ImageMapper.reference(matcher.group(1));
    }
    return words.startsWith(WARNING)
        ? List.of(new BuildEvent.Warning(AnswerLines.oneLine(words.substring(WARNING.length()))))
        : List.of(new BuildEvent.Output(unpainted(text)));
  }

  /**
   * What a step wrote to standard error, without the colour that the daemon puts around it ({@code
   * StderrFormatter} of moby's {@code pkg/streamformatter}, 20.10 to 28): nobody asked for it, and
   * it is not what the step wrote.
   */
  private static String unpainted(String text) {
    return text.startsWith(RED) && text.endsWith(PLAIN)
        ? text.substring(RED.length(), text.length() - PLAIN.length())
        : text;
  }

  /** Output of a step can look like the beginning of one; but steps are counted. */
  private Optional<BuildEvent.Step> step(String words) {
    Matcher matcher = STEP.matcher(words);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    int number = Integer.parseInt(matcher.group(1));
    if (number != step.map(BuildEvent.Step::number).orElse(0) + 1) {
      return Optional.empty();
    }
    OptionalInt total =
        matcher.group(2) == null
            ? OptionalInt.empty()
            : OptionalInt.of(Integer.parseInt(matcher.group(2)));
    return Optional.of(new BuildEvent.Step(number, total, AnswerLines.oneLine(matcher.group(3))));
  }

  /** The step that is under way. */
  Optional<BuildEvent.Step> step() {
    return step;
  }

  /**
   * The image that was told, with all or a part of its id. Podman's own build says nothing but the
   * id, at the very end.
   */
  Optional<ImageReference> image() {
    return image.or(() -> lastWord);
  }
}
