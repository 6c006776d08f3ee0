package dev.fairlead.tck;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fairlead.spi.Capability;
import dev.fairlead.spi.container.ContainerId;
import dev.fairlead.spi.error.NotFoundException;
import dev.fairlead.spi.log.LogEvent;
import dev.fairlead.spi.log.LogLine;
import dev.fairlead.spi.log.LogLines;
import dev.fairlead.spi.log.LogOptions;
import dev.fairlead.spi.log.OutputFrame;
import dev.fairlead.spi.log.StandardStream;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.test.StepVerifier;

/** What a container wrote, read afterwards or followed. */
@DisplayName("The log")
public abstract class LogContract extends BackendContract {

  /** For subclasses. */
  protected LogContract() {}

  /** All of it needs logs. */
  @BeforeEach
  void needsLogs() {
    requires(Capability.LOGS);
  }

  private ContainerId written(String script) {
    ContainerId id = started(script(script));
    ended(id);
    return id;
  }

  private Captured read(ContainerId id, LogOptions options) {
    return get(Captured.log(containers().logs(id, options)));
  }

  private void assertText(Captured read, String written) {
    assertThat(read.both()).isEqualTo(subject().endsLastLines() ? written + "\n" : written);
  }

  /**
   * Rules 1 and 4. If this fails, a last line without newline is lost, streams are mixed up, or a
   * second reader gets what the first one left.
   */
  @Test
  @DisplayName("holds all that was written, for each reader anew")
  void holdsEverything() {
    ContainerId id = written("echo one; echo two >&2; printf three");
    Flux<LogEvent> log = containers().logs(id, LogOptions.all());
    for (int reader = 1; reader <= 2; reader++) {
      Captured read = get(Captured.log(log));
      if (has(Capability.LOG_STREAMS_APART)) {
        assertThat(read.out()).as("standard output").isEqualTo("one\nthree");
        assertThat(read.err()).as("standard error").isEqualTo("two\n");
      } else {
        // Either stream's line may be the last one.
        boolean ended = subject().endsLastLines() && read.both().endsWith("three\n");
        assertThat(read.both()).contains("one\n", "two\n", "three").hasSize(ended ? 14 : 13);
      }
    }
  }

  /** Rule 4. If this fails, bytes pass through a decoder, or framing is guessed from them. */
  @Test
  @DisplayName("holds every byte as it was written")
  void holdsBytes() {
    requires(Capability.LOG_BYTES_EXACT);
    assertThat(read(written(Scripts.BYTES), LogOptions.all()).out())
        .isEqualTo(Scripts.BYTES_WRITTEN);
  }

  /**
   * Rules 4 and 5. If this fails, look at long lines that the runtime cuts, and at split frames.
   */
  @Test
  @DisplayName("holds long lines and long outputs")
  void holdsLongOutput() {
    String line = "x".repeat(40_000);
    Captured read = read(written("seq 1 20000; echo " + line), LogOptions.all());
    assertThat(read.both().equals(Scripts.numbers(20_000) + line + "\n"))
        .as("20000 lines and a long one, of %d bytes in all", read.both().length())
        .isTrue();
  }

  /** Rule 8. If this fails, the choice of streams is not passed on. */
  @Test
  @DisplayName("yields only the wanted stream")
  void yieldsOneStream() {
    requires(Capability.LOG_STREAMS_APART);
    ContainerId id = written("echo out; echo err >&2");
    Captured err = read(id, LogOptions.all().withStreams(StandardStream.STDERR));
    assertThat(err.out()).isEmpty();
    assertThat(err.err()).isEqualTo("err\n");
  }

  /** Rule 8. If this fails, look at how the number of lines is passed on, zero above all. */
  @Test
  @DisplayName("yields only the last lines")
  void yieldsTheTail() {
    requires(Capability.LOG_TAIL);
    ContainerId id = written("seq 1 50");
    assertThat(read(id, LogOptions.all().withTail(2)).both()).isEqualTo("49\n50\n");
    assertThat(read(id, LogOptions.all().withTail(0)).both()).isEmpty();
    assertThat(read(id, LogOptions.all().withTail(99)).both()).isEqualTo(Scripts.numbers(50));
  }

  /**
   * Rule 4. If this fails, times stay in the bytes, or are taken from the reader's clock. Two
   * seconds tell two whole ones apart, which is all that some runtimes tell.
   */
  @Test
  @DisplayName("tells when each piece was written, and only then")
  void tellsTimes() {
    requires(Capability.LOG_TIMESTAMPS);
    ContainerId id = written("echo one; sleep 2; echo two");
    List<LogLine> lines = lines(id, LogOptions.all().withTimestamps(LogOptions.Timestamps.YES));
    assertThat(lines).extracting(LogLine::text).containsExactly("one", "two");
    Instant one = lines.get(0).timestamp().orElseThrow();
    Instant two = lines.get(1).timestamp().orElseThrow();
    assertThat(Duration.between(one, two))
        .isBetween(Duration.ofMillis(500), Duration.ofSeconds(10));
    assertThat(lines(id, LogOptions.all())).allMatch(line -> line.timestamp().isEmpty());

    requires(Capability.LOG_RANGE);
    Instant between = one.plus(Duration.between(one, two).dividedBy(2));
    assertThat(read(id, LogOptions.all().withSince(between)).both()).isEqualTo("two\n");
    assertThat(read(id, LogOptions.all().withUntil(between)).both()).isEqualTo("one\n");
  }

  private List<LogLine> lines(ContainerId id, LogOptions options) {
    return get(LogLines.of(containers().logs(id, options).cast(OutputFrame.class)).collectList());
  }

  /** Rule 6. If this fails, following begins with what is new, or never ends. */
  @Test
  @DisplayName("is followed from its beginning to the end of the container, and ends then")
  void isFollowedToTheEnd() {
    requires(Capability.LOG_FOLLOW);
    ContainerId id = started(script("echo first; sleep 1; echo second; printf last"));
    Captured read = read(id, LogOptions.following());
    assertText(read, "first\nsecond\nlast");
    assertText(read(id, LogOptions.following()), "first\nsecond\nlast");
  }

  /** Rule 6. If this fails, output is held back in a buffer until the container ends. */
  @Test
  @DisplayName("yields what is written while the container runs")
  void isLive() {
    requires(Capability.LOG_FOLLOW);
    ContainerId id = started(script(Scripts.TICKING));
    containers()
        .logs(id, LogOptions.following())
        .cast(OutputFrame.class)
        .map(OutputFrame::size)
        .scan(0, Integer::sum)
        .takeUntil(bytes -> bytes >= "tick\n".length() * 5)
        .as(StepVerifier::create)
        .thenConsumeWhile(bytes -> true)
        .expectComplete()
        .verify(subject().stepTimeout());
    assertThat(state(id).alive()).as("after the reader went").isTrue();
    everythingIsReleased(subject().releaseTimeout());
  }

  /** Rule 2. If this fails, a log that is not there looks like an empty one. */
  @Test
  @DisplayName("of a container that is not there is an error")
  void needsAContainer() {
    error(NotFoundException.class, containers().logs(missing(), LogOptions.all()));
    if (has(Capability.LOG_FOLLOW)) {
      error(NotFoundException.class, containers().logs(missing(), LogOptions.following()));
    }
  }
}
