package dev.fairlead.kubernetes.stream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fairlead.kubernetes.stream.LogPlace.Verdict;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Recognising the last messages of a log. */
class LogPlaceTest {

  private final LogPlace place = new LogPlace();

  private static LogMessage message(String text) {
    return new LogMessage(
        Optional.of(Instant.EPOCH), ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII)));
  }

  private void remember(String letters) {
    letters.chars().forEach(letter -> place.remember(message(Character.toString(letter))));
  }

  private String judged(String letters) {
    StringBuilder verdicts = new StringBuilder();
    letters
        .chars()
        .mapToObj(letter -> place.judge(message(Character.toString(letter))))
        .forEach(
            verdict ->
                verdicts.append(
                    verdict == Verdict.SEEN ? '.' : verdict == Verdict.NEW ? 'n' : '!'));
    return verdicts.toString();
  }

  @Test
  void thePlaceIsBehindAllThatIsRemembered() {
    remember("abc");
    place.search();
    assertThat(judged("xabxabcde")).isEqualTo(".......nn");
    assertThat(place.isSearching()).isFalse();
  }

  @Test
  void beginningsThatRepeatThemselvesDoNotMislead() {
    remember("aab");
    place.search();
    assertThat(judged("aaabn")).isEqualTo("....n");
    remember("n");
    place.search();
    assertThat(judged("aabaabn1")).isEqualTo(".......n");
  }

  @Test
  void aPlaceThatIsNotThereIsNotFound() {
    remember("abc");
    place.search();
    assertThat(judged("abxbc")).isEqualTo(".....");
    assertThat(place.isSearching()).isTrue();
  }

  @Test
  void theLastOnesMayComeAgainInPart() {
    remember("abc");
    place.expectLast();
    assertThat(judged("bcd")).isEqualTo("..n");
    place.expectLast();
    assertThat(judged("abcd")).isEqualTo("...n");
    place.expectLast();
    assertThat(judged("d")).isEqualTo("!");
    place.expectLast();
    assertThat(judged("bd")).isEqualTo(".!");
  }

  @Test
  void onlyTheLastOnesAreRemembered() {
    for (int i = 0; i < 200; i++) {
      place.remember(message("m" + i));
    }
    assertThat(place.size()).isEqualTo(128);
    place.search();
    for (int i = 72; i < 200; i++) {
      assertThat(place.judge(message("m" + i))).isEqualTo(Verdict.SEEN);
    }
    assertThat(place.judge(message("new"))).isEqualTo(Verdict.NEW);
  }
}
