package dev.fairlead.transport.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fairlead.transport.http.TransportException.Kind;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.reactivestreams.Subscription;
import reactor.core.Disposable;
import reactor.core.publisher.BaseSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.scheduler.Schedulers;
import reactor.test.StepVerifier;

/** Bodies that go to somebody who may block, as who writes a file does. */
class DecodeApartTest extends ServerBackedTest {

  private static final String HEAD = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";

  /** Takes bytes where it may block, and tells how many there have been. */
  private static final class Taking implements BodyDecoder<Integer> {

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final Consumer<byte[]> each;

    Taking(Consumer<byte[]> each) {
      this.each = each;
    }

    @Override
    public boolean blocks() {
      return true;
    }

    @Override
    public void begin(int atMost) {
      assertThat(Schedulers.isInNonBlockingThread()).isFalse();
    }

    @Override
    public void take(ByteBuffer part) {
      assertThat(Schedulers.isInNonBlockingThread()).isFalse();
      byte[] copy = new byte[part.remaining()];
      part.get(copy);
      bytes.writeBytes(copy);
      each.accept(copy);
    }

    @Override
    public void drain(Consumer<? super Integer> out) {
      out.accept(bytes.size());
    }

    @Override
    public void end(Consumer<? super Integer> out) {
      out.accept(-1);
    }

    @Override
    public void cut(Consumer<? super Integer> out) {
      out.accept(-2);
    }
  }

  private static Flux<Integer> taken(HttpTransport transport, Taking taking) {
    return transport.stream(
        HttpRequest.get("/archive").lane(Lane.STREAM), response -> response.decode(() -> taking));
  }

  private static byte[] inChunks(byte[] body, Random random) {
    ByteArrayOutputStream wire = new ByteArrayOutputStream();
    for (int at = 0; at < body.length; ) {
      int next = Math.min(body.length, at + 1 + random.nextInt(70_000));
      wire.writeBytes(latin(Integer.toHexString(next - at) + "\r\n"));
      wire.write(body, at, next - at);
      wire.writeBytes(latin("\r\n"));
      at = next;
    }
    wire.writeBytes(latin("0\r\n\r\n"));
    return wire.toByteArray();
  }

  @ParameterizedTest
  @EnumSource
  void allOfABodyComesInOrder(SocketKind kind) throws IOException {
    Random random = new Random(7);
    byte[] body = new byte[20_000_000];
    random.nextBytes(body);
    byte[] wire = inChunks(body, random);
    ScriptedServer server =
        serve(
            kind,
            connection -> {
              connection.readHead();
              connection.write(HEAD);
              connection.write(wire);
            });
    Taking taking = new Taking(bytes -> {});
    taken(transport(server), taking)
        .as(StepVerifier::create)
        .thenConsumeWhile(sum -> sum >= 0)
        .expectNext(-1)
        .expectComplete()
        .verify(LIMIT);
    assertThat(taking.bytes.toByteArray()).isEqualTo(body);
  }

  @Test
  void theConnectionIsGoodForTheNextCallAfterwards() throws IOException {
    ScriptedServer server =
        serve(
            SocketKind.UNIX,
            connection -> {
              while (!connection.readHead().isEmpty()) {
                connection.write("HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nabc");
              }
            });
    HttpTransport transport = transport(server);
    for (int i = 0; i < 3; i++) {
      Taking taking = new Taking(bytes -> {});
      transport.stream(HttpRequest.get("/"), response -> response.decode(() -> taking))
          .blockLast(LIMIT);
      assertThat(taking.bytes).hasToString("abc");
      assertThat(transport.fetch(HttpRequest.get("/"), head -> head.text(10)).block(LIMIT))
          .isEqualTo("abc");
    }
    assertThat(server.accepted()).isEqualTo(1);
  }

  @ParameterizedTest
  @EnumSource
  void aBodyThatIsCutAtAnyByteIsAnError(SocketKind kind) throws IOException {
    byte[] wire = latin("3\r\nabc\r\n4\r\ndefg\r\n0\r\n\r\n");
    AtomicReference<Integer> length = new AtomicReference<>(0);
    ScriptedServer server =
        serve(
            kind,
            connection -> {
              connection.readHead();
              connection.write(HEAD);
              connection.write(Arrays.copyOf(wire, length.get()));
            });
    HttpTransport transport = transport(server);
    for (int i = 0; i < wire.length; i++) {
      length.set(i);
      taken(transport, new Taking(bytes -> {}))
          .as(StepVerifier::create)
          .thenConsumeWhile(sum -> sum >= 0)
          .expectNext(-2)
          .expectErrorSatisfies(
              error -> assertThat(((TransportException) error).kind()).isEqualTo(Kind.CUT))
          .verify(LIMIT);
    }
  }

  private ScriptedServer endless(SocketKind kind, AtomicLong written, CountDownLatch gone)
      throws IOException {
    return serve(
        kind,
        connection -> {
          connection.readHead();
          connection.write("HTTP/1.1 200 OK\r\n\r\n");
          try {
            while (true) {
              connection.write(new byte[1000]);
              written.set(connection.written());
            }
          } finally {
            gone.countDown();
          }
        });
  }

  @ParameterizedTest
  @EnumSource
  void oneWhoIsHeldUpHoldsUpNoCallAndNotItsOwnEnd(SocketKind kind) throws Exception {
    CountDownLatch gone = new CountDownLatch(1);
    ScriptedServer server = endless(kind, new AtomicLong(), gone);
    ScriptedServer other =
        serve(
            SocketKind.TCP,
            connection -> {
              while (!connection.readHead().isEmpty()) {
                connection.write("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
              }
            });
    HttpTransport transport = transport(server);
    HttpTransport calls = transport(other);
    CountDownLatch heldUp = new CountDownLatch(1);
    CountDownLatch free = new CountDownLatch(1);
    Disposable running =
        taken(
                transport,
                new Taking(
                    bytes -> {
                      heldUp.countDown();
                      uninterruptibly(free);
                    }))
            .subscribe();
    heldUp.await();
    for (int i = 0; i < 100; i++) {
      assertThat(calls.fetch(HttpRequest.get("/"), head -> head.text(10)).block(LIMIT))
          .isEqualTo("ok");
    }
    running.dispose();
    eventually(LIMIT, () -> gone.getCount() == 0);
    free.countDown();
  }

  private static void uninterruptibly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Counts, and asks only when told to. */
  private static final class Asking extends BaseSubscriber<Integer> {

    private final AtomicLong got = new AtomicLong();

    @Override
    protected void hookOnSubscribe(Subscription subscription) {
      // Nothing is asked for yet.
    }

    @Override
    protected void hookOnNext(Integer sum) {
      got.incrementAndGet();
    }
  }

  @Test
  void whoAsksForNothingGetsNoMoreThanARead() throws IOException {
    AtomicLong written = new AtomicLong();
    ScriptedServer server = endless(SocketKind.UNIX, written, new CountDownLatch(1));
    Taking taking = new Taking(bytes -> {});
    Asking reader = new Asking();
    taken(transport(server), taking).subscribe(reader);
    reader.request(3);
    eventually(LIMIT, () -> reader.got.get() == 3);
    AtomicLong last = new AtomicLong(-1);
    AtomicLong since = new AtomicLong(System.nanoTime());
    eventually(
        LIMIT,
        () -> {
          if (last.getAndSet(written.get()) != written.get()) {
            since.set(System.nanoTime());
          }
          return System.nanoTime() - since.get() > 200_000_000;
        });
    assertThat(reader.got.get()).isEqualTo(3);
    assertThat(written.get()).isLessThan(8L << 20);
    reader.cancel();
  }

  @ParameterizedTest
  @EnumSource
  void whatItThrowsIsTheErrorAndEndsTheConnection(SocketKind kind) throws IOException {
    CountDownLatch gone = new CountDownLatch(1);
    ScriptedServer server = endless(kind, new AtomicLong(), gone);
    AtomicLong sum = new AtomicLong();
    Taking taking =
        new Taking(
            bytes -> {
              if (sum.addAndGet(bytes.length) > 300_000) {
                throw new UncheckedIOException(new IOException("the disk is full"));
              }
            });
    taken(transport(server), taking)
        .as(StepVerifier::create)
        .thenConsumeWhile(any -> true)
        .expectErrorSatisfies(error -> assertThat(error).hasRootCauseMessage("the disk is full"))
        .verify(LIMIT);
    eventually(LIMIT, () -> gone.getCount() == 0);
  }

  @Test
  void closingTheTransportEndsItAsClosed() throws Exception {
    ScriptedServer server = endless(SocketKind.UNIX, new AtomicLong(), new CountDownLatch(1));
    HttpTransport transport = transport(server);
    CountDownLatch some = new CountDownLatch(100);
    taken(transport, new Taking(bytes -> some.countDown()))
        .as(StepVerifier::create)
        .expectNextCount(1)
        .then(() -> uninterruptibly(some))
        .then(() -> transport.close().block(LIMIT))
        .thenConsumeWhile(any -> true)
        .expectErrorSatisfies(
            error -> assertThat(((TransportException) error).kind()).isEqualTo(Kind.CLOSED))
        .verify(LIMIT);
  }
}
