package dev.fairlead.transport.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fairlead.transport.http.TransportException.Kind;
import dev.fairlead.transport.websocket.WebSocket;
import dev.fairlead.transport.websocket.WebSocketMessage;
import dev.fairlead.transport.websocket.WebSocketOptions;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.reactivestreams.Subscription;
import reactor.core.Disposable;
import reactor.core.publisher.BaseSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;
import reactor.test.publisher.TestPublisher;

/** WebSocket against a peer that does what the test says. */
class WebSocketTest extends ServerBackedTest {

  private static final HttpRequest REQUEST = HttpRequest.get("/exec").query("command", "secret");

  /** What the peer does once it has switched. */
  private interface Talk {
    void run(WebSocketPeer peer) throws Exception;
  }

  private ScriptedServer peer(SocketKind kind, Talk talk) throws IOException {
    return serve(kind, connection -> talk.run(WebSocketPeer.accept(connection, "")));
  }

  private Mono<WebSocket> connect(ScriptedServer server, WebSocketOptions options) {
    return WebSocket.connect(transport(server), REQUEST, options, response -> Mono.empty());
  }

  private WebSocket open(ScriptedServer server) {
    WebSocket socket = connect(server, WebSocketOptions.defaults()).block(LIMIT);
    assertThat(socket).isNotNull();
    return socket;
  }

  private static Flux<String> texts(WebSocket socket) {
    return socket.receive().map(WebSocketMessage::text);
  }

  private static void fails(Mono<?> mono, Kind kind, String... words) {
    mono.as(StepVerifier::create)
        .expectErrorSatisfies(error -> assertFailure(error, kind, words))
        .verify(LIMIT);
  }

  private static void assertFailure(Throwable error, Kind kind, String... words) {
    assertThat(error).isInstanceOf(TransportException.class);
    assertThat(List.of(words)).allMatch(String.valueOf(error.getMessage())::contains);
    assertThat(((TransportException) error).kind()).isEqualTo(kind);
    assertThat(error.getMessage()).doesNotContain("secret").doesNotContain("\n");
  }

  @ParameterizedTest
  @EnumSource
  void messagesGoBothWaysUntilTheServerCloses(SocketKind kind) throws IOException {
    BlockingQueue<WebSocketPeer.Frame> seen = new LinkedBlockingQueue<>();
    ScriptedServer server =
        peer(
            kind,
            peer -> {
              seen.add(peer.receive());
              seen.add(peer.receive());
              peer.send(WebSocketPeer.text("grüß"), WebSocketPeer.close(1000, "done"));
              seen.add(peer.receive());
              peer.connection().awaitEnd();
            });
    WebSocket socket = open(server);
    socket
        .send(
            Flux.just(
                WebSocketMessage.binary(ByteBuffer.wrap(new byte[] {0, 1, -1})),
                WebSocketMessage.text("é")))
        .as(StepVerifier::create)
        .expectComplete()
        .verify(LIMIT);
    texts(socket).as(StepVerifier::create).expectNext("grüß").expectComplete().verify(LIMIT);
    eventually(LIMIT, () -> seen.size() == 3);
    assertThat(seen).allMatch(WebSocketPeer.Frame::masked);
    WebSocketPeer.Frame bytes = seen.remove();
    assertThat(bytes.opcode()).isEqualTo(WebSocketPeer.BINARY);
    assertThat(bytes.bytes()).containsExactly(0, 1, -1);
    WebSocketPeer.Frame text = seen.remove();
    assertThat(text.opcode()).isEqualTo(WebSocketPeer.TEXT);
    assertThat(text.text()).isEqualTo("é");
    WebSocketPeer.Frame close = seen.remove();
    assertThat(close.opcode()).isEqualTo(WebSocketPeer.CLOSE);
    assertThat(close.code()).isEqualTo(1000);
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
  void theSubprotocolIsTheOneThatTheServerChose() throws IOException {
    AtomicReference<String> head = new AtomicReference<>();
    ScriptedServer server =
        serve(
            SocketKind.UNIX,
            connection -> {
              head.set(connection.readHead());
              WebSocketPeer.accept(connection, head.get(), "Sec-WebSocket-Protocol: v4\r\n")
                  .send(WebSocketPeer.close(1000, ""));
            });
    WebSocket socket =
        connect(server, WebSocketOptions.defaults().withSubprotocols("v5", "v4")).block(LIMIT);
    assertThat(socket).isNotNull();
    assertThat(socket.subprotocol()).contains("v4");
    assertThat(head.get())
        .startsWith("GET /exec?command=secret HTTP/1.1\r\n")
        .contains(
            "\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n",
            "\r\nSec-WebSocket-Version: 13",
            "\r\nSec-WebSocket-Protocol: v5, v4");
    socket.receive().as(StepVerifier::create).expectComplete().verify(LIMIT);
  }

  @Test
  void eachConnectionHasAKeyOfItsOwn() throws IOException {
    BlockingQueue<String> heads = new LinkedBlockingQueue<>();
    ScriptedServer server =
        serve(
            SocketKind.UNIX,
            connection -> {
              String head = connection.readHead();
              heads.add(head);
              WebSocketPeer.accept(connection, head, "").send(WebSocketPeer.close(1000, ""));
            });
    Mono<WebSocket> cold = connect(server, WebSocketOptions.defaults());
    for (int i = 0; i < 2; i++) {
      cold.flatMapMany(WebSocket::receive).as(StepVerifier::create).expectComplete().verify(LIMIT);
    }
    assertThat(heads).hasSize(2).doesNotHaveDuplicates();
  }

  @ParameterizedTest
  @ValueSource(strings = {"Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n", ""})
  void aServerThatDoesNotProveItselfIsRefused(String proof) throws IOException {
    CountDownLatch left = new CountDownLatch(1);
    ScriptedServer server =
        serve(
            SocketKind.UNIX,
            connection -> {
              connection.readHead();
              connection.write("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n");
              connection.write("Connection: Upgrade\r\n" + proof + "\r\n");
              connection.awaitEnd();
              left.countDown();
            });
    fails(connect(server, WebSocketOptions.defaults()), Kind.GARBAGE, "Sec-WebSocket-Accept");
    assertThat(awaits(left)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"Sec-WebSocket-Protocol: other\r\n", "Sec-WebSocket-Extensions: deflate\r\n"})
  void whatWasNotOfferedIsRefused(String header) throws IOException {
    ScriptedServer server =
        serve(SocketKind.UNIX, connection -> WebSocketPeer.accept(connection, header).receive());
    fails(
        connect(server, WebSocketOptions.defaults().withSubprotocols("v4")),
        Kind.GARBAGE,
        "not offered");
  }

  @Test
  void aServerThatSwitchesToSomethingElseIsRefused() throws IOException {
    ScriptedServer server =
        serve(
            SocketKind.UNIX,
            connection ->
                connection.write(
                    WebSocketPeer.answer(connection.readHead(), "")
                        .replace("Upgrade: WebSocket", "Upgrade: tcp")));
    fails(connect(server, WebSocketOptions.defaults()), Kind.GARBAGE, "switches to tcp");
  }

  @ParameterizedTest
  @ValueSource(strings = {"200 OK", "403 Forbidden"})
  void anAnswerThatDoesNotSwitchIsTheOneTheCallerMakesSenseOf(String status) throws IOException {
    ScriptedServer server =
        serve(
            SocketKind.UNIX,
            connection -> {
              connection.readHead();
              connection.write("HTTP/1.1 " + status + "\r\nConnection: close\r\n\r\nwhy");
            });
    WebSocket.connect(
            transport(server),
            REQUEST,
            WebSocketOptions.defaults(),
            response ->
                response.text(10).map(text -> new IllegalStateException(response.status() + text)))
        .as(StepVerifier::create)
        .expectErrorMessage(status.substring(0, 3) + "why")
        .verify(LIMIT);
  }

  @ParameterizedTest
  @EnumSource
  void messagesSplitAtEveryByteArriveWhole(SocketKind kind) throws IOException {
    byte[] large = new byte[300];
    Arrays.fill(large, (byte) 'x');
    ScriptedServer server =
        peer(
            kind,
            peer -> {
              peer.connection().dribble(WebSocketPeer.text("one"));
              peer.connection().dribble(WebSocketPeer.frame(WebSocketPeer.TEXT, false, latin("a")));
              peer.connection().dribble(WebSocketPeer.frame(WebSocketPeer.PING, latin("?")));
              peer.connection()
                  .dribble(WebSocketPeer.frame(WebSocketPeer.CONTINUATION, true, large));
              peer.connection().dribble(WebSocketPeer.close(1000, ""));
              peer.connection().awaitEnd();
            });
    texts(open(server))
        .as(StepVerifier::create)
        .expectNext("one", "a" + "x".repeat(300))
        .expectComplete()
        .verify(LIMIT);
  }

  @Test
  void pingsAreAnsweredWhileASenderIsSilent() throws Exception {
    BlockingQueue<WebSocketPeer.Frame> seen = new LinkedBlockingQueue<>();
    ScriptedServer server =
        peer(
            SocketKind.UNIX,
            peer -> {
              peer.send(WebSocketPeer.frame(WebSocketPeer.PING, latin("are you there")));
              seen.add(peer.receive());
              peer.send(WebSocketPeer.close(1000, ""));
            });
    WebSocket socket = open(server);
    TestPublisher<WebSocketMessage> silent = TestPublisher.create();
    Disposable sending = socket.send(silent).subscribe(sent -> {}, error -> {});
    texts(socket).as(StepVerifier::create).expectComplete().verify(LIMIT);
    WebSocketPeer.Frame answer = seen.poll(20, TimeUnit.SECONDS);
    assertThat(answer).isNotNull();
    assertThat(answer.opcode()).isEqualTo(WebSocketPeer.PONG);
    assertThat(answer.text()).isEqualTo("are you there");
    eventually(LIMIT, sending::isDisposed);
    silent.assertCancelled();
  }

  @Test
  void sendersTakeTurns() throws IOException {
    BlockingQueue<String> seen = new LinkedBlockingQueue<>();
    ScriptedServer server =
        peer(
            SocketKind.UNIX,
            peer -> {
              for (int i = 0; i < 3; i++) {
                seen.add(peer.receive().text());
              }
              peer.send(WebSocketPeer.close(1000, ""));
            });
    WebSocket socket = open(server);
    TestPublisher<WebSocketMessage> first = TestPublisher.create();
    Disposable sending = socket.send(first).subscribe();
    first.next(WebSocketMessage.text("first"));
    socket.send(Mono.just(WebSocketMessage.text("between"))).block(LIMIT);
    first.next(WebSocketMessage.text("last"));
    first.complete();
    texts(socket).as(StepVerifier::create).expectComplete().verify(LIMIT);
    assertThat(seen).containsExactly("first", "between", "last");
    eventually(LIMIT, sending::isDisposed);
  }

  @Test
  void anErrorOfASourceIsItsSendersAndTheConnectionGoesOn() throws IOException {
    ScriptedServer server =
        peer(
            SocketKind.UNIX,
            peer -> peer.send(WebSocketPeer.text(peer.receive().text()), closeNormally()));
    WebSocket socket = open(server);
    socket
        .send(Flux.error(new IllegalStateException("mine")))
        .as(StepVerifier::create)
        .expectErrorMessage("mine")
        .verify(LIMIT);
    socket.send(Mono.just(WebSocketMessage.text("on"))).block(LIMIT);
    texts(socket).as(StepVerifier::create).expectNext("on").expectComplete().verify(LIMIT);
  }

  private static byte[] closeNormally() {
    return WebSocketPeer.frame(WebSocketPeer.CLOSE, new byte[0]);
  }

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
        .flatMapMany(WebSocketTest::texts)
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

  @Test
  void demandReachesTheSocket() throws Exception {
    int messages = 2000;
    byte[] frame = WebSocketPeer.frame(WebSocketPeer.BINARY, new byte[32_000]);
    AtomicReference<ServerConnection> sender = new AtomicReference<>();
    ScriptedServer server =
        peer(
            SocketKind.TCP,
            peer -> {
              sender.set(peer.connection());
              for (int i = 0; i < messages; i++) {
                peer.send(frame);
              }
              peer.send(closeNormally());
              peer.connection().awaitEnd();
            });
    WebSocket socket = open(server);
    CountDownLatch ten = new CountDownLatch(10);
    CountDownLatch end = new CountDownLatch(messages);
    AtomicReference<Subscription> upstream = new AtomicReference<>();
    socket
        .receive()
        .subscribe(
            new BaseSubscriber<>() {
              @Override
              protected void hookOnSubscribe(Subscription subscription) {
                upstream.set(subscription);
                subscription.request(10);
              }

              @Override
              protected void hookOnNext(WebSocketMessage message) {
                ten.countDown();
                end.countDown();
              }
            });
    assertThat(awaits(ten)).isTrue();
    assertThat(settled(sender.get())).isLessThan(messages * 32_000L / 2);
    assertThat(end.getCount()).isEqualTo(messages - 10);
    upstream.get().request(messages);
    assertThat(awaits(end)).isTrue();
  }

  /** How much the peer could write, once that has not changed for a while. */
  private static long settled(ServerConnection peer) {
    AtomicLong last = new AtomicLong();
    AtomicLong since = new AtomicLong(System.nanoTime());
    eventually(
        LIMIT,
        () -> {
          if (last.getAndSet(peer.written()) != peer.written()) {
            since.set(System.nanoTime());
          }
          return System.nanoTime() - since.get() > 300_000_000L;
        });
    return last.get();
  }

  private static boolean awaits(CountDownLatch latch) {
    eventually(LIMIT, () -> latch.getCount() == 0);
    return true;
  }

  @Test
  void cancellingClosesTheConnectionAtOnce() throws IOException {
    CountDownLatch left = new CountDownLatch(1);
    ScriptedServer server =
        peer(
            SocketKind.TCP,
            peer -> {
              peer.send(WebSocketPeer.text("x"));
              peer.connection().awaitEnd();
              left.countDown();
            });
    texts(open(server))
        .take(1)
        .as(StepVerifier::create)
        .expectNext("x")
        .expectComplete()
        .verify(LIMIT);
    assertThat(awaits(left)).isTrue();
  }

  @Test
  void closingSaysGoodbyeAndEndsWhatIsUnderWay() throws IOException {
    BlockingQueue<WebSocketPeer.Frame> seen = new LinkedBlockingQueue<>();
    ScriptedServer server =
        peer(
            SocketKind.UNIX,
            peer -> {
              seen.add(peer.receive());
              peer.connection().awaitEnd();
            });
    WebSocket socket = open(server);
    AtomicReference<Throwable> ended = new AtomicReference<>();
    Disposable receiving = socket.receive().subscribe(message -> {}, ended::set);
    socket.close().block(LIMIT);
    socket.close().block(LIMIT);
    eventually(LIMIT, () -> receiving.isDisposed() && !seen.isEmpty());
    assertFailure(ended.get(), Kind.CLOSED);
    assertThat(seen.remove().code()).isEqualTo(1000);
    fails(socket.send(Mono.just(WebSocketMessage.text("late"))), Kind.CLOSED);
  }

  @Test
  void aServerThatReadsNothingDoesNotHoldUpTheClosing() throws IOException {
    ScriptedServer server = peer(SocketKind.UNIX, peer -> peer.connection().hold());
    WebSocket socket = open(server);
    Flux<WebSocketMessage> endless =
        Flux.range(0, Integer.MAX_VALUE)
            .map(i -> WebSocketMessage.binary(ByteBuffer.allocate(60_000)));
    AtomicReference<Throwable> ended = new AtomicReference<>();
    Disposable sending = socket.send(endless).subscribe(sent -> {}, ended::set);
    socket.close().as(StepVerifier::create).expectComplete().verify(LIMIT);
    eventually(LIMIT, sending::isDisposed);
    assertFailure(ended.get(), Kind.CLOSED);
  }

  @Test
  void manyMessagesOfAllSizesComeBackByteExact() throws IOException {
    ScriptedServer server =
        peer(
            SocketKind.TCP,
            peer -> {
              for (WebSocketPeer.Frame frame = peer.receive();
                  frame.opcode() != WebSocketPeer.TEXT;
                  frame = peer.receive()) {
                peer.send(WebSocketPeer.frame(WebSocketPeer.BINARY, frame.bytes()));
              }
              peer.send(closeNormally());
              peer.connection().awaitEnd();
            });
    Random random = new Random(11);
    byte[][] sent = new byte[400][];
    for (int i = 0; i < sent.length; i++) {
      sent[i] = new byte[i % 7 == 0 ? i % 3 : random.nextInt(i % 5 == 0 ? 200_000 : 300)];
      random.nextBytes(sent[i]);
    }
    WebSocket socket = open(server);
    Mono<Void> sending =
        socket.send(
            Flux.range(0, sent.length + 1)
                .map(
                    i ->
                        i == sent.length
                            ? WebSocketMessage.text("end")
                            : WebSocketMessage.binary(ByteBuffer.wrap(sent[i]))));
    Mono.zip(sending.thenReturn(true), socket.receive().collectList())
        .as(StepVerifier::create)
        .assertNext(
            both -> {
              assertThat(both.getT2()).hasSize(sent.length);
              for (int i = 0; i < sent.length; i++) {
                assertThat(both.getT2().get(i).bytes()).isEqualTo(ByteBuffer.wrap(sent[i]));
              }
            })
        .expectComplete()
        .verify(LIMIT);
  }
}
