package dev.fairlead.transport.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Frames cut in two and in three at every byte. */
class FrameReaderTest {

  private static final int MAX = 70_000;

  private final List<String> pings = new ArrayList<>();

  private FrameReader reader() {
    pings.clear();
    return new FrameReader("test", MAX, ping -> pings.add(text(ping)));
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }

  private static byte[] bytes(Object... parts) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (Object part : parts) {
      if (part instanceof Integer number) {
        out.write(number);
      } else {
        out.writeBytes(part.toString().getBytes(StandardCharsets.UTF_8));
      }
    }
    return out.toByteArray();
  }

  private static List<String> words(List<Incoming> all) {
    List<String> words = new ArrayList<>();
    for (Incoming incoming : all) {
      if (incoming instanceof Incoming.Message whole) {
        words.add(whole.message().kind() + " " + whole.message().text());
      } else if (incoming instanceof Incoming.Close close) {
        words.add("close " + close.code() + " " + close.reason());
      } else if (incoming instanceof Incoming.Failure failure) {
        words.add("failure " + failure.code());
      }
    }
    return words;
  }

  private static ByteBuffer part(byte[] all, int from, int to) {
    return ByteBuffer.wrap(Arrays.copyOfRange(all, from, to)).asReadOnlyBuffer();
  }

  @Test
  void framesCutAnywhereComeToTheSame() {
    byte[] stream =
        bytes(
            0x82,
            0,
            0x81,
            3,
            "one",
            0x02,
            2,
            "tw",
            0x89,
            1,
            "?",
            0x00,
            0,
            0x80,
            1,
            "o",
            0x82,
            126,
            0,
            130,
            "x".repeat(130),
            0x88,
            6,
            0x03,
            0xe8,
            "done");
    List<String> expected =
        List.of(
            "BINARY ", "TEXT one", "BINARY two", "BINARY " + "x".repeat(130), "close 1000 done");
    for (int first = 0; first <= stream.length; first++) {
      for (int second = first; second <= stream.length; second += 1 + second / 20) {
        FrameReader reader = reader();
        List<Incoming> all = new ArrayList<>(reader.read(part(stream, 0, first)));
        all.addAll(reader.read(part(stream, first, second)));
        all.addAll(reader.read(part(stream, second, stream.length)));
        assertThat(words(all)).as("cut at %d and %d", first, second).isEqualTo(expected);
        assertThat(pings).containsExactly("?");
      }
    }
  }

  @Test
  void whatFollowsAGoodbyeIsNotRead() {
    FrameReader reader = reader();
    assertThat(words(reader.read(part(bytes(0x88, 0, 0x81, 1, "x"), 0, 5))))
        .containsExactly("close 1005 ");
    assertThat(reader.read(part(bytes(0x81, 1, "x"), 0, 3))).isEmpty();
  }

  @Test
  void framesAgainstTheProtocolAreToldBehindTheGoodOnes() {
    for (byte[] wrong :
        List.of(
            bytes(0xc2, 0),
            bytes(0x83, 0),
            bytes(0x09, 0),
            bytes(0x89, 126, 0, 126, "x".repeat(126)),
            bytes(0x88, 1, 0),
            bytes(0x88, 2, 0, 1),
            bytes(0x01, 1, "a", 0x81, 1, "b"))) {
      FrameReader reader = reader();
      List<Incoming> all = reader.read(ByteBuffer.wrap(bytes(0x81, 4, "good")));
      List<Incoming> then = reader.read(ByteBuffer.wrap(wrong));
      assertThat(words(all)).containsExactly("TEXT good");
      assertThat(words(then)).as(Arrays.toString(wrong)).containsExactly("failure 1002");
      assertThat(reader.read(ByteBuffer.wrap(bytes(0x81, 1, "x")))).isEmpty();
    }
  }

  @Test
  void aFrameThatSaysToBeTooLargeIsRefusedBeforeItComes() {
    assertThat(
            words(reader().read(ByteBuffer.wrap(bytes(0x82, 127, 0, 0, 0, 0, 0, 1, 0x11, 0x71)))))
        .containsExactly("failure 1009");
    assertThat(
            words(reader().read(ByteBuffer.wrap(bytes(0x82, 127, 0, 0, 0, 0, 0, 1, 0x11, 0x70)))))
        .isEmpty();
  }
}
