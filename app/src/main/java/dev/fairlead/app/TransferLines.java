package dev.fairlead.app;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What a transfer looks like at a moment: a line for each layer, with a bar where it is known how
 * far it is. For one thread at a time.
 */
final class TransferLines {

  private static final int BAR = 30;
  private static final int NARROWEST = 20;

  private final Map<String, Line> lines = new LinkedHashMap<>();
  private int words;

  private record Line(
      String title, String status, OptionalLong currentBytes, OptionalLong totalBytes) {

    boolean underWay() {
      return currentBytes.isPresent();
    }
  }

  /** Takes a step; one without a layer is a line of its own, unless bytes are counted. */
  void step(
      Optional<String> layer, String status, OptionalLong currentBytes, OptionalLong totalBytes) {
    String key =
        layer.orElseGet(() -> currentBytes.isPresent() ? "bytes " + status : "words " + words++);
    String title = layer.map(name -> name + ": ").orElse("");
    lines.put(key, new Line(Printable.of(title), Printable.of(status), currentBytes, totalBytes));
  }

  /**
   * The lines as they fit.
   *
   * @param columns the width of the screen
   * @param rows how many lines there is room for; what is done makes room first
   */
  List<String> render(int columns, int rows) {
    List<Line> shown = new ArrayList<>(lines.values());
    int tooMany = shown.size() - Math.max(1, rows);
    for (int i = 0; i < shown.size() && tooMany > 0; ) {
      if (shown.get(i).underWay()) {
        i++;
      } else {
        shown.remove(i);
        tooMany--;
      }
    }
    while (tooMany-- > 0) {
      shown.remove(0);
    }
    return shown.stream().map(line -> cut(text(line, columns), columns)).toList();
  }

  private static String text(Line line, int columns) {
    String text = line.title() + line.status();
    if (line.currentBytes().isEmpty()) {
      return text;
    }
    String amount = " " + ImageView.size(line.currentBytes());
    if (line.totalBytes().isEmpty()) {
      return text + amount;
    }
    amount += "/" + ImageView.size(line.totalBytes());
    int room = Math.min(BAR, columns - text.length() - amount.length() - 4);
    return room < 4 ? text + amount : text + " " + bar(line, room) + amount;
  }

  private static String bar(Line line, int width) {
    long current = line.currentBytes().orElse(0);
    long total = Math.max(1, line.totalBytes().orElse(1));
    int done = (int) Math.min(width, Math.round((double) width * current / total));
    String arrow = done == 0 || done == width ? "=".repeat(done) : "=".repeat(done - 1) + ">";
    return "[" + arrow + " ".repeat(width - done) + "]";
  }

  private static String cut(String text, int columns) {
    int width = Math.max(NARROWEST, columns) - 1;
    return text.length() <= width ? text : text.substring(0, width - 1) + "…";
  }
}
