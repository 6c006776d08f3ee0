package dev.fairlead.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class TableTest {

  private static final List<List<String>> ROWS =
      List.of(
          List.of("CONTAINER ID", "COMMAND", "NAMES"),
          List.of("0123456789ab", "c".repeat(60), "a-name-of-some-length"),
          List.of("ba9876543210", "", "other"));

  @Test
  void whatGoesElsewhereIsNotShortened() {
    List<String> lines = Table.lines(ROWS, OptionalInt::empty);
    assertThat(lines.get(1))
        .isEqualTo("0123456789ab   " + "c".repeat(60) + "   a-name-of-some-length");
    assertThat(lines.get(2)).isEqualTo("ba9876543210   " + " ".repeat(60) + "   other");
  }

  @Test
  void theWidestColumnGivesWay() {
    List<String> lines = Table.lines(ROWS, () -> OptionalInt.of(80));
    assertThat(lines).allSatisfy(line -> assertThat(line.length()).isLessThanOrEqualTo(80));
    assertThat(lines.get(1))
        .isEqualTo("0123456789ab   " + "c".repeat(40) + "…   a-name-of-some-length");
  }

  @Test
  void idsStayWholeHoweverNarrowTheScreenIs() {
    List<String> lines = Table.lines(ROWS, () -> OptionalInt.of(20));
    assertThat(lines).allSatisfy(line -> assertThat(line.length()).isLessThanOrEqualTo(46));
    assertThat(lines.get(1)).startsWith("0123456789ab   ").contains("c…   a-name");
  }

  @Test
  void narrowTablesDoNotAskForTheWidth() {
    List<List<String>> narrow = List.of(List.of("A", "B"), List.of("1", "2"));
    assertThat(
            Table.lines(
                narrow,
                () -> {
                  throw new AssertionError("asked");
                }))
        .containsExactly("A   B", "1   2");
  }
}
