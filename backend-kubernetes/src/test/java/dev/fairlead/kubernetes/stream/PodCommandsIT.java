package dev.fairlead.kubernetes.stream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fairlead.spi.Capability;
import dev.fairlead.spi.container.AttachedProcess;
import dev.fairlead.spi.container.ContainerId;
import dev.fairlead.spi.container.Exit;
import dev.fairlead.spi.container.TerminalSize;
import dev.fairlead.spi.error.ConflictException;
import dev.fairlead.spi.error.NotFoundException;
import dev.fairlead.spi.error.OperationUnsupportedException;
import dev.fairlead.spi.exec.ExecSpec;
import dev.fairlead.spi.log.LogLines;
import dev.fairlead.spi.log.OutputFrame;
import dev.fairlead.spi.log.StandardStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

/** Commands executed in pods of a real cluster. */
@Tag("side-by-side")
class PodCommandsIT {

  private static final Duration LIMIT = StreamedCluster.LIMIT;

  /** A kubelet passes a size on some time after it was told. */
  private static final String SIZE =
      "until [ \"$(stty size 2>/dev/null)\" = \"%s\" ]; do sleep 0.1; done; stty size; ";

  @RegisterExtension private final StreamedCluster cluster = new StreamedCluster();

  private AttachedProcess exec(ContainerId id, ExecSpec spec) {
    return cluster.streams().exec(id, spec).block(LIMIT);
  }

  private static ExecSpec.Builder sh(String script) {
    return ExecSpec.builder(List.of("sh", "-c", script));
  }

  private static String text(Flux<OutputFrame> output, StandardStream of) {
    return output
        .filter(frame -> frame.stream() == of)
        .map(OutputFrame::text)
        .collectList()
        .map(parts -> String.join("", parts))
        .block(LIMIT);
  }

  private static ByteBuffer utf8(String text) {
    return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
  }

  private String said(ContainerId id, String script) {
    AttachedProcess process = exec(id, sh(script).build());
    try {
      return text(process.output(), StandardStream.STDOUT);
    } finally {
      process.close().block(LIMIT);
    }
  }

  @Test
  void outputComesApartAndTheCodeIsTheCommandsOwn() {
    AttachedProcess process =
        exec(cluster.idle(), sh("printf out; printf 'err\\377' >&2; exit 37").build());
    List<OutputFrame> frames = process.output().collectList().block(LIMIT);
    assertThat(process.exit().block(LIMIT)).isEqualTo(new Exit.Exited(37));
    assertThat(process.exit().block(LIMIT)).isEqualTo(new Exit.Exited(37));
    assertThat(text(Flux.fromIterable(frames), StandardStream.STDOUT)).isEqualTo("out");
    ByteBuffer err =
        frames.stream()
            .filter(frame -> frame.stream() == StandardStream.STDERR)
            .map(OutputFrame::bytes)
            .reduce(ByteBuffer.allocate(0), PodCommandsIT::joined);
    assertThat(err).isEqualTo(ByteBuffer.wrap(new byte[] {'e', 'r', 'r', -1}));
    process.close().block(LIMIT);
  }

  private static ByteBuffer joined(ByteBuffer one, ByteBuffer other) {
    return ByteBuffer.allocate(one.remaining() + other.remaining()).put(one).put(other).flip();
  }

  @Test
  void theCodeComesThoughNobodyReadsTheOutput() {
    AttachedProcess process = exec(cluster.idle(), sh("echo much; exit 5").build());
    assertThat(process.exit().block(LIMIT)).isEqualTo(new Exit.Exited(5));
    assertThat(text(process.output(), StandardStream.STDOUT)).isEqualTo("much\n");
    process.close().block(LIMIT);
  }

  @Test
  void aProgramThatIsNotThereEndsWith127() {
    AttachedProcess process = exec(cluster.idle(), ExecSpec.of("no-such-program"));
    process.output().blockLast(LIMIT);
    assertThat(process.exit().block(LIMIT).code()).hasValue(127);
    process.close().block(LIMIT);
  }

  @Test
  void argumentsArriveAsTheyAre() {
    ContainerId id = cluster.idle();
    AttachedProcess process =
        exec(id, ExecSpec.of("printf", "[%s]", "a b", "", "$x", "'\"\n&=%ü", "-n"));
    assertThat(text(process.output(), StandardStream.STDOUT))
        .isEqualTo("[a b][][$x]['\"\n&=%ü][-n]");
    process.close().block(LIMIT);
  }

  @Test
  void whatRunsNotOrIsNotThereIsToldApart() {
    ContainerId ended = cluster.script("exit 0");
    cluster
        .streams()
        .exec(ended, ExecSpec.of("true"))
        .as(StepVerifier::create)
        .expectError(ConflictException.class)
        .verify(LIMIT);
    cluster
        .streams()
        .exec(new ContainerId("no-such-pod"), ExecSpec.of("true"))
        .as(StepVerifier::create)
        .expectError(NotFoundException.class)
        .verify(LIMIT);
  }

  @Test
  void whatTheApiCannotDoIsRefused() {
    cluster
        .streams()
        .exec(new ContainerId("any"), sh("true").env("A", "b").build())
        .as(StepVerifier::create)
        .expectErrorSatisfies(
            error ->
                assertThat(((OperationUnsupportedException) error).capability())
                    .isEqualTo(Capability.EXEC_ENV))
        .verify(LIMIT);
  }

  @Test
  void inputArrivesByteForByte() {
    byte[] data = new byte[3_000_000];
    new Random(3).nextBytes(data);
    AttachedProcess process =
        exec(cluster.idle(), sh("head -c 3000000 | sha256sum").stdin(true).build());
    Flux<ByteBuffer> source =
        Flux.range(0, 30).map(i -> ByteBuffer.wrap(data, i * 100_000, 100_000).slice());
    Mono.zip(
            process.write(source).thenReturn(true),
            process.output().map(OutputFrame::text).reduce("", String::concat))
        .as(StepVerifier::create)
        .assertNext(both -> assertThat(both.getT2()).startsWith(sha256(data)))
        .expectComplete()
        .verify(LIMIT);
    process.write(Mono.just(utf8("more"))).as(StepVerifier::create).expectComplete().verify(LIMIT);
    process.close().block(LIMIT);
  }

  private static String sha256(byte[] data) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(data));
    } catch (java.security.NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  @Timeout(180)
  void aHundredMegabytesArriveByteExact() throws Exception {
    ContainerId id = cluster.idle();
    String told =
        said(id, "head -c 104857600 /dev/urandom > /tmp/big && sha256sum < /tmp/big | cut -c1-64");
    MessageDigest digest = MessageDigest.getInstance("SHA-256");
    AttachedProcess process = exec(id, ExecSpec.of("cat", "/tmp/big"));
    Long bytes =
        process
            .output()
            .map(
                frame -> {
                  digest.update(frame.bytes());
                  return (long) frame.size();
                })
            .reduce(0L, Long::sum)
            .block(Duration.ofMinutes(2));
    assertThat(bytes).isEqualTo(104_857_600L);
    assertThat(HexFormat.of().formatHex(digest.digest())).isEqualTo(told.strip());
    assertThat(process.exit().block(LIMIT)).isEqualTo(new Exit.Exited(0));
    process.close().block(LIMIT);
  }

  @Test
  void aTerminalHasItsSizeAndTakesAnother() {
    AttachedProcess process =
        exec(
            cluster.idle(),
            sh("stty -echo; "
                    + SIZE.formatted("21 77")
                    + SIZE.formatted("33 99")
                    + "cat; echo over")
                .stdin(true)
                .tty(true)
                .size(new TerminalSize(21, 77))
                .build());
    LogLines.of(process.output())
        .map(line -> line.text().strip())
        .as(lines -> StepVerifier.create(lines, Long.MAX_VALUE))
        .expectNext("21 77")
        .then(() -> process.resize(new TerminalSize(33, 99)).block(LIMIT))
        .expectNext("33 99")
        .then(() -> process.write(Mono.just(utf8("typed\n"))).block(LIMIT))
        .expectNext("typed")
        .then(() -> process.closeInput().block(LIMIT))
        .expectNext("over")
        .expectComplete()
        .verify(LIMIT);
    assertThat(process.exit().block(LIMIT)).isEqualTo(new Exit.Exited(0));
    process.close().block(LIMIT);
  }

  @Test
  void closingKillsTheCommandWithItsChildren() {
    ContainerId id = cluster.idle();
    AttachedProcess process =
        exec(id, sh("trap '' HUP TERM PIPE; sleep 7777 & sleep 7778 & echo on; wait").build());
    process.output().next().block(LIMIT);
    assertThat(said(id, "ps | grep -c 'sleep 777[78]$'").strip()).isEqualTo("2");
    process.close().block(LIMIT);
    assertThat(said(id, "ps | grep -c '[s]leep 777'").strip()).isEqualTo("0");
  }

  /** A shell of busybox runs its own programs without a new environment. */
  @Test
  void closingKillsWhatTheShellItselfBecame() {
    ContainerId id = cluster.idle();
    AttachedProcess process = exec(id, ExecSpec.of("yes"));
    process.output().next().block(LIMIT);
    assertThat(said(id, "grep -l '(yes)' /proc/[0-9]*/stat")).isNotEmpty();
    process.close().block(LIMIT);
    assertThat(said(id, "grep -l '(yes)' /proc/[0-9]*/stat")).isEmpty();
  }

  /** Whoever was given the process has it: what is cancelled before that leaves nothing. */
  @Test
  void cancellingTheStartKillsTheCommand() {
    ContainerId id = cluster.idle();
    said(id, "true");
    int beforeItWasGiven = 0;
    for (int millis = 0; millis < 30; millis += 2) {
      AtomicReference<AttachedProcess> given = new AtomicReference<>();
      Disposable start = cluster.streams().exec(id, sh("sleep 6666").build()).subscribe(given::set);
      Mono.delay(Duration.ofMillis(millis)).block();
      start.dispose();
      cluster.settle();
      if (given.get() == null) {
        beforeItWasGiven++;
      } else {
        given.get().close().block(LIMIT);
      }
      assertThat(said(id, "ps | grep -c '[s]leep 6666'").strip())
          .as("left of what was cancelled after %d ms", millis)
          .isEqualTo("0");
    }
    assertThat(beforeItWasGiven).isPositive();
  }

  @Test
  void whoLeavesTheOutputLeavesTheProcess() {
    ContainerId id = cluster.idle();
    AttachedProcess process = exec(id, sh("yes").build());
    process.output().take(3).blockLast(LIMIT);
    process.close().block(LIMIT);
    assertThat(said(id, "ps | grep -c '[y]es'").strip()).isEqualTo("0");
  }
}
