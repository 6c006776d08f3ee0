package dev.fairlead.transport.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class JsonSplitterTest {

  private static final String STREAM =
      " {\"a\":\"}\\\"{\\\\\",\"b\":[1,{\"c\":\"\u00fc\"}]}{\"d\":2}\n\r\n[3]\t\"four ]\" 5 true{}";
  private static final List<Object> VALUES =
      List.of(
          Map.of("a", "}\"{\\", "b", List.of(1, Map.of("c", "\u00fc"))),
          Map.of("d", 2),
          List.of(3),
          "four ]",
          5,
          true,
          Map.of());

  private static ByteBuffer bytes(String text) {
    return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
  }

  private static List<Object> split(int maxBytes, ByteBuffer... chunks) {
    List<Object> values = new ArrayList<>();
    JsonSplitter splitter = splitter(maxBytes, values);
    for (ByteBuffer chunk : chunks) {
      splitter.feed(chunk);
      assertThat(chunk.hasRemaining()).isFalse();
    }
    splitter.finish();
    return values;
  }

  private static JsonSplitter splitter(int maxBytes, List<Object> values) {
    return new JsonSplitter(
        maxBytes,
        (bytes, offset, length, position) ->
            values.add(Json.standard().read(bytes, offset, length, position, Object.class)));
  }

  @Test
  void valuesSplitAtEveryPairOfOffsetsAreTheSame() {
    ByteBuffer all = bytes(STREAM);
    int length = all.remaining();
    for (int first = 0; first <= length; first++) {
      for (int second = first; second <= length; second += 3) {
        assertThat(
                split(
                    1000,
                    all.slice(0, first),
                    all.slice(first, second - first),
                    all.slice(second, length - second)))
            .as("%s, %s", first, second)
            .isEqualTo(VALUES);
      }
    }
  }

  @Test
  void whatCameBeforeGarbageIsHandedOn() {
    List<Object> values = new ArrayList<>();
    JsonSplitter splitter = splitter(1000, values);
    assertThatThrownBy(() -> splitter.feed(bytes("{} {} oops")))
        .isInstanceOf(TransportException.class);
    assertThat(values).containsExactly(Map.of(), Map.of());
  }

  @Test
  void whatDoesNotLieInAnArrayIsReadToo() {
    ByteBuffer direct = ByteBuffer.allocateDirect(1000).put(bytes(STREAM)).flip();
    assertThat(split(1000, direct)).isEqualTo(VALUES);
  }

  @Test
  void aLongValueInManyReadsIsPutTogether() {
    String text = "x".repeat(5000) + "\\\"" + "y".repeat(5000);
    ByteBuffer all = bytes("[\"" + text + "\"]{}");
    assertThat(split(20_000, inReadsOf(7, all)))
        .containsExactly(List.of("x".repeat(5000) + "\"" + "y".repeat(5000)), Map.of());
    assertThatThrownBy(() -> split(9000, inReadsOf(7, all))).hasMessageContaining("at byte 9000");
  }

  private static ByteBuffer[] inReadsOf(int bytes, ByteBuffer all) {
    ByteBuffer[] reads = new ByteBuffer[(all.remaining() + bytes - 1) / bytes];
    for (int i = 0; i < reads.length; i++) {
      reads[i] = all.slice(bytes * i, Math.min(bytes, all.remaining() - bytes * i));
    }
    return reads;
  }

  @Test
  void aBareNumberAtTheEndIsAValue() {
    assertThat(split(1000, bytes("{}4"), bytes("2"))).containsExactly(Map.of(), 42);
  }

  @Test
  void anEndInsideAValueIsAnError() {
    for (String text : List.of("{\"a\":1", "[", "\"abc", "{\"a\":\"}")) {
      assertThatThrownBy(() -> split(1000, bytes("{}" + text)))
          .isInstanceOfSatisfying(
              TransportException.class,
              e -> assertThat(e.kind()).isEqualTo(TransportException.Kind.GARBAGE))
          .hasMessageContaining("in the middle of a value");
    }
    assertThatThrownBy(() -> split(1000, bytes("{}tru")))
        .isInstanceOf(TransportException.class)
        .hasMessageContaining("tru");
  }

  @Test
  void garbageIsShownWithItsPosition() {
    assertThatThrownBy(() -> split(1000, bytes("{\"a\":1}\n<html>")))
        .isInstanceOf(TransportException.class)
        .hasMessageContaining("at byte 8")
        .hasMessageContaining("\"<");
    assertThatThrownBy(() -> split(1000, bytes("{}\n{\"a\":1,,}")))
        .isInstanceOf(TransportException.class)
        .hasMessageContaining("at byte ")
        .hasMessageContaining("{\\\"a\\\":1,,}");
    assertThatThrownBy(() -> split(1000, bytes("]"))).isInstanceOf(TransportException.class);
    assertThatThrownBy(() -> split(1000, bytes("{]"))).isInstanceOf(TransportException.class);
  }

  @Test
  void aValueBeyondTheLimitIsRefusedAndOneAtTheLimitIsNot() {
    assertThat(split(6, bytes("[1234]"))).hasSize(1);
    assertThatThrownBy(() -> split(6, bytes("[12345]")))
        .isInstanceOfSatisfying(
            TransportException.class,
            e -> assertThat(e.kind()).isEqualTo(TransportException.Kind.TOO_LARGE));
  }
}
