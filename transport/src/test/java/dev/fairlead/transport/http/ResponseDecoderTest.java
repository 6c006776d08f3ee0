package dev.fairlead.transport.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ResponseDecoderTest {

  private static final String CHUNKED =
      String.join(
          "\r\n",
          "HTTP/1.1 200 OK",
          "Transfer-Encoding: chunked",
          "",
          "5",
          "hello",
          "1;name=value",
          ",",
          "000B",
          " world\r\n123",
          "0",
          "Trailer: x",
          "",
          "");
  private static final String CHUNKED_PAYLOAD = "hello, world\r\n123";

  /** What a decoder made of some bytes. */
  private static final class Decoded {
    private final ResponseDecoder decoder;
    private final ByteArrayOutputStream body = new ByteArrayOutputStream();
    private @Nullable ResponseHead head;

    Decoded(boolean headRequest) {
      decoder = new ResponseDecoder(headRequest);
    }

    Decoded feed(byte[] bytes, int from, int to) {
      ByteBuffer in = ByteBuffer.wrap(bytes, from, to - from).slice();
      if (head == null) {
        head = decoder.head(in);
      }
      if (head != null) {
        ByteBuffer payload = decoder.body(in);
        while (payload.hasRemaining()) {
          body.write(payload.get());
        }
      }
      return this;
    }

    String body() {
      return body.toString(StandardCharsets.ISO_8859_1);
    }
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  private static Decoded decode(String text) {
    byte[] bytes = bytes(text);
    return new Decoded(false).feed(bytes, 0, bytes.length);
  }

  @Test
  void aHeadIsReadWhole() {
    Decoded decoded =
        decode("HTTP/1.1 404 Not  Found\r\nA: 1\r\na:2\r\nContent-Length: 3\r\n\r\nabc");
    assertThat(decoded.head).isNotNull();
    assertThat(decoded.head.status()).isEqualTo(404);
    assertThat(decoded.head.header("a")).contains("1");
    assertThat(decoded.head.keepAlive()).isTrue();
    assertThat(decoded.body()).isEqualTo("abc");
    assertThat(decoded.decoder.complete()).isTrue();
  }

  @Test
  void chunksSplitAtEveryPairOfOffsetsGiveTheSameBody() {
    byte[] bytes = bytes(CHUNKED);
    for (int first = 0; first <= bytes.length; first++) {
      for (int second = first; second <= bytes.length; second++) {
        Decoded decoded =
            new Decoded(false)
                .feed(bytes, 0, first)
                .feed(bytes, first, second)
                .feed(bytes, second, bytes.length);
        assertThat(decoded.body()).as("%s, %s", first, second).isEqualTo(CHUNKED_PAYLOAD);
        assertThat(decoded.decoder.complete()).isTrue();
      }
    }
  }

  @Test
  void chunksByteByByteGiveTheSameBody() {
    byte[] bytes = bytes(CHUNKED);
    Decoded decoded = new Decoded(false);
    for (int i = 0; i < bytes.length; i++) {
      assertThat(decoded.decoder.complete()).isFalse();
      decoded.feed(bytes, i, i + 1);
    }
    assertThat(decoded.body()).isEqualTo(CHUNKED_PAYLOAD);
    assertThat(decoded.decoder.complete()).isTrue();
  }

  @Test
  void noPrefixOfAChunkedResponseIsComplete() {
    byte[] bytes = bytes(CHUNKED);
    for (int end = 0; end < bytes.length; end++) {
      Decoded decoded = new Decoded(false).feed(bytes, 0, end);
      assertThat(decoded.decoder.complete()).as("after %s bytes", end).isFalse();
    }
  }

  @Test
  void chunksOfOneReadBecomeOneBuffer() {
    ResponseDecoder decoder = new ResponseDecoder(false);
    ByteBuffer in = ByteBuffer.wrap(bytes(CHUNKED));
    assertThat(decoder.head(in)).isNotNull();
    assertThat(decoder.body(in).remaining()).isEqualTo(CHUNKED_PAYLOAD.length());
    assertThat(in.hasRemaining()).isFalse();
  }

  @Test
  void chunksSplitAnywhereAreHandedOnWhole() {
    byte[] bytes = bytes(CHUNKED);
    for (int split = 0; split <= bytes.length; split++) {
      ResponseDecoder decoder = new ResponseDecoder(false);
      Taken taken = new Taken();
      for (int[] part : new int[][] {{0, split}, {split, bytes.length}}) {
        ByteBuffer in = ByteBuffer.wrap(Arrays.copyOfRange(bytes, part[0], part[1]));
        if (taken.begun || decoder.head(in) != null) {
          taken.begun = true;
          decoder.body(in, taken);
        }
        assertThat(in.hasRemaining()).as("%s", split).isFalse();
      }
      assertThat(taken.text).as("%s", split).hasToString(CHUNKED_PAYLOAD);
      assertThat(decoder.complete()).isTrue();
    }
  }

  @Test
  void chunksSplitAnywhereArePassedOnWhereTheyLie() {
    byte[] bytes = bytes(CHUNKED);
    for (int split = 0; split <= bytes.length; split++) {
      ResponseDecoder decoder = new ResponseDecoder(false);
      Taken taken = new Taken();
      int passed = 0;
      for (int[] part : new int[][] {{0, split}, {split, bytes.length}}) {
        byte[] read = Arrays.copyOfRange(bytes, part[0], part[1]);
        ByteBuffer in = ByteBuffer.allocateDirect(read.length).put(read).flip();
        if (taken.begun || decoder.head(in) != null) {
          taken.begun = true;
          passed += decoder.pass(in, taken);
        }
        assertThat(in.hasRemaining()).as("%s", split).isFalse();
      }
      assertThat(taken.text).as("%s", split).hasToString(CHUNKED_PAYLOAD);
      assertThat(passed).isEqualTo(CHUNKED_PAYLOAD.length());
      assertThat(decoder.complete()).isTrue();
    }
  }

  @Test
  void whatFollowsABodyThatIsPassedOnIsLeftAlone() {
    for (String framing :
        new String[] {
          "Content-Length: 2\r\n\r\nab", "Transfer-Encoding: chunked\r\n\r\n2\r\nab\r\n0\r\n\r\n"
        }) {
      ResponseDecoder decoder = new ResponseDecoder(false);
      Taken taken = new Taken();
      ByteBuffer in = ByteBuffer.wrap(bytes("HTTP/1.1 200 OK\r\n" + framing + "HTTP"));
      assertThat(decoder.head(in)).isNotNull();
      assertThat(decoder.pass(in, taken)).isEqualTo(2);
      assertThat(taken.text).hasToString("ab");
      assertThat(decoder.complete()).isTrue();
      assertThat(in.remaining()).isEqualTo(4);
      assertThat(decoder.pass(in, taken)).isZero();
    }
  }

  @Test
  void whatCameBeforeABrokenChunkIsHandedOn() {
    ResponseDecoder decoder = new ResponseDecoder(false);
    Taken taken = new Taken();
    ByteBuffer in =
        ByteBuffer.wrap(
            bytes("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab\r\n1\r\nc\r\nno"));
    assertThat(decoder.head(in)).isNotNull();
    assertThatThrownBy(() -> decoder.body(in, taken)).isInstanceOf(TransportException.class);
    assertThat(taken.text).hasToString("abc");
  }

  private static final class Taken implements ResponseDecoder.Payload {

    private final StringBuilder text = new StringBuilder();
    private boolean begun;
    private int room;

    @Override
    public void begin(int atMost) {
      room = atMost;
    }

    @Override
    public void part(ByteBuffer bytes) {
      room -= bytes.remaining();
      assertThat(room).isNotNegative();
      text.append(StandardCharsets.ISO_8859_1.decode(bytes));
    }
  }

  @Test
  void whatFollowsTheBodyIsLeftAlone() {
    ResponseDecoder decoder = new ResponseDecoder(false);
    ByteBuffer in = ByteBuffer.wrap(bytes("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nabHTTP"));
    assertThat(decoder.head(in)).isNotNull();
    assertThat(decoder.body(in).remaining()).isEqualTo(2);
    assertThat(in.remaining()).isEqualTo(4);
  }

  @ParameterizedTest
  @ValueSource(ints = {204, 304})
  void theseStatusesHaveNoBodyWhateverTheHeadersSay(int status) {
    Decoded decoded = decode("HTTP/1.1 " + status + " x\r\nContent-Length: 5\r\n\r\n");
    assertThat(decoded.decoder.complete()).isTrue();
  }

  @Test
  void theAnswerToHeadHasNoBody() {
    byte[] bytes = bytes("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n");
    assertThat(new Decoded(true).feed(bytes, 0, bytes.length).decoder.complete()).isTrue();
  }

  @Test
  void withoutLengthAndChunksTheBodyEndsWithTheConnection() {
    Decoded decoded = decode("HTTP/1.0 200\r\n\r\nabc");
    assertThat(decoded.body()).isEqualTo("abc");
    assertThat(decoded.decoder.complete()).isFalse();
    assertThat(decoded.decoder.endsWithConnection()).isTrue();
    assertThat(decoded.head).isNotNull();
    assertThat(decoded.head.keepAlive()).isFalse();
  }

  @Test
  void aRepeatedEqualLengthIsOneLength() {
    assertThat(decode("HTTP/1.1 200 OK\r\nContent-Length: 1, 1\r\n\r\nx").decoder.complete())
        .isTrue();
  }

  @Test
  void anInformationalHeadIsFollowedByTheRealOne() {
    ResponseDecoder decoder = new ResponseDecoder(false);
    ByteBuffer in =
        ByteBuffer.wrap(
            bytes("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"));
    ResponseHead first = decoder.head(in);
    assertThat(first).isNotNull();
    assertThat(first.status()).isEqualTo(100);
    assertThat(decoder.complete()).isFalse();
    ResponseHead second = decoder.head(in);
    assertThat(second).isNotNull();
    assertThat(second.status()).isEqualTo(200);
    assertThat(decoder.complete()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SSH-2.0-OpenSSH_9.2\r\n",
        "\r\nHTTP/1.1 200 OK\r\n\r\n",
        "HTTP/2 200\r\n\r\n",
        "HTTP/1.1 2000 OK\r\n\r\n",
        "HTTP/1.1 20 OK\r\n\r\n",
        "HTTP/1.1 200 OK\r\nno colon\r\n\r\n",
        "HTTP/1.1 200 OK\r\nA: 1\r\n folded\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: +1\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: 99999999999999999999\r\n\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nx",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nabc",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nfffffffffffffffff\r\n",
      })
  void whatIsNotHttpIsNamedAsSuch(String text) {
    assertThatThrownBy(() -> decode(text))
        .isInstanceOfSatisfying(
            TransportException.class,
            e -> assertThat(e.kind()).isEqualTo(TransportException.Kind.GARBAGE))
        .hasMessageContaining("not HTTP/1.1");
  }

  @Test
  void anEndlessHeadIsRefused() {
    assertThatThrownBy(() -> decode("HTTP/1.1 200 OK\r\nA: " + "x".repeat(70_000)))
        .isInstanceOf(TransportException.class)
        .hasMessageContaining("65536");
  }

  @Test
  void garbageIsShownWithoutItsControlCharacters() {
    assertThatThrownBy(() -> decode("\u0016\u0003\u0001binary"))
        .hasMessageContaining("\\x16\\x03\\x01binary");
  }
}
