package dev.fairlead.apple.log;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fairlead.spi.log.Gap;
import dev.fairlead.spi.log.LogEvent;
import dev.fairlead.spi.log.OutputFrame;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;

/** Where a log goes on, and whether something is missing. */
class LogPositionTest {

  private final LogPosition position = new LogPosition();

  private List<LogEvent> read(String... pieces) {
    return position.newIn(source(pieces)).collectList().block();
  }

  private static Flux<ByteBuffer> source(String... pieces) {
    return Flux.fromStream(
        Stream.of(pieces).map(piece -> ByteBuffer.wrap(piece.getBytes(StandardCharsets.UTF_8))));
  }

  private static String text(List<LogEvent> events) {
    StringBuilder text = new StringBuilder();
    events.forEach(
        event -> text.append(event instanceof OutputFrame frame ? frame.text() : "<gap>"));
    return text.toString();
  }

  @Test
  void theRestComesAfterWhatWasRead() {
    assertThat(text(read("one\n", "two\n"))).isEqualTo("one\ntwo\n");
    assertThat(text(read("one\ntwo\nthree\n"))).isEqualTo("three\n");
    assertThat(text(read("one\ntwo\nth", "ree\n"))).isEmpty();
  }

  /** Section 5: blank lines dropped, a line split across chunks becomes two lines. */
  @Test
  void emptyLinesAndBrokenLinesAreNoLoss() {
    assertThat(text(read("one\n", "tw\n", "o\n"))).isEqualTo("one\ntw\no\n");
    assertThat(text(read("one\n\n\ntwo\n\nthree\n"))).isEqualTo("\nthree\n");
  }

  @Test
  void whatWasLostIsAGap() {
    read("one\n", "three\n");
    List<LogEvent> events = read("one\ntwo\nthree\nfour\n");
    assertThat(events.get(0)).isInstanceOf(Gap.class);
  }

  @Test
  void aShorterLogIsAnotherOne() {
    read("one\n", "two\n");
    assertThat(read("one\n")).singleElement().isInstanceOf(Gap.class);
  }

  /** The container ends while somebody who follows it anew is not yet where he was. */
  @Test
  void whatEndsAnywhereLosesNothingByIt() {
    read("one\n", "two\n");
    assertThat(position.newInPartOf(source("on")).collectList().block()).isEmpty();
    assertThat(text(position.newInPartOf(source("one\ntwo\nthr")).collectList().block()))
        .isEqualTo("thr");
    assertThat(text(read("one\ntwo\nthree\n"))).isEqualTo("ee\n");
  }

  @Test
  void anEmptyLogIsNoLine() {
    assertThat(read("\n")).isEmpty();
    assertThat(read()).isEmpty();
  }

  @Test
  void whatIsNotWantedIsPassed() {
    position.pass(ByteBuffer.wrap("one\ntwo\n".getBytes(StandardCharsets.UTF_8)));
    assertThat(text(read("one\ntwo\nthree\n"))).isEqualTo("three\n");
  }
}
