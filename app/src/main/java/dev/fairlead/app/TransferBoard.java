package dev.fairlead.app;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.jline.terminal.Size;
import org.jline.terminal.impl.LineDisciplineTerminal;
import org.jline.utils.AttributedString;
import org.jline.utils.Display;

/**
 * Transfers on a terminal, drawn over and over in place. Between two drawings the cursor is below
 * all of it at the beginning of a line, so that whatever is written next has a line of its own. The
 * terminal itself is only written to: its modes stay as they are.
 */
final class TransferBoard implements TransferView {

  /** So often it is drawn at most. */
  private static final Duration PAUSE = Duration.ofMillis(100);

  private final Size size;
  private final LineDisciplineTerminal terminal;
  private TransferLines lines = new TransferLines();
  private Display display;
  private long drawnAt = System.nanoTime() - PAUSE.toNanos();
  private boolean dirty;

  TransferBoard(OutputStream out, String type, Size size) throws IOException {
    this.size = size;
    this.terminal = new LineDisciplineTerminal("transfers", type, out, StandardCharsets.UTF_8);
    terminal.setSize(size);
    this.display = display();
  }

  private Display display() {
    Display fresh = new Display(terminal, false);
    fresh.resize(size.getRows(), size.getColumns());
    return fresh;
  }

  @Override
  public void step(
      Optional<String> layer, String status, OptionalLong currentBytes, OptionalLong totalBytes) {
    lines.step(layer, status, currentBytes, totalBytes);
    dirty = true;
    if (System.nanoTime() - drawnAt >= PAUSE.toNanos()) {
      draw();
    }
  }

  @Override
  public void close() {
    if (dirty) {
      draw();
    }
    lines = new TransferLines();
    display = display();
  }

  private void draw() {
    List<AttributedString> drawn = new ArrayList<>();
    // With an end each, lines do not depend on where the terminal wraps.
    lines
        .render(size.getColumns(), size.getRows() - 2)
        .forEach(line -> drawn.add(new AttributedString(line + "\n")));
    drawn.add(AttributedString.EMPTY);
    display.update(drawn, size.cursorPos(drawn.size() - 1, 0));
    drawnAt = System.nanoTime();
    dirty = false;
  }
}
