package dev.fairlead.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fairlead.spi.BackendOptions;
import dev.fairlead.spi.Endpoint;
import dev.fairlead.spi.container.ContainerId;
import dev.fairlead.spi.log.LogEvent;
import dev.fairlead.spi.log.LogOptions;
import dev.fairlead.spi.log.OutputFrame;
import dev.fairlead.testbed.Answers;
import dev.fairlead.testbed.Course;
import dev.fairlead.testbed.FaultProxy;
import dev.fairlead.testbed.ScriptedDaemon;
import dev.fairlead.testbed.ScriptedDaemon.Request;
import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import reactor.core.publisher.Flux;

/**
 * Ten megabytes of a followed log whose connections are cut at a thousand bytes that a seed
 * decides: lines of all lengths, with equal times, in fragments, without a newline, and a clock
 * that goes back now and then.
 */
class CutLogTest {

  private static final long SEED = Long.getLong("test.cuts.seed", 20_260_102L);
  private static final int CUTS = Integer.getInteger("test.cuts", 1000);
  private static final int BYTES = 10 << 20;
  private static final int FRAGMENT = 16 << 10;

  /** About as much as is read again after a cut, so that most go on a little and some do not. */
  private static final int LONGEST = 260_000;

  private static final DateTimeFormatter NANOS =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSSSSS'Z'", Locale.ROOT)
          .withZone(ZoneOffset.UTC);

  private static final Duration PATIENCE = Duration.ofMinutes(8);

  @TempDir Path directory;

  /** A message as the daemon has it: its time, and its frame with the time in it. */
  private record Kept(Instant time, ByteBuffer frame) {}

  private final Random random = new Random(SEED);
  private final List<Kept> log = new ArrayList<>();
  private final ByteArrayOutputStream written = new ByteArrayOutputStream();
  private final AtomicInteger cuts = new AtomicInteger();

  /**
   * Writes the log.
   *
   * @param steady messages until the clock goes back
   */
  private void write(int steady) {
    Instant time = Instant.parse("2026-01-02T12:00:00Z");
    while (written.size() < BYTES) {
      byte[] line = line();
      int stream = 1 + random.nextInt(2);
      for (int from = 0; from < line.length; from += FRAGMENT) {
        byte[] part = Arrays.copyOfRange(line, from, Math.min(line.length, from + FRAGMENT));
        time = time.plusNanos(random.nextInt(3) == 0 ? 0 : 1 + random.nextInt(50_000));
        if (log.size() % steady == steady - 1) {
          time = time.minusSeconds(1);
        }
        keep(time, stream, part);
      }
    }
    keep(time, 1, "the last line has no newline".getBytes(StandardCharsets.UTF_8));
  }

  private byte[] line() {
    int length = random.nextInt(500) == 0 ? random.nextInt(3 * FRAGMENT) : random.nextInt(200);
    byte[] line = new byte[length + 1];
    Arrays.fill(line, (byte) ('a' + random.nextInt(3)));
    line[length] = '\n';
    return line;
  }

  private void keep(Instant time, int stream, byte[] bytes) {
    written.writeBytes(bytes);
    byte[] prefix = ascii(NANOS.format(time) + " ");
    log.add(
        new Kept(
            time,
            ByteBuffer.allocate(8 + prefix.length + bytes.length)
                .put(new byte[] {(byte) stream, 0, 0, 0})
                .putInt(prefix.length + bytes.length)
                .put(prefix)
                .put(bytes)
                .flip()));
  }

  /** One chunk for each message, as Docker sends them. */
  private boolean serve(Request request, SocketChannel channel) throws IOException {
    String since = parameter(request, "since");
    String tail = parameter(request, "tail");
    Instant from =
        since.isEmpty()
            ? Instant.MIN
            : Instant.ofEpochSecond(
                Long.parseLong(since.replaceFirst("\\..*", "")),
                Long.parseLong(since.replaceFirst(".*\\.", "")));
    int first = tail.equals("all") ? 0 : Math.max(0, log.size() - Integer.parseInt(tail));
    OutputStream out = new BufferedOutputStream(Channels.newOutputStream(channel), 1 << 16);
    out.write(ascii("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"));
    for (Kept kept : log.subList(first, log.size())) {
      if (!kept.time().isBefore(from)) {
        out.write(ascii(Integer.toHexString(kept.frame().remaining()) + "\r\n"));
        out.write(kept.frame().array());
        out.write(ascii("\r\n"));
      }
    }
    out.write(ascii("0\r\n\r\n"));
    out.flush();
    return true;
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  private static String parameter(Request request, String name) {
    String pattern = ".*[?&]" + name + "=([^&]*).*";
    return request.target().matches(pattern) ? request.target().replaceFirst(pattern, "$1") : "";
  }

  /** Cuts each connection that carries a log, until all cuts are made. */
  private Course course() {
    return cuts.incrementAndGet() <= CUTS
        ? Course.clear().pass(random.nextInt(LONGEST)).cut()
        : Course.clear();
  }

  @Test
  @Timeout(value = 10, unit = TimeUnit.MINUTES)
  void whatArrivesIsWhatWasWritten() throws IOException {
    write(20_000);
    Arrived arrived = followed(connection -> course());
    assertThat(arrived.gaps).isEmpty();
    assertThat(arrived.bytes).isEqualTo(written.size());
    assertThat(arrived.sha256()).isEqualTo(sha256(written.toByteArray()));
    assertThat(cuts.get()).as("seed %s", SEED).isGreaterThanOrEqualTo(CUTS);
  }

  /**
   * However much was missed: no connection carries a twentieth of the log. Where a clock that went
   * back hides how far the place is from the end, it would be given up.
   */
  @Test
  @Timeout(value = 5, unit = TimeUnit.MINUTES)
  void itGoesOnThoughNoConnectionLasts() throws IOException {
    write(Integer.MAX_VALUE);
    Arrived arrived = followed(connection -> Course.clear().pass(BYTES / 20).cut());
    assertThat(arrived.gaps).isEmpty();
    assertThat(arrived.bytes).isEqualTo(written.size());
    assertThat(arrived.sha256()).isEqualTo(sha256(written.toByteArray()));
  }

  private Arrived followed(Function<Integer, Course> courses) throws IOException {
    Path socket = directory.resolve("daemon");
    Path proxied = directory.resolve("proxy");
    try (ScriptedDaemon daemon = ScriptedDaemon.at(socket);
        FaultProxy proxy = FaultProxy.between(proxied, socket)) {
      String state =
          "{\"Id\":\"0a\",\"Name\":\"/web\",\"Config\":{\"Image\":\"i\"},\"State\":"
              + "{\"Status\":\"exited\",\"StartedAt\":\"2026-01-02T12:00:00Z\",\"ExitCode\":0}}";
      daemon.on("GET /_ping", Answers.json(200, "Api-Version: 1.41\r\n", "OK"));
      daemon.on("GET /version", Answers.json(200, "{\"Version\":\"20.10.24\"}"));
      daemon.on("GET /containers/web/json", Answers.json(200, state));
      daemon.on("GET /containers/web/logs", this::serve);
      EngineClient client =
          EngineClient.open("docker", Endpoint.unix(proxied), BackendOptions.defaults())
              .block(PATIENCE);
      // The connection of calls is open by now; each of the others carries a log.
      proxy.toClient(courses::apply);
      Arrived arrived = new Arrived();
      follow(client).doOnNext(arrived::add).blockLast(PATIENCE);
      client.close().block(PATIENCE);
      return arrived;
    }
  }

  /** Without the pauses, which are not what is looked at here. */
  private static Flux<LogEvent> follow(EngineClient client) {
    return new EngineContainers(
            client,
            SpecMappingTest.DOCKER,
            KernelSupport.full(),
            Peculiarities.none(),
            Clock.systemUTC(),
            new Backoff(1, 1, new Random(SEED)))
        .logs(ContainerId.of("web"), LogOptions.following());
  }

  private static String sha256(byte[] bytes) {
    MessageDigest digest = digest();
    return HexFormat.of().formatHex(digest.digest(bytes));
  }

  private static MessageDigest digest() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  /** What came, in its order. */
  private static final class Arrived {

    private final MessageDigest digest = digest();
    private int bytes;
    private final List<String> gaps = new ArrayList<>();

    void add(LogEvent event) {
      if (event instanceof OutputFrame frame) {
        bytes += frame.size();
        digest.update(frame.bytes());
      } else {
        gaps.add(event.toString() + " after " + bytes);
      }
    }

    String sha256() {
      return HexFormat.of().formatHex(digest.digest());
    }
  }
}
