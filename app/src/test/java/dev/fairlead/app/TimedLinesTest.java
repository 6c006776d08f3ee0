package dev.fairlead.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fairlead.spi.log.LogEvent;
import dev.fairlead.spi.log.LogLines;
import dev.fairlead.spi.log.OutputFrame;
import dev.fairlead.spi.log.StandardStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;

class TimedLinesTest {

  private static final String SHOWN = "2026-01-02T12:00:00.000000000Z";
  private static final Instant NOON = Instant.parse("2026-01-02T12:00:00Z");

  private static LogEvent frame(StandardStream stream, String text) {
    return new OutputFrame(
        stream, ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)), Optional.of(NOON));
  }

  private static String printed(LogEvent... log) {
    TimedLines lines = new TimedLines();
    return LogLines.of(Flux.just(log), 4)
        .map(lines::frame)
        .map(OutputFrame::text)
        .reduce("", String::concat)
        .block(Duration.ofSeconds(10));
  }

  @Test
  void aLineInPiecesHasOneTimeAndOneEnd() {
    assertThat(printed(frame(StandardStream.STDOUT, "0123456789\nab\n")))
        .isEqualTo(SHOWN + " 0123456789\n" + SHOWN + " ab\n");
  }

  @Test
  void thePiecesOfOneStreamDoNotTakeTheTimeOfTheOther() {
    assertThat(
            printed(
                frame(StandardStream.STDOUT, "012345"),
                frame(StandardStream.STDERR, "e\n"),
                frame(StandardStream.STDOUT, "6\n")))
        .isEqualTo(SHOWN + " 0123" + SHOWN + " e\n456\n");
  }

  @Test
  void aLastLineWithoutNewlineHasNone() {
    assertThat(printed(frame(StandardStream.STDOUT, "end"))).isEqualTo(SHOWN + " end");
  }
}
