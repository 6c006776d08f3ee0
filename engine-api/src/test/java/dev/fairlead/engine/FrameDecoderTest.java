package dev.fairlead.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fairlead.spi.error.BackendFailureException;
import dev.fairlead.spi.error.ErrorContext;
import dev.fairlead.spi.error.StreamInterruptedException;
import dev.fairlead.spi.log.OutputFrame;
import dev.fairlead.spi.log.StandardStream;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.test.StepVerifier;
import reactor.test.publisher.TestPublisher;

class FrameDecoderTest {

  private static final Duration SOON = Duration.ofSeconds(10);
  private static final ErrorContext CONTEXT = ErrorContext.of("docker", "read");

  static byte[] frame(int stream, byte[] payload) {
    return ByteBuffer.allocate(8 + payload.length)
        .put((byte) stream)
        .put(new byte[3])
        .putInt(payload.length)
        .put(payload)
        .array();
  }

  static byte[] frame(int stream, String payload) {
    return frame(stream, payload.getBytes(StandardCharsets.UTF_8));
  }

  static byte[] join(byte[]... parts) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      out.writeBytes(part);
    }
    return out.toByteArray();
  }

  private record Wire(ByteBuffer all, ByteBuffer out, ByteBuffer err) {
    byte[] bytes() {
      byte[] copy = new byte[all.remaining()];
      all.duplicate().get(copy);
      return copy;
    }
  }

  private static Wire random(Random random, int frames, int longest) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    for (int i = 0; i < frames; i++) {
      byte[] payload = new byte[random.nextInt(longest)];
      random.nextBytes(payload);
      int stream = random.nextInt(3);
      (stream == 2 ? err : out).writeBytes(payload);
      all.writeBytes(frame(stream, payload));
    }
    return new Wire(
        ByteBuffer.wrap(all.toByteArray()),
        ByteBuffer.wrap(out.toByteArray()),
        ByteBuffer.wrap(err.toByteArray()));
  }

  private static Flux<ByteBuffer> chunks(byte[] bytes, int... cuts) {
    List<ByteBuffer> chunks = new ArrayList<>();
    int from = 0;
    for (int cut : cuts) {
      chunks.add(ByteBuffer.wrap(Arrays.copyOfRange(bytes, from, cut)).asReadOnlyBuffer());
      from = cut;
    }
    chunks.add(ByteBuffer.wrap(Arrays.copyOfRange(bytes, from, bytes.length)));
    return Flux.fromIterable(chunks);
  }

  private static ByteBuffer content(List<OutputFrame> frames, StandardStream stream) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    frames.stream()
        .filter(frame -> frame.stream() == stream)
        .forEach(
            frame -> {
              byte[] bytes = new byte[frame.size()];
              frame.bytes().get(bytes);
              all.writeBytes(bytes);
            });
    return ByteBuffer.wrap(all.toByteArray());
  }

  private static void decodes(Wire wire, Flux<ByteBuffer> chunks, String how) {
    List<OutputFrame> frames = FrameDecoder.multiplexed(chunks, CONTEXT).collectList().block(SOON);
    assertThat(content(frames, StandardStream.STDOUT)).as(how).isEqualTo(wire.out());
    assertThat(content(frames, StandardStream.STDERR)).as(how).isEqualTo(wire.err());
  }

  @Test
  void everyPairOfSplitPointsGivesTheSameBytes() {
    for (long seed = 1; seed <= 5; seed++) {
      Wire wire = random(new Random(seed), 6, 12);
      for (int first = 0; first <= wire.bytes().length; first++) {
        for (int second = first; second <= wire.bytes().length; second++) {
          decodes(
              wire,
              chunks(wire.bytes(), first, second),
              "seed " + seed + " cut at " + first + " and " + second);
        }
      }
    }
  }

  @Test
  void manyRandomSplitsGiveTheSameBytes() {
    for (long seed = 1; seed <= 300; seed++) {
      Random random = new Random(seed);
      Wire wire = random(random, 1 + random.nextInt(20), 400);
      int length = wire.bytes().length;
      int[] cuts = random.ints(random.nextInt(40), 0, length + 1).sorted().toArray();
      decodes(wire, chunks(wire.bytes(), cuts), "seed " + seed);
      int[] all = IntStream.rangeClosed(0, length).toArray();
      decodes(wire, chunks(wire.bytes(), all), "byte by byte, seed " + seed);
    }
  }

  @Test
  void truncationAtEveryByteIsAnErrorExceptBetweenFrames() {
    byte[] one = frame(1, "hello");
    byte[] two = frame(2, "world!");
    byte[] empty = frame(1, "");
    byte[] wire = join(one, empty, two);
    List<Integer> whole = List.of(0, one.length, one.length + empty.length, wire.length);
    for (int length = 0; length <= wire.length; length++) {
      byte[] cut = Arrays.copyOf(wire, length);
      Flux<OutputFrame> frames = FrameDecoder.multiplexed(chunks(cut, length / 2), CONTEXT);
      if (whole.contains(length)) {
        StepVerifier.create(frames.then()).expectComplete().verify(SOON);
      } else {
        StepVerifier.create(frames.then())
            .expectError(StreamInterruptedException.class)
            .verify(SOON);
      }
    }
  }

  @Test
  void whatArrivedBeforeTheCutIsDelivered() {
    byte[] wire = Arrays.copyOf(frame(1, "hello"), 11);
    FrameDecoder.multiplexed(Flux.just(ByteBuffer.wrap(wire)), CONTEXT)
        .map(OutputFrame::text)
        .as(StepVerifier::create)
        .expectNext("hel")
        .expectErrorSatisfies(
            error ->
                assertThat(error)
                    .isInstanceOf(StreamInterruptedException.class)
                    .hasMessageContaining("2 bytes before the end of a frame"))
        .verify(SOON);
  }

  @Test
  void anIllegalHeaderNamesItsBytes() {
    for (byte[] header :
        List.of(
            new byte[] {4, 0, 0, 0, 0, 0, 0, 1},
            new byte[] {-1, 0, 0, 0, 0, 0, 0, 1},
            new byte[] {1, 0, 7, 0, 0, 0, 0, 1})) {
      FrameDecoder.multiplexed(
              Flux.just(ByteBuffer.wrap(join(frame(1, "good"), header, new byte[10]))), CONTEXT)
          .map(OutputFrame::text)
          .as(StepVerifier::create)
          .expectNext("good")
          .expectErrorSatisfies(
              error ->
                  assertThat(error)
                      .isInstanceOf(BackendFailureException.class)
                      .hasMessageContaining("00 00 01"))
          .verify(SOON);
    }
  }

  @Test
  void anErrorOfTheDaemonInsideTheStreamIsAnError() {
    FrameDecoder.multiplexed(
            Flux.just(ByteBuffer.wrap(join(frame(1, "good"), frame(3, "disk is broken")))), CONTEXT)
        .map(OutputFrame::text)
        .as(StepVerifier::create)
        .expectNext("good")
        .expectErrorSatisfies(
            error ->
                assertThat(error)
                    .isInstanceOf(BackendFailureException.class)
                    .hasMessageContaining("disk is broken"))
        .verify(SOON);
  }

  @Test
  void demandIsHonouredExactlyAndReachesTheSource() {
    AtomicLong requested = new AtomicLong();
    byte[] three = join(frame(1, "a"), frame(1, "b"), frame(1, "c"));
    Flux<ByteBuffer> source =
        Flux.range(0, 100).map(i -> ByteBuffer.wrap(three)).doOnRequest(requested::addAndGet);
    StepVerifier.create(FrameDecoder.multiplexed(source, CONTEXT), 0)
        .expectSubscription()
        .expectNoEvent(Duration.ofMillis(20))
        .thenRequest(1)
        .expectNextCount(1)
        .expectNoEvent(Duration.ofMillis(20))
        .thenRequest(3)
        .expectNextCount(3)
        .expectNoEvent(Duration.ofMillis(20))
        .then(() -> assertThat(requested).hasValueLessThanOrEqualTo(3))
        .thenCancel()
        .verify(SOON);
  }

  @Test
  void aFrameLargerThanAChunkIsPassedOnInPieces() {
    TestPublisher<ByteBuffer> source = TestPublisher.create();
    byte[] wire = frame(2, "0123456789");
    StepVerifier.create(FrameDecoder.multiplexed(source.flux(), CONTEXT).map(OutputFrame::text))
        .then(() -> source.next(ByteBuffer.wrap(wire, 0, 12).slice()))
        .expectNext("0123")
        .then(() -> source.next(ByteBuffer.wrap(wire, 12, 6).slice()))
        .expectNext("456789")
        .then(source::complete)
        .expectComplete()
        .verify(SOON);
  }

  @Test
  void cancellingCancelsTheSource() {
    TestPublisher<ByteBuffer> source = TestPublisher.create();
    StepVerifier.create(FrameDecoder.multiplexed(source.flux(), CONTEXT))
        .then(() -> source.next(ByteBuffer.wrap(frame(1, "x"))))
        .expectNextCount(1)
        .thenCancel()
        .verify(SOON);
    source.assertCancelled();
  }

  @Test
  void aTerminalIsPassedOnAsItIs() {
    FrameDecoder.raw(Flux.just(ByteBuffer.wrap(frame(2, "x"))))
        .as(StepVerifier::create)
        .assertNext(
            frame -> {
              assertThat(frame.stream()).isEqualTo(StandardStream.STDOUT);
              assertThat(frame.size()).isEqualTo(9);
            })
        .expectComplete()
        .verify(SOON);
  }
}
