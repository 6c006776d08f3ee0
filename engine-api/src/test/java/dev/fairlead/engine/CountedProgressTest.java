package dev.fairlead.engine;

import static dev.fairlead.engine.LogProgress.Verdict.NEW;
import static dev.fairlead.engine.LogProgress.Verdict.NEW_AFTER_GAP;
import static dev.fairlead.engine.LogProgress.Verdict.SEEN;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fairlead.spi.log.StandardStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Progress in a log whose times are whole seconds. */
class CountedProgressTest {

  private static final Instant NOON = Instant.parse("2026-01-02T12:00:00Z");

  private final CountedProgress progress = new CountedProgress();

  private static LogMessage at(int second, String text) {
    return new LogMessage(
        StandardStream.STDOUT,
        Optional.of(NOON.plusSeconds(second)),
        ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
  }

  private static List<LogProgress.Verdict> judged(CountedProgress progress, LogMessage... read) {
    return List.of(read).stream().map(progress::judge).toList();
  }

  private void deliver(LogMessage... messages) {
    List.of(messages).forEach(progress::remember);
  }

  @Test
  void nothingIsExpectedBeforeAnythingWasDelivered() {
    assertThat(progress.rewind()).isEmpty();
    assertThat(progress.isAtEnd()).isTrue();
    assertThat(progress.last()).isEmpty();
    assertThat(judged(progress, at(0, "a"))).containsExactly(NEW);
  }

  @Test
  void ofTheLatestSecondWhatWasDeliveredIsCountedAndNotMore() {
    deliver(at(0, "a"), at(1, "tick"), at(1, "tick"));

    assertThat(progress.rewind().orElseThrow()).isBetween(NOON, NOON.plusSeconds(1));
    assertThat(judged(progress, at(0, "a"), at(1, "tick"), at(1, "tick"), at(1, "tick")))
        .as("a margin is read again too, and three of one kind are one more than two")
        .containsExactly(SEEN, SEEN, SEEN, NEW);
    assertThat(progress.endsInDoubt()).isFalse();
  }

  @Test
  void anyNumberOfMessagesOfOneSecondIsProved() {
    deliver(at(0, "a"));
    IntStream.range(0, 100_000).forEach(i -> progress.remember(at(1, "line " + i)));
    progress.rewind();

    IntStream.range(0, 100_000)
        .forEach(i -> assertThat(progress.judge(at(1, "line " + i))).isEqualTo(SEEN));
    assertThat(progress.isAtEnd()).isTrue();
    assertThat(judged(progress, at(1, "more"))).containsExactly(NEW);
  }

  @Test
  void withinTheFirstSecondTheLogIsReadFromItsBeginning() {
    deliver(at(0, "a"), at(0, "b"));

    assertThat(progress.rewind()).as("from when on").isEmpty();
    assertThat(judged(progress, at(0, "a"), at(0, "b"), at(0, "c")))
        .containsExactly(SEEN, SEEN, NEW);
  }

  @Test
  void afterAGapTheNextSecondIsKnownFromItsBeginning() {
    deliver(at(0, "a"), at(1, "b"));
    progress.rewind();
    assertThat(judged(progress, at(2, "d"))).containsExactly(NEW_AFTER_GAP);
    progress.remember(at(2, "d"));

    assertThat(progress.rewind()).isPresent();
    assertThat(judged(progress, at(2, "d"), at(2, "e"))).containsExactly(SEEN, NEW);
  }

  @Test
  void whatIsMissingIsAGap() {
    deliver(at(0, "a"), at(1, "b"), at(1, "c"));
    progress.rewind();

    assertThat(judged(progress, at(1, "b"), at(2, "d"))).containsExactly(SEEN, NEW_AFTER_GAP);
  }

  @Test
  void whatIsNotWhatWasDeliveredIsAGap() {
    deliver(at(0, "a"), at(1, "b"), at(1, "c"));
    progress.rewind();

    assertThat(judged(progress, at(1, "c"), at(1, "b"))).containsExactly(SEEN, SEEN);
    assertThat(progress.endsInDoubt()).isTrue();
    assertThat(judged(progress, at(1, "d"))).containsExactly(NEW_AFTER_GAP);
  }

  @Test
  void aLogThatEndsTooEarlyEndsInDoubt() {
    deliver(at(0, "a"), at(1, "b"));
    progress.rewind();

    assertThat(progress.endsInDoubt()).isTrue();
  }

  @Test
  void afterAClockWasSetBackEverythingIsCounted() {
    deliver(at(5, "a"), at(6, "b"), at(2, "c"));

    assertThat(progress.rewind()).isEmpty();
    assertThat(judged(progress, at(5, "a"), at(6, "b"), at(2, "c"), at(2, "d")))
        .containsExactly(SEEN, SEEN, SEEN, NEW);
    progress.remember(at(2, "d"));
    progress.remember(at(7, "e"));
    assertThat(progress.rewind()).as("once the clock has caught up").isPresent();
  }
}
