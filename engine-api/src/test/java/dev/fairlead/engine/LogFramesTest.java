package dev.fairlead.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fairlead.spi.error.BackendFailureException;
import dev.fairlead.spi.error.ErrorContext;
import dev.fairlead.spi.error.StreamInterruptedException;
import dev.fairlead.spi.log.OutputFrame;
import dev.fairlead.spi.log.StandardStream;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Logs put together from reads that may end anywhere. */
class LogFramesTest {

  private static final ErrorContext CONTEXT = ErrorContext.of("docker", "read");

  private final List<OutputFrame> out = new ArrayList<>();

  private void read(LogFrames frames, byte[] bytes, int from, int to) {
    // What a read brought is overwritten by the next one.
    byte[] buffer = Arrays.copyOfRange(bytes, from, to);
    frames.begin(buffer.length);
    frames.take(ByteBuffer.wrap(buffer));
    Arrays.fill(buffer, (byte) '!');
    frames.drain(out::add);
  }

  private byte[] all(StandardStream stream) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (OutputFrame frame : out) {
      if (frame.stream() == stream) {
        byte[] bytes = new byte[frame.size()];
        frame.bytes().get(bytes);
        all.writeBytes(bytes);
      }
    }
    return all.toByteArray();
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  @Test
  void everySplitGivesTheSameBytesAndCutsNoFrame() {
    byte[] wire =
        FrameDecoderTest.join(
            FrameDecoderTest.frame(1, "one\n"),
            FrameDecoderTest.frame(1, "two\n"),
            FrameDecoderTest.frame(2, "three\n"),
            FrameDecoderTest.frame(1, ""),
            FrameDecoderTest.frame(1, "four\n"));
    for (int first = 0; first <= wire.length; first++) {
      for (int second = first; second <= wire.length; second++) {
        out.clear();
        LogFrames frames = new LogFrames(CONTEXT);
        read(frames, wire, 0, first);
        read(frames, wire, first, second);
        read(frames, wire, second, wire.length);
        frames.end(out::add);
        String how = "cut at " + first + " and " + second;
        assertThat(all(StandardStream.STDOUT)).as(how).isEqualTo(utf8("one\ntwo\nfour\n"));
        assertThat(all(StandardStream.STDERR)).as(how).isEqualTo(utf8("three\n"));
        assertThat(out).as(how).allSatisfy(frame -> assertThat(frame.text()).endsWith("\n"));
      }
    }
  }

  @Test
  void randomFramesComeThroughRandomReads() {
    for (long seed = 1; seed <= 200; seed++) {
      Random random = new Random(seed);
      ByteArrayOutputStream wire = new ByteArrayOutputStream();
      ByteArrayOutputStream written = new ByteArrayOutputStream();
      for (int i = 0; i < 40; i++) {
        byte[] payload = new byte[random.nextInt(random.nextInt(10) == 0 ? 100_000 : 300)];
        random.nextBytes(payload);
        written.writeBytes(payload);
        wire.writeBytes(FrameDecoderTest.frame(1, payload));
      }
      out.clear();
      LogFrames frames = new LogFrames(CONTEXT);
      byte[] bytes = wire.toByteArray();
      for (int at = 0; at < bytes.length; ) {
        int next = Math.min(bytes.length, at + 1 + random.nextInt(65_536));
        read(frames, bytes, at, next);
        at = next;
      }
      frames.end(out::add);
      assertThat(all(StandardStream.STDOUT)).as("seed " + seed).isEqualTo(written.toByteArray());
    }
  }

  @Test
  void framesOfOneReadAndStreamBecomeOnePiece() {
    byte[] wire =
        FrameDecoderTest.join(
            FrameDecoderTest.frame(1, "a\n"),
            FrameDecoderTest.frame(1, "b\n"),
            FrameDecoderTest.frame(2, "c\n"),
            FrameDecoderTest.frame(1, "d\n"));
    LogFrames frames = new LogFrames(CONTEXT);
    read(frames, wire, 0, wire.length);
    assertThat(out).extracting(OutputFrame::text).containsExactly("a\nb\n", "c\n", "d\n");
  }

  @Test
  void aFrameThatIsLongerThanAnyLineIsHandedOnInParts() {
    byte[] wire = FrameDecoderTest.frame(1, new byte[3 * LogFrames.LONGEST_HELD]);
    LogFrames frames = new LogFrames(CONTEXT);
    read(frames, wire, 0, LogFrames.LONGEST_HELD);
    assertThat(out).as("no longer than what is held").isEmpty();
    read(frames, wire, LogFrames.LONGEST_HELD, 2 * LogFrames.LONGEST_HELD);
    assertThat(out).hasSize(1);
  }

  @Test
  void whatCameBeforeACutIsHandedOn() {
    byte[] wire = FrameDecoderTest.join(FrameDecoderTest.frame(1, "whole\n"), new byte[0]);
    byte[] half = Arrays.copyOf(FrameDecoderTest.frame(2, "half\n"), 10);
    LogFrames frames = new LogFrames(CONTEXT);
    read(frames, FrameDecoderTest.join(wire, half), 0, wire.length + half.length);
    assertThat(out).extracting(OutputFrame::text).containsExactly("whole\n");
    assertThatThrownBy(() -> frames.end(out::add))
        .isInstanceOf(StreamInterruptedException.class)
        .hasMessageContaining("3 bytes before the end of a frame");
    assertThat(out).extracting(OutputFrame::text).containsExactly("whole\n", "ha");
  }

  @Test
  void anErrorOfTheDaemonComesBehindWhatWasWritten() {
    byte[] wire =
        FrameDecoderTest.join(
            FrameDecoderTest.frame(1, "good\n"), FrameDecoderTest.frame(3, "disk is broken"));
    LogFrames frames = new LogFrames(CONTEXT);
    frames.begin(wire.length);
    assertThatThrownBy(() -> frames.take(ByteBuffer.wrap(wire)))
        .isInstanceOf(BackendFailureException.class)
        .hasMessageContaining("disk is broken");
    frames.drain(out::add);
    assertThat(out).extracting(OutputFrame::text).containsExactly("good\n");
  }
}
