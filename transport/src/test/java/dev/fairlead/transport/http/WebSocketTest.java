package dev.fairlead.transport.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fairlead.transport.http.TransportException.Kind;
import dev.fairlead.transport.websocket.WebSocket;
import dev.fairlead.transport.websocket.WebSocketMessage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
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
import org.reactivestreams.Subscription;
import reactor.core.Disposable;
import reactor.core.publisher.BaseSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;
import reactor.test.publisher.TestPublisher;

/** Messages between a WebSocket and a peer that does what the test says. */
class WebSocketTest extends WebSocketCase {

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
    socket.send(silent).subscribe(sent -> {}, error -> {});
    texts(socket).as(StepVerifier::create).expectComplete().verify(LIMIT);
    WebSocketPeer.Frame answer = seen.poll(20, TimeUnit.SECONDS);
    assertThat(answer).isNotNull();
    assertThat(answer.opcode()).isEqualTo(WebSocketPeer.PONG);
    assertThat(answer.text()).isEqualTo("are you there");
    eventually(LIMIT, silent::wasCancelled);
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
    socket.receive().subscribe(message -> {}, ended::set);
    socket.close().block(LIMIT);
    socket.close().block(LIMIT);
    eventually(LIMIT, () -> ended.get() != null && !seen.isEmpty());
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
    socket.send(endless).subscribe(sent -> {}, ended::set);
    socket.close().as(StepVerifier::create).expectComplete().verify(LIMIT);
    eventually(LIMIT, () -> ended.get() != null);
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
