package dev.fairlead.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LogTimeTest {

  private static Optional<Instant> read(String text) {
    ByteBuffer bytes = ByteBuffer.wrap(("?" + text + " rest").getBytes(StandardCharsets.UTF_8));
    return LogTime.read(bytes.position(1), text.length());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "2026-11-22T01:00:00.123456789Z",
        "2026-11-22T01:00:00Z",
        "2026-11-22T23:59:59.5Z",
        "2024-02-29T12:00:00.000000001Z",
        "2026-12-31T12:00:00.100Z",
        "2026-11-22T01:00:00.123456789+02:00"
      })
  void whatDaemonsWriteIsReadAsThePlatformDoes(String text) {
    assertThat(read(text)).hasValue(OffsetDateTime.parse(text).toInstant());
  }

  @Test
  void anyMomentIsReadAsThePlatformDoes() {
    Random random = new Random(11);
    for (int i = 0; i < 10_000; i++) {
      Instant time =
          Instant.ofEpochSecond(random.nextInt(Integer.MAX_VALUE), random.nextInt(1_000_000_000));
      assertThat(read(time.toString())).hasValue(time);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "hello",
        "2026-13-22T01:00:00Z",
        "2026-02-30T01:00:00Z",
        "2026-11-22 01:00:00Z",
        "2026-11-22T24:60:00Z",
        "2026-11-22T01:00:00.1234567890Z",
        "x026-11-22T01:00:00Z"
      })
  void whatIsNoTimeIsNone(String text) {
    assertThat(read(text)).isEmpty();
  }
}
