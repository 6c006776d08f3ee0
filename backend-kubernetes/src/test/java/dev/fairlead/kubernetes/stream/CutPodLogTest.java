package dev.fairlead.kubernetes.stream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fairlead.spi.log.Gap;
import dev.fairlead.spi.log.LogOptions;
import dev.fairlead.spi.log.OutputFrame;
import dev.fairlead.testbed.Course;
import dev.fairlead.testbed.FaultProxy;
import dev.fairlead.testbed.ScriptedDaemon.Request;
import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A log that is handed on as kubelets do it, and cut again and again at any byte. */
class CutPodLogTest {

  private static final long SEED = Long.getLong("test.log", 20);
  private static final int BYTES = 5 << 20;
  private static final int PIECE = 16 << 10;
  private static final int CUTS = 60;
  private static final int LONGEST = 4 << 20;
  private static final Duration PATIENCE = Duration.ofMinutes(4);

  private static final DateTimeFormatter NANOS =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSSSSS'Z'", Locale.ROOT)
          .withZone(ZoneOffset.UTC);

  @TempDir Path directory;

  /** An entry as a kubelet finds it in its file. */
  private record Kept(Instant time, String text) {}

  private final Random random = new Random(SEED);
  private final List<Kept> log = new ArrayList<>();
  private final ByteArrayOutputStream written = new ByteArrayOutputStream();
  private final AtomicInteger cuts = new AtomicInteger();
  private volatile int rotated;

  private void write(int bytes) {
    Instant time = Instant.parse("2026-01-02T12:00:00Z");
    while (written.size() < bytes) {
      int length = random.nextInt(500) == 0 ? random.nextInt(3 * PIECE) : random.nextInt(200);
      char[] line = new char[length + 1];
      Arrays.fill(line, (char) ('a' + random.nextInt(3)));
      line[length] = '\n';
      if (length < 200 && random.nextInt(300) == 0) {
        // One stream stops in the middle of a line, and the other goes on.
        keep(time, "stopped" + random.nextInt(1000));
        time = time.plusNanos(30_000);
      }
      String own = NANOS.format(time.plusNanos(random.nextInt(2) * 1_000L - 500)) + " ";
      String text = (random.nextInt(50) == 0 ? "at " + own : "") + new String(line);
      for (int from = 0; from < text.length(); from += PIECE) {
        // Those of two streams are out of order by a little.
        time = time.plusNanos(random.nextInt(200_000) - 20_000L);
        keep(time, text.substring(from, Math.min(text.length(), from + PIECE)));
      }
    }
    keep(time, "the last line has no newline");
    keep(time.minusNanos(1000), "nor has that of the other stream");
  }

  private void keep(Instant time, String text) {
    written.writeBytes(text.getBytes(StandardCharsets.US_ASCII));
    log.add(new Kept(time, text));
  }

  /** Kubernetes 1.20: pkg/kubelet/kuberuntime/logs/logs.go. */
  private boolean serve(Request request, SocketChannel channel) throws IOException {
    String since = parameter(request, "sinceTime").replace("%3A", ":");
    Instant from = since.isEmpty() ? Instant.MIN : Instant.parse(since);
    assertThat(from).isEqualTo(since.isEmpty() ? from : from.truncatedTo(ChronoUnit.SECONDS));
    String tail = parameter(request, "tailLines");
    int first = tail.isEmpty() ? rotated : Math.max(rotated, log.size() - Integer.parseInt(tail));
    boolean timed = parameter(request, "timestamps").equals("true");
    OutputStream out = new BufferedOutputStream(Channels.newOutputStream(channel), 1 << 16);
    out.write(ascii("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"));
    for (Kept kept : log.subList(first, log.size())) {
      if (!kept.time().isBefore(from)) {
        byte[] entry = ascii((timed ? NANOS.format(kept.time()) + " " : "") + kept.text());
        out.write(ascii(Integer.toHexString(entry.length) + "\r\n"));
        out.write(entry);
        out.write(ascii("\r\n"));
      }
    }
    out.write(ascii("0\r\n\r\n"));
    out.flush();
    return false;
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  private static String parameter(Request request, String name) {
    String pattern = ".*[?&]" + name + "=([^&]*).*";
    return request.target().matches(pattern) ? request.target().replaceFirst(pattern, "$1") : "";
  }

  /** What a follower was given. */
  private record Followed(long bytes, String digest, List<Gap> gaps) {}

  private Followed follow(java.util.function.IntFunction<Course> courses, LogOptions options)
      throws IOException {
    Path here = directory.resolve("daemon");
    Path proxied = directory.resolve("proxy");
    MessageDigest digest = sha256();
    List<Gap> gaps = new ArrayList<>();
    try (ScriptedPod pod = new ScriptedPod(here, proxied);
        FaultProxy proxy = FaultProxy.between(proxied, here)) {
      pod.hasEnded().on("log", this::serve);
      proxy.toClient(courses);
      Long bytes =
          pod.streams()
              .logs(ScriptedPod.ID, options)
              .map(
                  event -> {
                    if (event instanceof OutputFrame frame) {
                      digest.update(frame.bytes());
                      return (long) frame.size();
                    }
                    gaps.add((Gap) event);
                    return 0L;
                  })
              .reduce(0L, Long::sum)
              .block(PATIENCE);
      return new Followed(bytes, HexFormat.of().formatHex(digest.digest()), gaps);
    }
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (java.security.NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  @Timeout(300)
  void whatArrivesIsWhatWasWritten() throws IOException {
    write(BYTES);
    Followed followed =
        follow(
            connection ->
                cuts.incrementAndGet() <= CUTS
                    ? Course.clear().pass(random.nextInt(LONGEST)).cut()
                    : Course.clear(),
            LogOptions.following());
    assertThat(followed.gaps()).isEmpty();
    assertThat(followed.bytes()).isEqualTo(written.size());
    assertThat(followed.digest())
        .isEqualTo(HexFormat.of().formatHex(sha256().digest(written.toByteArray())));
    assertThat(cuts.get()).as("seed %s", SEED).isGreaterThan(3);
  }

  @Test
  void aRotationThatTakesThePlaceAwayIsAGap() throws IOException {
    write(1 << 20);
    Followed followed =
        follow(
            connection -> {
              if (cuts.getAndIncrement() == 1) {
                return Course.clear().pass(500_000).tell(() -> rotated = log.size() - 100).cut();
              }
              return Course.clear();
            },
            LogOptions.following());
    assertThat(followed.gaps()).hasSize(1);
    assertThat(followed.gaps().get(0).since()).isPresent();
    assertThat(followed.bytes()).isBetween(100_000L, 600_000L);
  }

  @Test
  void theTailIsWhatItWasThoughTheFirstConnectionBroke() throws IOException {
    write(200_000);
    String expected =
        String.join("", log.subList(log.size() - 50, log.size()).stream().map(Kept::text).toList());
    Followed followed =
        follow(
            connection ->
                cuts.getAndIncrement() == 1 ? Course.clear().pass(2_000).cut() : Course.clear(),
            LogOptions.following().withTail(50));
    assertThat(followed.gaps()).isEmpty();
    assertThat(followed.bytes()).isEqualTo(expected.length());
    assertThat(followed.digest())
        .isEqualTo(HexFormat.of().formatHex(sha256().digest(ascii(expected))));
  }
}
