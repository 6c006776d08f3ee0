package dev.fairlead.transport.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;

class JsonNamesTest {

  private static String name(String text) {
    byte[] bytes = ("{\"" + text + "\":1}").getBytes(StandardCharsets.US_ASCII);
    return JsonNames.of(bytes, 2, 2 + text.length());
  }

  @Test
  void aNameThatWasReadLatelyIsNotMadeAnew() {
    String first = name("progressDetail");

    assertThat(first).isEqualTo("progressDetail");
    assertThat(name("progressDetail")).isSameAs(first);
  }

  @Test
  void manyNamesThatShareAPlaceAreStillThemselves() {
    Random random = new Random(5);
    for (int i = 0; i < 20_000; i++) {
      StringBuilder text = new StringBuilder();
      for (int length = random.nextInt(60); length > 0; length--) {
        text.append((char) ('a' + random.nextInt(2)));
      }
      assertThat(name(text.toString())).isEqualTo(text.toString());
    }
  }
}
