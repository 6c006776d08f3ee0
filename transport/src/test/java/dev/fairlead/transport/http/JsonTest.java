package dev.fairlead.transport.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;
import reactor.test.StepVerifier;

class JsonTest {

  private final Json json = Json.standard();

  enum Colour {
    RED
  }

  record Thing(String name, @Nullable Colour colour, @Nullable Integer size) {}

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  @Test
  void whatAModelDoesNotKnowIsLeftOut() {
    assertThat(json.read(bytes("{\"name\":\"x\",\"colour\":\"BLUE\",\"new\":[1]}"), Thing.class))
        .isEqualTo(new Thing("x", null, null));
    assertThat(json.read(bytes("{\"name\":\"x\",\"colour\":\"RED\"}"), Thing.class))
        .isEqualTo(new Thing("x", Colour.RED, null));
  }

  @Test
  void nullsAreNotWritten() {
    assertThat(new String(json.write(new Thing("ü", null, 1)), StandardCharsets.UTF_8))
        .isEqualTo("{\"name\":\"ü\",\"size\":1}");
  }

  @Test
  void aBufferIsReadWithoutBeingMoved() {
    ByteBuffer buffer = ByteBuffer.wrap(bytes("[1]")).asReadOnlyBuffer();
    assertThat(json.read(buffer, Object.class)).isEqualTo(List.of(1));
    assertThat(buffer.remaining()).isEqualTo(3);
  }

  @Test
  void objectsAndArraysNeedNoModel() {
    assertThat(json.readObject(bytes("{\"b\":1,\"a\":{\"c\":[true,null]}}")).keySet())
        .containsExactly("b", "a");
    assertThat(json.readArray(bytes("[1,\"x\"]"))).containsExactly(1, "x");
    assertThat(json.readList(bytes("[{\"name\":\"x\"}]"), Thing.class))
        .containsExactly(new Thing("x", null, null));
    assertThat(json.readList(bytes("null"), Thing.class)).isEmpty();
  }

  @Test
  void aMapBecomesAModel() {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("name", "x");
    map.put("other", 1);
    assertThat(json.convert(map, Thing.class)).isEqualTo(new Thing("x", null, null));
  }

  @Test
  void whatIsNoJsonIsShown() {
    for (String text : List.of("", "<html>", "{\"name\":", "{} {}", "{\"size\":\"big\"}")) {
      assertThatThrownBy(() -> json.read(bytes(text), Thing.class))
          .as(text)
          .isInstanceOfSatisfying(
              TransportException.class,
              e -> assertThat(e.kind()).isEqualTo(TransportException.Kind.GARBAGE))
          .hasMessageContaining("it begins with");
    }
    assertThatThrownBy(() -> json.readObject(bytes("null"))).isInstanceOf(TransportException.class);
    assertThatThrownBy(() -> json.readArray(bytes("{}"))).isInstanceOf(TransportException.class);
  }

  @Test
  void whatIsReadWithoutAModelIsWhatDataBindingReads() throws IOException {
    String text =
        "{\"a\":[1,-2,12345678901,123456789012345678901,1.5,1e3,true,false,null,\"\\u00e4\\n\"],"
            + "\"b\":{\"c\":{},\"d\":[]},\"a2\":[[{}]]}";
    Object expected = new ObjectMapper().readValue(text, Object.class);

    assertThat(json.read(bytes(text), Object.class)).isEqualTo(expected);
    assertThat(json.readObject(bytes(text))).isEqualTo(expected);
    assertThat(json.readList(bytes("[" + text + ",null]"), Map.class))
        .isEqualTo(Arrays.asList(expected, null));
  }

  @Test
  void objectsOfAnySizeHaveTheLastOfEachNameInTheOrderOfTheFirst() throws IOException {
    for (int fields : List.of(0, 1, 16, 17, 40)) {
      for (String twice : List.of("", ",\"f0\":null,\"f0\":\"last\"")) {
        String text =
            IntStream.range(0, fields)
                .mapToObj(i -> "\"f" + i + "\":" + i)
                .collect(Collectors.joining(",", "{", twice + "}"))
                .replace("{,", "{");
        Map<?, ?> expected = new ObjectMapper().readValue(text, Map.class);
        Map<String, Object> read = json.readObject(bytes(text));
        assertThat(read).as(text).isEqualTo(expected).hasSameHashCodeAs(expected);
        assertThat(read.keySet().toString()).isEqualTo(expected.keySet().toString());
        assertThat(read.containsKey("f39")).isEqualTo(fields == 40);
        expected.forEach((name, value) -> assertThat(read.get(name)).isEqualTo(value));
      }
    }
  }

  @Test
  void whatHasNoModelIsWrittenAsDataBindingWritesIt() throws IOException {
    Map<String, @Nullable Object> value = new LinkedHashMap<>();
    value.put("text", "ä\"\n\u2028");
    value.put("numbers", List.of(1, 12345678901L, 1.5, true));
    value.put("none", null);
    value.put("inner", Map.of("set", Set.of("x")));

    assertThat(json.write(value)).isEqualTo(new ObjectMapper().writeValueAsBytes(value));
    assertThat(BareJson.isBare(value)).isTrue();
    assertThat(BareJson.isBare(Map.of(1, "x"))).isFalse();
    assertThat(BareJson.isBare(List.of(new Thing("x", null, null)))).isFalse();
    assertThat(new String(json.write(Map.of("thing", new Thing("x", null, 1))), UTF_8))
        .isEqualTo("{\"thing\":{\"name\":\"x\",\"size\":1}}");
  }

  @Test
  void whatIsNotTheBareValueThatWasExpectedIsShown() {
    for (String text : List.of("", "[", "[1", "{\"a\"", "{\"a\":}", "{} {}", "[1]", "7", "\"x\"")) {
      assertThatThrownBy(() -> json.readObject(bytes(text)))
          .as(text)
          .isInstanceOfSatisfying(
              TransportException.class,
              e -> assertThat(e.kind()).isEqualTo(TransportException.Kind.GARBAGE))
          .hasMessageContaining("at byte ");
    }
    assertThatThrownBy(() -> json.readList(bytes("[{},1]"), Map.class))
        .isInstanceOf(TransportException.class);
    assertThatThrownBy(() -> json.readObject(bytes("[".repeat(2000))))
        .isInstanceOf(TransportException.class);
  }

  /** Each type is new to Jackson, which then takes a lock; BlockHound reports who waits for it. */
  @Test
  void typesMetForTheFirstTimeOnTwoEventLoopsAtOnceDoNotBlock() {
    Scheduler loops = Schedulers.newParallel("json-test", 2);
    Flux.<Class<?>>just(First.class, Second.class, Third.class, Thing.class)
        .concatMap(
            type -> {
              AtomicInteger ready = new AtomicInteger();
              return Flux.range(0, 2)
                  .flatMap(i -> Mono.fromCallable(() -> meet(ready, type)).subscribeOn(loops));
            })
        .as(StepVerifier::create)
        .expectNextCount(8)
        .expectComplete()
        .verify(Duration.ofSeconds(20));
    loops.dispose();
  }

  private Object meet(AtomicInteger ready, Class<?> type) {
    ready.incrementAndGet();
    while (ready.get() < 2) {
      // Spins: any kinder way to wait is what BlockHound forbids here.
    }
    Object value = json.read(bytes("{}"), type);
    assertThat(value).isNotNull();
    return value;
  }

  record First(@Nullable Second second, @Nullable List<Third> third) {}

  record Second(@Nullable Third third, @Nullable Map<String, Colour> colours) {}

  record Third(@Nullable String text, @Nullable Thing thing) {}
}
