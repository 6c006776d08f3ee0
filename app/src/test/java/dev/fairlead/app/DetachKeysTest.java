package dev.fairlead.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Flux;
import reactor.test.StepVerifier;

class DetachKeysTest {

  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private final AtomicInteger left = new AtomicInteger();

  /** What goes through of pieces, with {@code ^X} for control characters. */
  private String through(String keys, String... pieces) {
    StringBuilder passed = new StringBuilder();
    Flux<ByteBuffer> typed = Flux.fromStream(Stream.of(pieces).map(DetachKeysTest::bytes));
    Flux<ByteBuffer> watched =
        DetachKeys.parse(keys)
            .watch(typed, left::incrementAndGet)
            .doOnNext(b -> passed.append(text(b)));
    watched.then().block(PATIENCE);
    return passed.toString();
  }

  private static ByteBuffer bytes(String text) {
    StringBuilder plain = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      plain.append(text.charAt(i) == '^' ? (char) (text.charAt(++i) & 31) : text.charAt(i));
    }
    return ByteBuffer.wrap(plain.toString().getBytes(StandardCharsets.ISO_8859_1));
  }

  private static String text(ByteBuffer bytes) {
    StringBuilder shown = new StringBuilder();
    while (bytes.hasRemaining()) {
      char c = (char) (bytes.get() & 255);
      shown.append(c < 32 ? "^" + (char) (c | 64) : String.valueOf(c));
    }
    return shown.toString();
  }

  @ParameterizedTest
  @CsvSource({
    "'ctrl-p,ctrl-q', 'ls^P^Q', ls",
    "'ctrl-p,ctrl-q', 'ls^P|^Qmore', ls",
    "'ctrl-p,ctrl-q', '^P^P^Q', ^P",
    "'a,a,b', 'aaab', a",
    "'a,b,a,b,c', 'ababxababababc', ababxabab",
    "'ctrl-@', 'x^@y', x",
    "'x', 'x', ''"
  })
  void keysLeaveAndAllBeforeThemGoesThrough(String keys, String typed, String passed) {
    assertThat(through(keys, typed.split("\\|"))).isEqualTo(passed);
    assertThat(left).hasValue(1);
  }

  @ParameterizedTest
  @CsvSource({
    "'ctrl-p,ctrl-q', '^Pa', ^Pa",
    "'ctrl-p,ctrl-q', '^P|a', ^Pa",
    "'ctrl-p,ctrl-q', '^Q^P', ^Q^P",
    "'ctrl-p,ctrl-q', '^C', ^C",
    "'a,b,a,b,c', 'abab|ab', ababab"
  })
  void allElseGoesThroughInOrder(String keys, String typed, String passed) {
    assertThat(through(keys, typed.split("\\|"))).isEqualTo(passed);
    assertThat(left).hasValue(0);
  }

  @Test
  void everyByteGoesThrough() {
    byte[] all = new byte[256];
    for (int i = 0; i < all.length; i++) {
      all[i] = (byte) i;
    }
    List<Byte> passed = new ArrayList<>();
    DetachKeys.parse(DetachKeys.DEFAULT)
        .watch(
            Flux.just(ByteBuffer.wrap(all).limit(17), ByteBuffer.wrap(all, 18, 238)),
            left::incrementAndGet)
        .doOnNext(
            bytes -> {
              while (bytes.hasRemaining()) {
                passed.add(bytes.get());
              }
            })
        .blockLast(PATIENCE);
    assertThat(passed).hasSize(255);
    assertThat(left).hasValue(0);
  }

  @Test
  void nothingMoreIsReadAfterTheKeys() {
    AtomicInteger read = new AtomicInteger();
    Flux<ByteBuffer> typed =
        Flux.just("a", "^P^Q", "b")
            .map(DetachKeysTest::bytes)
            .doOnNext(piece -> read.incrementAndGet());

    DetachKeys.parse(DetachKeys.DEFAULT)
        .watch(typed, left::incrementAndGet)
        .as(StepVerifier::create)
        .expectNextMatches(piece -> text(piece).equals("a"))
        .expectComplete()
        .verify(PATIENCE);
    assertThat(read).hasValue(2);
    assertThat(left).hasValue(1);
  }

  @Test
  void demandReachesTheTerminal() {
    AtomicInteger read = new AtomicInteger();
    Flux<ByteBuffer> typed =
        Flux.just("a", "b", "c")
            .map(DetachKeysTest::bytes)
            .doOnNext(piece -> read.incrementAndGet());

    StepVerifier.create(DetachKeys.parse(DetachKeys.DEFAULT).watch(typed, () -> {}), 1)
        .expectNextCount(1)
        .then(() -> assertThat(read).hasValue(1))
        .thenCancel()
        .verify(PATIENCE);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "ctrl-", "ctrl-1", "ctrl-P", "ab", "a,", "ctrl-p ctrl-q", "é"})
  void whatIsNoKeyIsRefusedWithAnExample(String text) {
    assertThatThrownBy(() -> DetachKeys.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("ctrl-p,ctrl-q");
  }
}
