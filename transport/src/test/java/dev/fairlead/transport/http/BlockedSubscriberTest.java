package dev.fairlead.transport.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.util.Logger;
import reactor.util.Loggers;

/**
 * A subscriber that blocks hurts itself alone. It blocks on a monitor, which BlockHound lets pass,
 * that the test holds: for as long as all others are looked at.
 */
class BlockedSubscriberTest extends ServerBackedTest {

  private static final int OTHERS = 8;
  private static final int LINES = 50;

  /** In the names of this test's requests, so that nobody else's warnings count. */
  private final String held = "held" + System.nanoTime();

  private final Object gate = new Object();
  private final Queue<String> warnings = new ConcurrentLinkedQueue<>();

  @BeforeEach
  void logsAreKept() {
    Loggers.useCustomLoggers(name -> new Warnings());
  }

  @AfterEach
  void logsAreDropped() {
    Loggers.resetLoggerFactory();
  }

  private List<String> mine() {
    return warnings.stream().filter(warning -> warning.contains(held)).toList();
  }

  /** Answers {@code /follow/N} by lines without end, and everything else by its path. */
  private ScriptedServer server() throws IOException {
    return serve(
        SocketKind.UNIX,
        connection -> {
          for (String head = connection.readHead(); !head.isEmpty(); head = connection.readHead()) {
            String path = head.split(" ", 3)[1];
            if (!path.startsWith("/follow")) {
              connection.write("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
              continue;
            }
            connection.write("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
            for (int line = 0; ; line++) {
              String text = line + "\n";
              connection.write(Integer.toHexString(text.length()) + "\r\n" + text + "\r\n");
              LockSupport.parkNanos(2_000_000);
            }
          }
        });
  }

  private static Flux<ByteBuffer> follow(HttpTransport transport, String name) {
    return transport.stream(
        HttpRequest.get("/follow/" + name).lane(Lane.STREAM), HttpResponse::body);
  }

  private static Mono<String> call(HttpTransport transport, String name) {
    return transport.fetch(
        HttpRequest.get("/call/" + name), response -> response.bytes(100).map(String::new));
  }

  /** More than loops, so that some share the one that is held up. */
  private List<AtomicInteger> others(HttpTransport transport, List<Disposable> running) {
    List<AtomicInteger> counts = new CopyOnWriteArrayList<>();
    for (int i = 0; i < OTHERS; i++) {
      AtomicInteger count = new AtomicInteger();
      counts.add(count);
      running.add(follow(transport, "other" + i).subscribe(line -> count.incrementAndGet()));
    }
    eventually(LIMIT, () -> counts.stream().allMatch(count -> count.get() > 0));
    return counts;
  }

  private void allGoOn(HttpTransport transport, List<AtomicInteger> counts) {
    List<Integer> before = counts.stream().map(AtomicInteger::get).toList();
    for (int i = 0; i < LINES; i++) {
      assertThat(call(transport, "other").block(LIMIT)).isEqualTo("ok");
    }
    for (int i = 0; i < counts.size(); i++) {
      AtomicInteger count = counts.get(i);
      int wanted = before.get(i) + LINES;
      eventually(LIMIT, () -> count.get() >= wanted);
    }
  }

  private void hurtsNobodyElse(Consumer<CountDownLatch> blocking) throws Exception {
    HttpTransport transport = transport(server());
    List<Disposable> running = new CopyOnWriteArrayList<>();
    List<AtomicInteger> counts = others(transport, running);
    CountDownLatch blocked = new CountDownLatch(1);
    AtomicInteger next = new AtomicInteger();
    AtomicBoolean inOrder = new AtomicBoolean(true);
    synchronized (gate) {
      running.add(
          joinedLines(follow(transport, held))
              .subscribe(
                  line -> {
                    inOrder.compareAndSet(true, line == next.getAndIncrement());
                    if (line == 10) {
                      blocking.accept(blocked);
                    }
                  }));
      blocked.await();
      allGoOn(transport, counts);
      assertThat(next.get()).isEqualTo(11);
    }
    eventually(LIMIT, () -> next.get() > 100);
    assertThat(inOrder.get()).as("nothing was lost or doubled").isTrue();
    running.forEach(Disposable::dispose);
    assertThat(mine()).singleElement().asString().contains("/follow/", "BlockedSubscriberTest");
  }

  /** A read may end anywhere. */
  private static Flux<Integer> joinedLines(Flux<ByteBuffer> bytes) {
    return Flux.defer(
        () -> {
          StringBuilder rest = new StringBuilder();
          return bytes.concatMapIterable(
              buffer -> {
                rest.append(text(buffer));
                int whole = rest.lastIndexOf("\n") + 1;
                List<Integer> lines =
                    rest.substring(0, whole).lines().map(Integer::valueOf).toList();
                rest.delete(0, whole);
                return lines;
              },
              1);
        });
  }

  private void waitsAtTheGate(CountDownLatch blocked) {
    blocked.countDown();
    synchronized (gate) {
      blocked.countDown(); // once more, for the block is not to be empty
    }
  }

  @Test
  void oneThatWaitsForEverHoldsUpNoOtherFollowAndNoCall() throws Exception {
    hurtsNobodyElse(this::waitsAtTheGate);
  }

  @Test
  void oneThatComputesForEverHoldsUpNoOneEither() throws Exception {
    AtomicBoolean free = new AtomicBoolean();
    Thread opener =
        new Thread(
            () -> {
              synchronized (gate) {
                free.set(true);
              }
            });
    opener.setDaemon(true);
    hurtsNobodyElse(
        blocked -> {
          opener.start();
          blocked.countDown();
          long rounds = 0;
          while (!free.get()) {
            rounds++;
          }
          assertThat(rounds).isPositive();
        });
  }

  @Test
  void oneWhoBlocksAfterACallHoldsUpNoOne() throws Exception {
    HttpTransport transport = transport(server());
    List<Disposable> running = new CopyOnWriteArrayList<>();
    List<AtomicInteger> counts = others(transport, running);
    CountDownLatch blocked = new CountDownLatch(1);
    AtomicBoolean through = new AtomicBoolean();
    synchronized (gate) {
      call(transport, held)
          .subscribe(
              answer -> {
                waitsAtTheGate(blocked);
                through.set(true);
              });
      blocked.await();
      allGoOn(transport, counts);
    }
    eventually(LIMIT, through::get);
    running.forEach(Disposable::dispose);
    assertThat(mine()).singleElement().asString().contains("/call/");
  }

  @Test
  void severalMayBlockOneAfterTheOther() throws Exception {
    HttpTransport transport = transport(server());
    List<Disposable> running = new CopyOnWriteArrayList<>();
    List<AtomicInteger> counts = others(transport, running);
    synchronized (gate) {
      for (int i = 0; i < 5; i++) {
        CountDownLatch blocked = new CountDownLatch(1);
        running.add(follow(transport, held + i).subscribe(line -> waitsAtTheGate(blocked)));
        blocked.await();
      }
      allGoOn(transport, counts);
    }
    running.forEach(Disposable::dispose);
    assertThat(mine()).hasSize(5);
  }

  /** Nobody else wakes the loop up for it. */
  @Test
  void oneThatHasBlockedGoesOnAllAlone() throws Exception {
    HttpTransport transport = transport(server());
    CountDownLatch blocked = new CountDownLatch(1);
    AtomicInteger seen = new AtomicInteger();
    Disposable running;
    synchronized (gate) {
      running =
          joinedLines(follow(transport, held))
              .doOnNext(line -> waitsAtTheGate(blocked))
              .subscribe(line -> seen.incrementAndGet());
      blocked.await();
      eventually(LIMIT, () -> !mine().isEmpty());
    }
    // More than can have piled up meanwhile: the loop has to tell of what comes.
    eventually(LIMIT, () -> seen.get() > 20 * LINES);
    running.dispose();
  }

  @Test
  void closingDoesNotWaitForIt() throws Exception {
    HttpTransport transport = transport(server());
    CountDownLatch blocked = new CountDownLatch(1);
    synchronized (gate) {
      follow(transport, held).onErrorComplete().subscribe(line -> waitsAtTheGate(blocked));
      blocked.await();
      transport.close().block(LIMIT);
    }
  }

  /** Of all that may be logged only what a subscriber is told off for. */
  private final class Warnings implements Logger {

    @Override
    public String getName() {
      return "warnings";
    }

    @Override
    public boolean isTraceEnabled() {
      return false;
    }

    @Override
    public void trace(String message) {}

    @Override
    public void trace(String format, Object... arguments) {}

    @Override
    public void trace(String message, Throwable failure) {}

    @Override
    public boolean isDebugEnabled() {
      return false;
    }

    @Override
    public void debug(String message) {}

    @Override
    public void debug(String format, Object... arguments) {}

    @Override
    public void debug(String message, Throwable failure) {}

    @Override
    public boolean isInfoEnabled() {
      return false;
    }

    @Override
    public void info(String message) {}

    @Override
    public void info(String format, Object... arguments) {}

    @Override
    public void info(String message, Throwable failure) {}

    @Override
    public boolean isWarnEnabled() {
      return true;
    }

    @Override
    public void warn(String message) {
      warnings.add(message);
    }

    @Override
    public void warn(String format, Object... arguments) {
      warnings.add(format + List.of(arguments));
    }

    @Override
    public void warn(String message, Throwable failure) {
      warnings.add(message + failure);
    }

    @Override
    public boolean isErrorEnabled() {
      return true;
    }

    @Override
    public void error(String message) {
      warnings.add(message);
    }

    @Override
    public void error(String format, Object... arguments) {
      warnings.add(format + List.of(arguments));
    }

    @Override
    public void error(String message, Throwable failure) {
      warnings.add(message + failure);
    }
  }
}
