package dev.fairlead.transport.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fairlead.transport.http.TransportException.Kind;
import dev.fairlead.transport.websocket.WebSocket;
import dev.fairlead.transport.websocket.WebSocketOptions;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

/** Ends of a WebSocket that are none, and peers that keep to no protocol. */
class WebSocketEndTest extends WebSocketCase {

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, 4})
  void aConnectionThatEndsWithoutGoodbyeIsAnError(int bytesOfTheNextFrame) throws IOException {
    byte[] next = Arrays.copyOf(WebSocketPeer.text("cut"), bytesOfTheNextFrame);
    ScriptedServer server =
        peer(SocketKind.TCP, peer -> peer.send(WebSocketPeer.text("whole"), next));
    texts(open(server))
        .as(StepVerifier::create)
        .expectNext("whole")
        .expectErrorSatisfies(error -> assertFailure(error, Kind.CUT, "GET /exec?command"))
        .verify(LIMIT);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void whatCameBeforeTheEndIsReadHoweverSlowly(boolean goodbye) throws IOException {
    CountDownLatch ended = new CountDownLatch(1);
    ScriptedServer server =
        peer(
            SocketKind.UNIX,
            peer -> {
              peer.send(
                  WebSocketPeer.text("one"), WebSocketPeer.text("two"), WebSocketPeer.text("last"));
              if (goodbye) {
                peer.send(WebSocketPeer.close(1000, ""));
              }
              peer.connection().close();
              ended.countDown();
            });
    StepVerifier.Step<String> read = texts(open(server)).as(flux -> StepVerifier.create(flux, 0));
    read = read.thenRequest(1).expectNext("one").then(() -> assertThat(awaits(ended)).isTrue());
    for (String next : List.of("two", "last")) {
      read = read.expectNoEvent(Duration.ofMillis(100)).thenRequest(1).expectNext(next);
    }
    if (goodbye) {
      read.thenRequest(1).expectComplete().verify(LIMIT);
    } else {
      read.thenRequest(1)
          .expectErrorSatisfies(error -> assertFailure(error, Kind.CUT, "without a word"))
          .verify(LIMIT);
    }
  }

  @Test
  void anEndBetweenTwoPartsOfAMessageIsAnError() throws IOException {
    ScriptedServer server =
        peer(
            SocketKind.TCP,
            peer -> peer.send(WebSocketPeer.frame(WebSocketPeer.BINARY, false, latin("part"))));
    fails(texts(open(server)).collectList(), Kind.CUT, "within a message");
  }

  @Test
  void aResetIsAnError() throws IOException {
    ScriptedServer server = peer(SocketKind.TCP, peer -> peer.connection().reset());
    fails(texts(open(server)).collectList(), Kind.CUT);
  }

  @Test
  void anotherCodeThanThatOfANormalEndIsAnErrorWithTheServersReason() throws IOException {
    BlockingQueue<WebSocketPeer.Frame> seen = new LinkedBlockingQueue<>();
    ScriptedServer server =
        peer(
            SocketKind.UNIX,
            peer -> {
              peer.send(WebSocketPeer.text("x"), WebSocketPeer.close(1011, "out of memory"));
              seen.add(peer.receive());
            });
    texts(open(server))
        .as(StepVerifier::create)
        .expectNext("x")
        .expectErrorSatisfies(error -> assertFailure(error, Kind.CUT, "1011", "out of memory"))
        .verify(LIMIT);
    eventually(LIMIT, () -> !seen.isEmpty());
    assertThat(seen.remove().code()).isEqualTo(1011);
  }

  private void wrong(byte[] frame, Kind kind, int code) throws IOException {
    BlockingQueue<WebSocketPeer.Frame> seen = new LinkedBlockingQueue<>();
    ScriptedServer server =
        peer(
            SocketKind.TCP,
            peer -> {
              peer.send(WebSocketPeer.text("good"), frame);
              seen.add(peer.receive());
            });
    Mono<WebSocket> connecting =
        connect(server, WebSocketOptions.defaults().withMaxMessageBytes(100));
    connecting
        .flatMapMany(WebSocketCase::texts)
        .as(StepVerifier::create)
        .expectNext("good")
        .expectErrorSatisfies(error -> assertFailure(error, kind))
        .verify(LIMIT);
    eventually(LIMIT, () -> !seen.isEmpty());
    assertThat(seen.remove().code()).isEqualTo(code);
  }

  @Test
  void aMaskedFrameIsAgainstTheProtocol() throws IOException {
    wrong(new byte[] {(byte) 0x82, (byte) 0x81, 1, 2, 3, 4, 5}, Kind.GARBAGE, 1002);
  }

  @Test
  void aContinuationOfNothingIsAgainstTheProtocol() throws IOException {
    wrong(WebSocketPeer.frame(WebSocketPeer.CONTINUATION, latin("x")), Kind.GARBAGE, 1002);
  }

  @Test
  void aTextThatIsNoUtf8IsAgainstTheProtocol() throws IOException {
    wrong(WebSocketPeer.frame(WebSocketPeer.TEXT, new byte[] {(byte) 0xc3}), Kind.GARBAGE, 1007);
  }

  @Test
  void aFrameBeyondTheLimitIsNotTaken() throws IOException {
    wrong(WebSocketPeer.frame(WebSocketPeer.BINARY, new byte[101]), Kind.TOO_LARGE, 1009);
  }

  @Test
  void partsBeyondTheLimitAreNotTaken() throws IOException {
    byte[] first = WebSocketPeer.frame(WebSocketPeer.BINARY, false, new byte[60]);
    byte[] second = WebSocketPeer.frame(WebSocketPeer.CONTINUATION, true, new byte[41]);
    byte[] both = Arrays.copyOf(first, first.length + second.length);
    System.arraycopy(second, 0, both, first.length, second.length);
    wrong(both, Kind.TOO_LARGE, 1009);
  }
}
