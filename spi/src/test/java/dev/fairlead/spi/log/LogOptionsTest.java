package dev.fairlead.spi.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.fairlead.spi.log.LogOptions.Follow;
import dev.fairlead.spi.log.LogOptions.Run;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class LogOptionsTest {

  @Test
  void runIsKeptByTheOtherChoices() {
    LogOptions options =
        LogOptions.all()
            .withRun(Run.PREVIOUS)
            .withStreams(StandardStream.STDERR)
            .withTimestamps(LogOptions.Timestamps.YES)
            .withTail(1)
            .withSince(Instant.EPOCH)
            .withUntil(Instant.EPOCH)
            .withFollow(Follow.NO);
    assertThat(options.run()).isEqualTo(Run.PREVIOUS);
    assertThat(LogOptions.following().run()).isEqualTo(Run.LATEST);
  }

  @Test
  void runThatIsOverCannotBeFollowed() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> LogOptions.following().withRun(Run.PREVIOUS))
        .withMessageContaining("cannot be followed");
  }
}
