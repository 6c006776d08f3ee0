package dev.fairlead.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.jline.terminal.Size;
import org.junit.jupiter.api.Test;

/** What people see of a transfer on a terminal. */
class TransferBoardTest {

  private final TransferLines lines = new TransferLines();

  private void layer(String layer, String status, long current, long total) {
    lines.step(Optional.of(layer), status, OptionalLong.of(current), OptionalLong.of(total));
  }

  private void done(String layer, String status) {
    lines.step(Optional.of(layer), status, OptionalLong.empty(), OptionalLong.empty());
  }

  @Test
  void aLayerHasOneLineThatTellsHowFarItIs() {
    layer("a1", "Downloading", 0, 2_000_000);
    layer("a1", "Downloading", 1_000_000, 2_000_000);
    done("b2", "Waiting");

    assertThat(lines.render(80, 20))
        .containsExactly(
            "a1: Downloading [==============>               ] 1.00MB/2.00MB", "b2: Waiting");
  }

  @Test
  void aFullBarHasNoArrowAndMoreThanAllIsAll() {
    layer("a1", "Pushing", 3_000, 2_000);

    assertThat(lines.render(80, 20).get(0)).contains("[" + "=".repeat(30) + "]");
  }

  @Test
  void whatIsUnderWayStaysWhenThereIsNoRoomForAll() {
    for (int i = 0; i < 10; i++) {
      done("d" + i, "Pull complete");
    }
    layer("u1", "Downloading", 1, 2);
    done("d10", "Pull complete");
    layer("u2", "Downloading", 1, 2);

    List<String> shown = lines.render(80, 3);

    assertThat(shown).hasSize(3);
    assertThat(shown.get(0)).startsWith("u1");
    assertThat(shown.get(2)).startsWith("u2");
  }

  @Test
  void aNarrowScreenCutsAndHasNoBar() {
    layer("a1", "Downloading something with a long name", 1, 2);

    assertThat(lines.render(30, 20)).containsExactly("a1: Downloading something wi…");
  }

  @Test
  void bytesWithoutAnEndAreCountedInOneLine() {
    lines.step(Optional.empty(), "Written", OptionalLong.of(10), OptionalLong.empty());
    lines.step(Optional.empty(), "Written", OptionalLong.of(20), OptionalLong.empty());
    lines.step(Optional.empty(), "one", OptionalLong.empty(), OptionalLong.empty());
    lines.step(Optional.empty(), "two", OptionalLong.empty(), OptionalLong.empty());

    assertThat(lines.render(80, 20)).containsExactly("Written 20B", "one", "two");
  }

  @Test
  void controlCharactersOfARuntimeDoNotReachTheTerminal() {
    done("a\u001b[2J", "x\u0007\ny");

    assertThat(lines.render(80, 20).get(0)).doesNotContain("\u001b", "\u0007", "\n");
  }

  @Test
  void theLastStateIsDrawnAndTheCursorIsBelow() throws IOException {
    ByteArrayOutputStream screen = new ByteArrayOutputStream();
    TransferBoard board = new TransferBoard(screen, "xterm", new Size(80, 24));
    for (int i = 1; i <= 100; i++) {
      board.step(Optional.of("a1"), "Pushing", OptionalLong.of(i), OptionalLong.of(100));
    }
    board.step(Optional.of("a1"), "Pushed", OptionalLong.empty(), OptionalLong.empty());
    board.close();
    String drawn = screen.toString(StandardCharsets.UTF_8);

    assertThat(drawn).contains("a1: Push").contains("ed");
    assertThat(drawn.length()).as("not every step is drawn").isLessThan(1500);
    board.step(Optional.of("b2"), "Waiting", OptionalLong.empty(), OptionalLong.empty());
    board.close();
    String later = screen.toString(StandardCharsets.UTF_8).substring(drawn.length());
    assertThat(later).contains("b2: Waiting").doesNotContain("a1");
  }
}
