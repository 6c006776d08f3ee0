package dev.fairlead.core.forward;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fairlead.spi.Capability;
import dev.fairlead.spi.container.ContainerId;
import dev.fairlead.spi.container.Containers;
import dev.fairlead.spi.container.PortBinding;
import dev.fairlead.spi.container.PortConnection;
import dev.fairlead.spi.container.PortProtocol;
import dev.fairlead.spi.error.ConflictException;
import dev.fairlead.spi.error.ContainerException;
import dev.fairlead.spi.error.ErrorContext;
import dev.fairlead.spi.error.InvalidSpecException;
import dev.fairlead.spi.error.OperationUnsupportedException;
import dev.fairlead.spi.error.PortInUseException;
import dev.fairlead.spi.error.StreamInterruptedException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.reflect.Proxy;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.reactivestreams.Publisher;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.test.StepVerifier;

class PortForwardTest {

  private static final Duration LIMIT = Duration.ofSeconds(30);
  private static final ContainerId ID = ContainerId.of("web");
  private static final ErrorContext CONTEXT = ErrorContext.of("test", "forward port 80");

  private final BlockingQueue<ContainerException> failures = new LinkedBlockingQueue<>();
  private PortForward forward;
  private Disposable serving;

  @AfterEach
  void stop() {
    if (forward != null) {
      forward.close().block(LIMIT);
    }
    if (serving != null) {
      serving.dispose();
    }
  }

  private static PortForward listening(PortBinding binding) {
    return Objects.requireNonNull(PortForward.listen("test", binding).block(LIMIT));
  }

  /** Listens, and leads each connection where it is told. */
  private Socket client(Mono<PortConnection> way) throws IOException {
    serve(way);
    return connect();
  }

  private void serve(Mono<PortConnection> way) {
    Containers containers =
        (Containers)
            Proxy.newProxyInstance(
                Containers.class.getClassLoader(),
                new Class<?>[] {Containers.class},
                (proxy, method, arguments) -> {
                  assertThat(method.getName()).isEqualTo("connectPort");
                  assertThat(arguments).containsExactly(ID, 80);
                  return way;
                });
    forward = listening(PortBinding.randomTcp(80));
    serving = forward.serve(containers, ID, failures::add).subscribe();
  }

  private Socket connect() throws IOException {
    Socket socket =
        new Socket(InetAddress.getLoopbackAddress(), forward.binding().hostPort().orElseThrow());
    socket.setSoTimeout((int) LIMIT.toMillis());
    return socket;
  }

  /** A port that sends back what it gets. */
  private static class Echo implements PortConnection {
    private final Sinks.Many<ByteBuffer> back = Sinks.many().unicast().onBackpressureBuffer();
    final CompletableFuture<Void> released = new CompletableFuture<>();

    @Override
    public Flux<ByteBuffer> receive() {
      return back.asFlux();
    }

    @Override
    public Mono<Void> send(Publisher<ByteBuffer> bytes) {
      return Flux.from(bytes).doOnNext(back::tryEmitNext).then();
    }

    @Override
    public Mono<Void> closeOutput() {
      return Mono.fromRunnable(back::tryEmitComplete);
    }

    @Override
    public Mono<Void> close() {
      return Mono.fromRunnable(() -> released.complete(null));
    }

    void say(String text) {
      back.tryEmitNext(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
    }

    void end() {
      back.tryEmitComplete();
    }

    void fail(Throwable error) {
      back.tryEmitError(error);
    }
  }

  @Test
  void bytesGoBothWaysAndTheEndsToo() throws Exception {
    Echo echo = new Echo();
    byte[] data = new byte[1_000_000];
    new Random(3).nextBytes(data);
    try (Socket socket = client(Mono.just(echo))) {
      CompletableFuture<Void> sent =
          CompletableFuture.runAsync(
              () -> {
                try {
                  socket.getOutputStream().write(data);
                  socket.shutdownOutput();
                } catch (IOException e) {
                  throw new IllegalStateException(e);
                }
              });
      assertThat(socket.getInputStream().readAllBytes()).isEqualTo(data);
      sent.get(LIMIT.toSeconds(), TimeUnit.SECONDS);
    }
    echo.released.get(LIMIT.toSeconds(), TimeUnit.SECONDS);
    assertThat(failures).isEmpty();
  }

  @Test
  void listensOnLoopbackUnlessToldOtherwise() {
    forward = listening(PortBinding.randomTcp(80));
    assertThat(forward.binding().hostAddress()).contains("127.0.0.1");
    assertThat(forward.binding().hostPort()).isPresent();
    PortForward there =
        listening(
            new PortBinding(80, PortProtocol.TCP, Optional.of("127.0.0.2"), OptionalInt.empty()));
    assertThat(there.binding().hostAddress()).contains("127.0.0.2");
    there.close().block(LIMIT);
  }

  @Test
  void aPortInUseIsTold() {
    forward = listening(PortBinding.randomTcp(80));
    int port = forward.binding().hostPort().orElseThrow();
    PortForward.listen("test", PortBinding.tcp(port, 80))
        .as(StepVerifier::create)
        .expectErrorSatisfies(
            error ->
                assertThat(error)
                    .isInstanceOfSatisfying(
                        PortInUseException.class, e -> assertThat(e.port()).isEqualTo(port)))
        .verify(LIMIT);
    forward.close().block(LIMIT);
    forward = listening(PortBinding.tcp(port, 80));
  }

  @Test
  void whatCannotBeListenedOnIsRefused() {
    PortForward.listen(
            "test", new PortBinding(53, PortProtocol.UDP, Optional.empty(), OptionalInt.empty()))
        .as(StepVerifier::create)
        .expectError(InvalidSpecException.class)
        .verify(LIMIT);
    PortForward.listen(
            "test",
            new PortBinding(80, PortProtocol.TCP, Optional.of("203.0.113.1"), OptionalInt.empty()))
        .as(StepVerifier::create)
        .expectError(InvalidSpecException.class)
        .verify(LIMIT);
  }

  @Test
  void aConnectionWaitsWhileItsContainerIsBeingReplaced() throws Exception {
    AtomicInteger attempts = new AtomicInteger();
    Echo successor = new Echo();
    Mono<PortConnection> way =
        Mono.defer(
            () ->
                attempts.incrementAndGet() < 3
                    ? Mono.error(new ConflictException(CONTEXT, "it does not run", null))
                    : Mono.just(successor));
    try (Socket socket = client(way)) {
      successor.say("hello");
      successor.end();
      assertThat(socket.getInputStream().readAllBytes()).asString().isEqualTo("hello");
    }
    assertThat(attempts).hasValue(3);
    assertThat(failures).isEmpty();
  }

  @Test
  void whatBreaksIsResetAndTheNextOneGoesOn() throws Exception {
    AtomicInteger connections = new AtomicInteger();
    Echo broken = new Echo();
    Echo next = new Echo();
    serve(Mono.fromSupplier(() -> connections.getAndIncrement() == 0 ? broken : next));
    try (Socket first = connect()) {
      broken.say("half");
      InputStream input = first.getInputStream();
      assertThat(input.readNBytes(4)).asString().isEqualTo("half");
      broken.fail(new StreamInterruptedException(CONTEXT, "the pod is gone", null));
      assertThatThrownBy(input::read).isInstanceOf(SocketException.class);
    }
    assertThat(failures.poll(LIMIT.toSeconds(), TimeUnit.SECONDS))
        .isInstanceOf(StreamInterruptedException.class);
    try (Socket second = connect()) {
      next.say("whole");
      next.end();
      assertThat(second.getInputStream().readAllBytes()).asString().isEqualTo("whole");
    }
  }

  @Test
  void anAnswerComesThoughTheEndOfTheQuestionCannotBePassedOn() throws Exception {
    CompletableFuture<Void> asked = new CompletableFuture<>();
    Echo deaf =
        new Echo() {
          @Override
          public Mono<Void> closeOutput() {
            asked.complete(null);
            return Mono.error(
                new OperationUnsupportedException(Capability.PORT_FORWARD, CONTEXT, "no word"));
          }
        };
    try (Socket socket = client(Mono.just(deaf))) {
      socket.shutdownOutput();
      asked.get(LIMIT.toSeconds(), TimeUnit.SECONDS);
      deaf.say("answer");
      deaf.end();
      assertThat(socket.getInputStream().readAllBytes()).asString().isEqualTo("answer");
    }
  }

  @Test
  void aClientThatDoesNotReadStopsTheReadingOfThePort() throws Exception {
    AtomicLong taken = new AtomicLong();
    int piece = 64 << 10;
    Echo endless =
        new Echo() {
          @Override
          public Flux<ByteBuffer> receive() {
            return Flux.<ByteBuffer>generate(sink -> sink.next(ByteBuffer.allocate(piece)))
                .doOnNext(bytes -> taken.addAndGet(bytes.remaining()))
                .take(10_000);
          }
        };
    try (Socket socket = client(Mono.just(endless))) {
      assertThat(socket.getInputStream().read()).isZero();
      // What the kernel buffers is a few MiB; all of it would be 655.
      Flux.interval(Duration.ofMillis(50))
          .map(tick -> taken.get())
          .buffer(10, 1)
          .filter(looks -> looks.get(0).equals(looks.get(looks.size() - 1)))
          .next()
          .block(LIMIT);
      assertThat(taken.get()).isLessThan(100L << 20);
    }
    endless.released.get(LIMIT.toSeconds(), TimeUnit.SECONDS);
  }

  @Test
  void manyConnectionsAtOnceAreServed() throws Exception {
    serve(Mono.fromSupplier(Echo::new));
    List<CompletableFuture<String>> answers = new ArrayList<>();
    ExecutorService clients = Executors.newFixedThreadPool(8);
    try {
      for (int i = 0; i < 400; i++) {
        String question = "question " + i;
        answers.add(CompletableFuture.supplyAsync(() -> asked(question), clients));
      }
      for (int i = 0; i < answers.size(); i++) {
        assertThat(answers.get(i).get(LIMIT.toSeconds(), TimeUnit.SECONDS))
            .isEqualTo("question " + i);
      }
    } finally {
      clients.shutdownNow();
    }
    assertThat(failures).isEmpty();
  }

  private String asked(String question) {
    try (Socket socket = connect()) {
      socket.getOutputStream().write(question.getBytes(StandardCharsets.UTF_8));
      socket.shutdownOutput();
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void closingEndsWhatIsOpen() throws Exception {
    Echo echo = new Echo();
    try (Socket socket = client(Mono.just(echo))) {
      echo.say("x");
      assertThat(socket.getInputStream().read()).isEqualTo('x');
      forward.close().block(LIMIT);
      echo.released.get(LIMIT.toSeconds(), TimeUnit.SECONDS);
      assertThat(socket.getInputStream().read()).isEqualTo(-1);
    }
    assertThatThrownBy(this::connect).isInstanceOf(IOException.class);
    forward.close().block(LIMIT);
  }
}
