package dev.fairlead.engine.image;

import dev.fairlead.engine.JsonObject;
import dev.fairlead.spi.image.ImageReference;
import dev.fairlead.spi.image.LoadEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads the lines of {@code POST /images/load}: {@code Loaded image: NAME}, {@code Loaded image ID:
 * ID}, and steps of layers. For one load and one thread at a time.
 */
final class LoadLines {

  /** Podman names several in one line. */
  private static final Pattern LOADED = Pattern.compile("Loaded image(?:\\(s\\))?(?: ID)?: (.+)");

  private boolean loadedAny;

  List<LoadEvent> read(JsonObject line) {
    String words = AnswerLines.words(line);
    Matcher loaded = LOADED.matcher(words);
    if (!loaded.matches()) {
      return words.isEmpty() ? List.of() : List.of(step(line, words));
    }
    List<LoadEvent> events = new ArrayList<>();
    for (String name : loaded.group(1).split("\\s*,\\s*", -1)) {
      Optional<ImageReference> image = ImageMapper.reference(name);
      image.ifPresent(reference -> events.add(new LoadEvent.Loaded(reference)));
    }
    loadedAny |= !events.isEmpty();
    return events;
  }

  private static LoadEvent step(JsonObject line, String words) {
    return new LoadEvent.Progress(
        line.text("id"),
        AnswerLines.oneLine(words),
        AnswerLines.bytes(line, "current"),
        AnswerLines.bytes(line, "total"));
  }

  /** Whether the daemon said of any image that it is here now. */
  boolean loadedAny() {
    return loadedAny;
  }
}
