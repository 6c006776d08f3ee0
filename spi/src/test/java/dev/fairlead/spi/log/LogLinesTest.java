package dev.fairlead.spi.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.test.StepVerifier;

class LogLinesTest {

  private static final Duration LIMIT = Duration.ofSeconds(10);

  private static OutputFrame out(byte... bytes) {
    return OutputFrame.of(StandardStream.STDOUT, ByteBuffer.wrap(bytes));
  }

  private static OutputFrame frame(StandardStream stream, String text) {
    return OutputFrame.of(stream, ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
  }

  @Test
  void everySplitPointYieldsTheSameLines() {
    byte[] bytes = "één\n日本語\n\n🚢 last".getBytes(StandardCharsets.UTF_8);
    for (int split = 0; split <= bytes.length; split++) {
      byte[] head = Arrays.copyOfRange(bytes, 0, split);
      byte[] tail = Arrays.copyOfRange(bytes, split, bytes.length);
      LogLines.of(Flux.just(out(head), out(tail)))
          .map(LogLine::text)
          .as(StepVerifier::create)
          .expectNext("één", "日本語", "", "🚢 last")
          .expectComplete()
          .verify(LIMIT);
    }
  }

  @Test
  void aLastLineWithoutNewlineSaysSo() {
    LogLines.of(Flux.just(frame(StandardStream.STDERR, "a\nb")))
        .map(LogLine::end)
        .as(StepVerifier::create)
        .expectNext(LogLine.End.NEWLINE, LogLine.End.OUTPUT)
        .expectComplete()
        .verify(LIMIT);
  }

  @Test
  void streamsAreAssembledApart() {
    LogLines.of(
            Flux.just(
                frame(StandardStream.STDOUT, "o1"),
                frame(StandardStream.STDERR, "e1\n"),
                frame(StandardStream.STDOUT, "o2\n")))
        .map(line -> line.stream() + ":" + line.text())
        .as(StepVerifier::create)
        .expectNext("STDERR:e1", "STDOUT:o1o2")
        .expectComplete()
        .verify(LIMIT);
  }

  @Test
  void aLineBeyondTheBoundComesInMarkedPiecesOfWholeCharacters() {
    Random random = new Random(7);
    String text =
        random
            .ints(500, 0, 4)
            .mapToObj(kind -> List.of("a", "é", "日", "🚢").get(kind))
            .collect(Collectors.joining());
    for (int bound = 4; bound < 20; bound++) {
      List<LogLine> lines =
          LogLines.of(Flux.just(frame(StandardStream.STDOUT, text + "\nend")), bound)
              .collectList()
              .block(LIMIT);
      assertThat(lines).isNotNull();
      List<LogLine> first = new ArrayList<>(lines.subList(0, lines.size() - 1));
      assertThat(first.stream().map(LogLine::text).collect(Collectors.joining())).isEqualTo(text);
      assertThat(first.subList(0, first.size() - 1))
          .allMatch(line -> line.end() == LogLine.End.CONTINUED);
      assertThat(first.get(first.size() - 1).end()).isEqualTo(LogLine.End.NEWLINE);
      assertThat(lines.get(lines.size() - 1).text()).isEqualTo("end");
    }
  }

  @Test
  void whatIsBegunAtAnErrorComesBeforeItAndSaysThatItWasCutOff() {
    LogLines.of(
            Flux.concat(
                Flux.just(frame(StandardStream.STDOUT, "whole\nhal")),
                Flux.error(new IllegalStateException("cut"))))
        .map(line -> line.text() + " " + line.end())
        .as(StepVerifier::create)
        .expectNext("whole NEWLINE", "hal CUT")
        .expectErrorMessage("cut")
        .verify(LIMIT);
  }

  @Test
  void whatIsBegunAtAGapIsNotJoinedToWhatFollowsIt() {
    LogLines.of(
            Flux.just(
                frame(StandardStream.STDOUT, "out"),
                frame(StandardStream.STDERR, "err"),
                new Gap("rotated", Optional.empty()),
                frame(StandardStream.STDOUT, "side\n")))
        .map(line -> line.text() + " " + line.end())
        .as(StepVerifier::create)
        .expectNext("out CUT", "err CUT", "side NEWLINE")
        .expectComplete()
        .verify(LIMIT);
  }

  /** Any bytes, in frames of any size, with any bound: nothing is lost, doubled or out of order. */
  @Test
  void randomOutputInRandomFramesYieldsTheSameLines() {
    for (long seed = 1; seed <= 2000; seed++) {
      Random random = new Random(seed);
      int bound = 4 + random.nextInt(60);
      String text = random(random);
      byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
      List<OutputFrame> frames = new ArrayList<>();
      for (int from = 0; from < bytes.length; ) {
        int to = from + 1 + random.nextInt(Math.min(40, bytes.length - from));
        frames.add(out(Arrays.copyOfRange(bytes, from, to)));
        from = to;
      }
      List<LogLine> lines =
          LogLines.of(Flux.fromIterable(frames), bound).collectList().block(LIMIT);
      StringBuilder again = new StringBuilder();
      for (LogLine line : lines) {
        again.append(line.text()).append(line.end() == LogLine.End.NEWLINE ? "\n" : "");
        assertThat(line.text().getBytes(StandardCharsets.UTF_8).length)
            .as("seed %s", seed)
            .isLessThanOrEqualTo(bound);
        assertThat(line.text()).as("seed %s", seed).doesNotContain("\n", "\uFFFD");
      }
      assertThat(again).as("seed %s", seed).hasToString(text);
    }
  }

  private static String random(Random random) {
    return random
        .ints(random.nextInt(300), 0, 9)
        .mapToObj(
            kind -> List.of("a", "é", "日", "🚢", "\n", "b", "\r", "\u0000", "\u007f").get(kind))
        .collect(Collectors.joining());
  }

  @Test
  void demandIsPassedOnFrameByFrame() {
    List<Long> requested = new ArrayList<>();
    LogLines.of(
            Flux.range(0, 1000)
                .map(i -> frame(StandardStream.STDOUT, i + "\n"))
                .doOnRequest(requested::add))
        .as(lines -> StepVerifier.create(lines, 1))
        .expectNextCount(1)
        .thenCancel()
        .verify(LIMIT);
    assertThat(requested.stream().mapToLong(Long::longValue).sum()).isLessThanOrEqualTo(3);
  }

  @Test
  void aBoundThatHoldsNoCharacterIsRefused() {
    assertThatThrownBy(() -> LogLines.of(Flux.empty(), 3))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
