package dev.fairlead.kubernetes.stream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fairlead.spi.container.AttachedProcess;
import dev.fairlead.spi.container.ContainerId;
import dev.fairlead.spi.error.InvalidSpecException;
import dev.fairlead.spi.error.NotFoundException;
import dev.fairlead.spi.exec.ExecSpec;
import dev.fairlead.spi.log.OutputFrame;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

/** Files that go into and out of pods of a real cluster. */
@Tag("side-by-side")
class PodFilesIT {

  private static final Duration LIMIT = StreamedCluster.LIMIT;
  private static final Duration LONG = Duration.ofMinutes(2);
  private static final int BLOCK = 512;
  private static final int PIECES = 1600;
  private static final int PIECE = 1 << 16;

  @RegisterExtension private final StreamedCluster cluster = new StreamedCluster();

  /** The header of a file in the form of POSIX.1-2017, ustar. */
  private static ByteBuffer header(String name, long size) {
    byte[] header = new byte[BLOCK];
    put(header, 0, name);
    put(header, 100, "0000644");
    put(header, 108, "0000000");
    put(header, 116, "0000000");
    put(header, 124, String.format("%011o", size));
    put(header, 136, "00000000000");
    Arrays.fill(header, 148, 156, (byte) ' ');
    header[156] = '0';
    put(header, 257, "ustar");
    put(header, 263, "00");
    int sum = 0;
    for (byte b : header) {
      sum += b & 0xff;
    }
    put(header, 148, String.format("%06o", sum));
    return ByteBuffer.wrap(header);
  }

  private static void put(byte[] header, int at, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
    System.arraycopy(bytes, 0, header, at, bytes.length);
  }

  private static byte[] piece(int number) {
    byte[] piece = new byte[PIECE];
    new Random(number).nextBytes(piece);
    return piece;
  }

  private static Flux<ByteBuffer> archive(String name, Flux<ByteBuffer> content, long size) {
    return Flux.concat(
        Mono.fromSupplier(() -> header(name, size)),
        content,
        Mono.fromSupplier(
            () -> ByteBuffer.allocate((int) (1024 + (BLOCK - size % BLOCK) % BLOCK))));
  }

  private String said(ContainerId id, String script) {
    return Mono.usingWhen(
            cluster.streams().exec(id, ExecSpec.of("sh", "-c", script)),
            process -> process.output().map(OutputFrame::text).reduce("", String::concat),
            AttachedProcess::close)
        .block(LIMIT);
  }

  @Test
  @Timeout(300)
  void aHundredMegabytesGoInAndComeOutByteExact() throws Exception {
    ContainerId id = cluster.idle();
    MessageDigest sent = MessageDigest.getInstance("SHA-256");
    Flux<ByteBuffer> content =
        Flux.range(0, PIECES).map(PodFilesIT::piece).doOnNext(sent::update).map(ByteBuffer::wrap);
    long size = (long) PIECES * PIECE;
    cluster.streams().copyIn(id, "/tmp", archive("big", content, size)).block(LONG);
    String digest = HexFormat.of().formatHex(sent.digest());
    assertThat(said(id, "sha256sum /tmp/big")).startsWith(digest);
    MessageDigest received = MessageDigest.getInstance("SHA-256");
    long[] at = {0};
    cluster
        .streams()
        .copyOut(id, "/tmp/big")
        .doOnNext(
            chunk -> {
              ByteBuffer rest = chunk.duplicate();
              for (; rest.hasRemaining(); at[0]++) {
                byte next = rest.get();
                if (at[0] >= BLOCK && at[0] < BLOCK + size) {
                  received.update(next);
                }
              }
            })
        .blockLast(LONG);
    assertThat(HexFormat.of().formatHex(received.digest())).isEqualTo(digest);
  }

  @Test
  void whatIsNotThereIsToldApart() {
    ContainerId id = cluster.idle();
    cluster
        .streams()
        .copyOut(id, "/tmp/nothing")
        .as(StepVerifier::create)
        .thenConsumeWhile(chunk -> true)
        .expectErrorSatisfies(
            error ->
                assertThat(((NotFoundException) error).kind())
                    .isEqualTo(NotFoundException.Kind.PATH))
        .verify(LIMIT);
    cluster
        .streams()
        .copyIn(id, "/nowhere", archive("x", Flux.empty(), 0))
        .as(StepVerifier::create)
        .expectError(NotFoundException.class)
        .verify(LIMIT);
  }

  @Test
  void namesThatLeadOutAreRefused() {
    ContainerId id = cluster.idle();
    cluster
        .streams()
        .copyIn(id, "/tmp", archive("../x", Flux.empty(), 0))
        .as(StepVerifier::create)
        .expectError(InvalidSpecException.class)
        .verify(LIMIT);
  }
}
