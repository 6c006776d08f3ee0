package dev.fairlead.engine;

import static dev.fairlead.engine.FrameDecoderTest.frame;
import static dev.fairlead.engine.ScriptedEngine.SOON;
import static dev.fairlead.testbed.Answers.json;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fairlead.spi.container.ContainerId;
import dev.fairlead.spi.error.StreamInterruptedException;
import dev.fairlead.spi.log.LogOptions;
import dev.fairlead.spi.log.OutputFrame;
import dev.fairlead.spi.log.StandardStream;
import dev.fairlead.testbed.Answers;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import reactor.core.publisher.Flux;
import reactor.test.StepVerifier;

/** Rules 2 and 4, from the bytes on a socket to the subscriber, in each form that a log has. */
class LogOnTheWireTest {

  private static final String HEAD = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
  private static final byte[] LAST_CHUNK = ascii("0\r\n\r\n");

  @TempDir Path directory;
  @RegisterExtension final ScriptedEngine engine = new ScriptedEngine();

  /** What decides how a log comes. */
  enum Form {
    FRAMES,
    FRAMES_WITH_TIMES,
    TERMINAL,
    TERMINAL_WITH_TIMES;

    boolean tty() {
      return this == TERMINAL || this == TERMINAL_WITH_TIMES;
    }

    boolean timed() {
      return this == FRAMES_WITH_TIMES || this == TERMINAL_WITH_TIMES;
    }

    /** A line as the daemon sends it. */
    byte[] sent(int stream, byte[] line) {
      byte[] time = ascii(timed() ? "2026-01-02T12:00:00.000000001Z " : "");
      byte[] whole = FrameDecoderTest.join(time, line);
      return tty() ? whole : frame(stream, whole);
    }
  }

  @BeforeEach
  void listen() throws IOException {
    engine.listen(directory);
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  private void isOf(Form form) {
    String state =
        "{\"Id\":\"0a\",\"Name\":\"/web\",\"Config\":{\"Image\":\"i\",\"Tty\":"
            + form.tty()
            + "},\"State\":{\"Status\":\"exited\",\"StartedAt\":\"2026-01-02T12:00:00Z\"}}";
    engine.on("GET /containers/web/json", json(200, state));
  }

  /** Sends bytes in pieces, and closes the connection. */
  private void sends(byte[] bytes, int... cuts) {
    engine.on(
        "GET /containers/web/logs",
        (request, channel) -> {
          int from = 0;
          for (int to : cuts) {
            Answers.write(channel, Arrays.copyOfRange(bytes, from, to));
            from = to;
          }
          Answers.write(channel, Arrays.copyOfRange(bytes, from, bytes.length));
          return false;
        });
  }

  private Flux<OutputFrame> log(Form form) {
    LogOptions options =
        form.timed()
            ? LogOptions.all().withTimestamps(LogOptions.Timestamps.YES)
            : LogOptions.all();
    return engine.containers().logs(ContainerId.of("web"), options).cast(OutputFrame.class);
  }

  private static byte[] chunk(byte[] content) {
    return FrameDecoderTest.join(
        ascii(Integer.toHexString(content.length) + "\r\n"), content, ascii("\r\n"));
  }

  @ParameterizedTest
  @EnumSource
  void aLogThatIsCutAtAnyByteIsAnErrorAndNeverWhole(Form form) {
    isOf(form);
    byte[] wire =
        FrameDecoderTest.join(
            ascii(HEAD),
            chunk(form.sent(1, ascii("hello\n"))),
            chunk(form.sent(2, ascii("world\n"))),
            LAST_CHUNK);
    for (int length = ascii(HEAD).length; length < wire.length; length++) {
      sends(Arrays.copyOf(wire, length));
      log(form)
          .then()
          .as(StepVerifier::create)
          .expectErrorMatches(error -> error instanceof StreamInterruptedException)
          .verify(SOON);
    }
    sends(wire);
    log(form).then().as(StepVerifier::create).expectComplete().verify(SOON);
  }

  @ParameterizedTest
  @EnumSource
  void whatEndsInTheMiddleOfAChunkOrFrameOfAWholeAnswerIsAnErrorToo(Form form) {
    if (form.tty()) {
      return;
    }
    isOf(form);
    byte[] log = form.sent(1, ascii("hello\n"));
    for (int length = 1; length < log.length; length++) {
      sends(FrameDecoderTest.join(ascii(HEAD), chunk(Arrays.copyOf(log, length)), LAST_CHUNK));
      log(form)
          .then()
          .as(StepVerifier::create)
          .expectError(StreamInterruptedException.class)
          .verify(SOON);
    }
  }

  @Test
  void randomBytesInRandomFramesChunksAndReadsArriveAsTheyAre() {
    isOf(Form.FRAMES);
    for (long seed = 1; seed <= 200; seed++) {
      Random random = new Random(seed);
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      ByteArrayOutputStream err = new ByteArrayOutputStream();
      ByteArrayOutputStream frames = new ByteArrayOutputStream();
      for (int i = random.nextInt(40); i >= 0; i--) {
        byte[] payload = new byte[random.nextInt(random.nextInt(10) == 0 ? 70_000 : 300)];
        random.nextBytes(payload);
        boolean first = random.nextBoolean();
        (first ? out : err).writeBytes(payload);
        frames.writeBytes(frame(first ? 1 : 2, payload));
      }
      byte[] wire = inChunks(frames.toByteArray(), random);
      sends(wire, random.ints(random.nextInt(30), 0, wire.length).sorted().toArray());
      ByteArrayOutputStream gotOut = new ByteArrayOutputStream();
      ByteArrayOutputStream gotErr = new ByteArrayOutputStream();
      log(Form.FRAMES)
          .doOnNext(
              frame ->
                  (frame.stream() == StandardStream.STDOUT ? gotOut : gotErr)
                      .writeBytes(bytes(frame.bytes())))
          .blockLast(SOON);
      assertThat(gotOut.toByteArray()).as("seed %d", seed).isEqualTo(out.toByteArray());
      assertThat(gotErr.toByteArray()).as("seed %d", seed).isEqualTo(err.toByteArray());
    }
  }

  private static byte[] inChunks(byte[] frames, Random random) {
    ByteArrayOutputStream wire = new ByteArrayOutputStream();
    wire.writeBytes(ascii(HEAD));
    for (int at = 0; at < frames.length; ) {
      int next = Math.min(frames.length, at + 1 + random.nextInt(random.nextBoolean() ? 20 : 9000));
      wire.writeBytes(chunk(Arrays.copyOfRange(frames, at, next)));
      at = next;
    }
    wire.writeBytes(LAST_CHUNK);
    return wire.toByteArray();
  }

  private static byte[] bytes(ByteBuffer buffer) {
    byte[] bytes = new byte[buffer.remaining()];
    buffer.get(bytes);
    return bytes;
  }
}
