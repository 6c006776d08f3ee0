package dev.fairlead.kubernetes.stream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fairlead.spi.error.ErrorContext;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.test.StepVerifier;

/** The form that kubelets give a log in, cut in two at every byte. */
class LogSplitterTest {

  private static final ErrorContext CONTEXT = ErrorContext.of("kubernetes", "read");
  private static final String TIME = "2026-01-02T03:04:05.000000006Z";

  private static List<String> messages(String... chunks) {
    return LogSplitter.messages(
            Flux.fromArray(chunks)
                .map(text -> ByteBuffer.wrap(text.getBytes(StandardCharsets.ISO_8859_1))),
            CONTEXT)
        .map(
            message ->
                message.time().map(Instant::toString).orElse("-")
                    + "|"
                    + StandardCharsets.ISO_8859_1.decode(message.bytes().duplicate()))
        .collectList()
        .block(Duration.ofSeconds(5));
  }

  @Test
  void linesCutAnywhereComeToTheSame() {
    String log =
        TIME
            + " one\n"
            + TIME
            + " \n2026-01-02T05:04:05.1+02:00 two \u00ff\nno time\n"
            + TIME
            + " end";
    List<String> expected =
        List.of(
            TIME + "|one\n",
            TIME + "|\n",
            "2026-01-02T03:04:05.100Z|two \u00ff\n",
            "-|no time\n",
            TIME + "|end");
    for (int cut = 0; cut <= log.length(); cut++) {
      assertThat(messages(log.substring(0, cut), log.substring(cut)))
          .as("cut at %d", cut)
          .isEqualTo(expected);
    }
  }

  @Test
  void timesInTheMiddleOfALongLineAreTakenOut() {
    String piece = "x".repeat(16 << 10);
    String log = TIME + " " + piece + TIME + " " + piece + TIME + " rest\n" + TIME + " next\n";
    List<String> expected =
        List.of(TIME + "|" + piece, TIME + "|" + piece, TIME + "|rest\n", TIME + "|next\n");
    for (int cut = 0; cut <= log.length(); cut += 97) {
      assertThat(messages(log.substring(0, cut), log.substring(cut))).isEqualTo(expected);
    }
  }

  @Test
  void aLongLineWithoutTimesIsOneMessage() {
    String line = TIME + " " + "y".repeat(40_000) + "\n";
    assertThat(messages(line.substring(0, 30_000), line.substring(30_000)))
        .containsExactly(TIME + "|" + "y".repeat(40_000) + "\n");
  }

  @Test
  void aLineWithoutEndIsNotKeptForEver() {
    byte[] part = new byte[1 << 20];
    Arrays.fill(part, (byte) 'z');
    LogSplitter.messages(Flux.range(0, 100).map(i -> ByteBuffer.wrap(part)), CONTEXT)
        .as(StepVerifier::create)
        .expectErrorMessage(
            "kubernetes could not read: a line of the log is longer than 16777216 bytes")
        .verify(Duration.ofSeconds(30));
  }
}
