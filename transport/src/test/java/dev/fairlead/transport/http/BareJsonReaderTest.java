package dev.fairlead.transport.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is read without a model is what Jackson reads, and what Jackson refuses is refused. */
class BareJsonReaderTest {

  private static final String REFUSED = "refused";

  private static final ObjectMapper JACKSON =
      new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

  private static final String DOCUMENT =
      " {\"Id\":\"4f\",\"Names\":[\"/web\",\"\"],\"n\":[0,-0,-12,2147483648,9223372036854775807,"
          + "9223372036854775808,1.5,-2e3,1E-2],\"a\\n\\\"\\u00e9\\/\":{\"face\":\"\\ud83d\\ude00!\"},"
          + "\"deep\":[[[{\"x\":[]}]]],\"yes\":true,\"no\":false,\"none\":null,\t\"é😀\":\"ü\"}\r\n";

  private static @Nullable Object read(String text) throws JsonSyntaxException {
    byte[] bytes = ("##" + text + "#").getBytes(StandardCharsets.UTF_8);
    return new BareJsonReader(bytes, 2, bytes.length - 3).read();
  }

  private static @Nullable Object byHand(byte[] bytes) {
    try {
      return new BareJsonReader(bytes, 0, bytes.length).read();
    } catch (JsonSyntaxException e) {
      return REFUSED;
    }
  }

  private static @Nullable Object byJackson(byte[] bytes) {
    try {
      return JACKSON.readValue(bytes, Object.class);
    } catch (IOException e) {
      return REFUSED;
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        DOCUMENT,
        "null",
        "true",
        "\"x\"",
        "12",
        "-0",
        "1e400",
        "0.1",
        "999999999999999999",
        "-9223372036854775808",
        "123456789012345678901234567890",
        "[\"\\ud800\"]",
        "{\"a\":1,\"a\":2}"
      })
  void whatIsRightIsReadAsJacksonReadsIt(String text) throws IOException {
    Object read = read(text);
    assertThat(read).isEqualTo(JACKSON.readValue(text, Object.class));
    assertThat(String.valueOf(read))
        .isEqualTo(String.valueOf(JACKSON.readValue(text, Object.class)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "nul",
        "nulls",
        "tru",
        "01",
        "-01",
        "-",
        "+1",
        ".5",
        "1.",
        "1.e2",
        "1e",
        "1e+",
        "NaN",
        "\"x",
        "\"\\x\"",
        "\"\\u12g4\"",
        "\"\\u12\"",
        "\"\t\"",
        "\"\\",
        "[",
        "[1",
        "[1,]",
        "[,1]",
        "[1 2]",
        "[1}",
        "{",
        "{\"a\"",
        "{\"a\":",
        "{\"a\":1",
        "{\"a\":1,}",
        "{a:1}",
        "{'a':1}",
        "{\"a\" 1}",
        "{\"a\":1]",
        "1 2",
        "{}{}",
        "]",
        "// x\n1"
      })
  void whatIsWrongIsRefusedAsJacksonRefusesIt(String text) {
    assertThat(byJackson(text.getBytes(StandardCharsets.UTF_8))).isIn(REFUSED, null);
    assertThatThrownBy(() -> read(text)).isInstanceOf(JsonSyntaxException.class);
  }

  @Test
  void damagedDocumentsAreJudgedAsJacksonJudgesThem() {
    Random random = new Random(4711);
    byte[] whole = DOCUMENT.replaceAll("[^ -~\\s]", "x").getBytes(StandardCharsets.US_ASCII);
    int right = 0;
    for (int i = 0; i < 50_000; i++) {
      byte[] damaged =
          Arrays.copyOf(
              whole, random.nextBoolean() ? whole.length : random.nextInt(whole.length) + 1);
      for (int many = random.nextInt(3); many >= 0; many--) {
        damaged[random.nextInt(damaged.length)] =
            random.nextBoolean()
                ? whole[random.nextInt(whole.length)]
                : (byte) (' ' + random.nextInt(95));
      }
      Object read = byHand(damaged);
      assertThat(read)
          .as(() -> new String(damaged, StandardCharsets.US_ASCII))
          .isEqualTo(byJackson(damaged));
      right += REFUSED.equals(read) ? 0 : 1;
    }
    assertThat(right).isGreaterThan(1000);
  }

  @Test
  void textThatIsNotInUtf8IsRefused() {
    for (byte[] wrong : new byte[][] {{(byte) 0xff}, {(byte) 0xc3}, {(byte) 0xe2, (byte) 0x82}}) {
      byte[] bytes = new byte[wrong.length + 2];
      Arrays.fill(bytes, (byte) '"');
      System.arraycopy(wrong, 0, bytes, 1, wrong.length);
      assertThat(byHand(bytes)).isEqualTo(REFUSED);
    }
  }

  @Test
  void positionOfAMistakeIsTold() {
    assertThatThrownBy(() -> read("[1, 2, x]"))
        .isInstanceOfSatisfying(
            JsonSyntaxException.class, e -> assertThat(e.position()).isEqualTo(2 + 7));
  }

  @Test
  void depthAndDigitsHaveABound() throws JsonSyntaxException {
    assertThat(read("[".repeat(1000) + "]".repeat(1000))).isNotNull();
    assertThatThrownBy(() -> read("[".repeat(1001) + "]".repeat(1001)))
        .hasMessageContaining("1000 deep");
    assertThat(read("1".repeat(1000))).isNotNull();
    assertThatThrownBy(() -> read("1".repeat(1001))).hasMessageContaining("1000 characters");
  }
}
