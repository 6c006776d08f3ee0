package dev.fairlead.engine;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fairlead.engine.image.EngineImages;
import dev.fairlead.engine.registry.RegistryLogins;
import dev.fairlead.spi.error.BackendFailureException;
import dev.fairlead.spi.error.NotFoundException;
import dev.fairlead.spi.error.StreamInterruptedException;
import dev.fairlead.spi.image.ImageReference;
import dev.fairlead.spi.image.LoadEvent;
import dev.fairlead.spi.image.SaveOptions;
import dev.fairlead.testbed.Answers;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.reactivestreams.Publisher;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.test.StepVerifier;

/** Archives of images on their way into files and out of them. */
class ArchiveFilesTest {

  private static final Duration LIMIT = Duration.ofSeconds(20);
  private static final ImageReference IMAGE = ImageReference.parse("test/x:1");
  private static final String ARCHIVE = "x".repeat(512) + "\0".repeat(1024);

  @TempDir Path directory;
  @RegisterExtension final ScriptedEngine engine = new ScriptedEngine();
  private EngineImages images;
  private Path saved;

  @BeforeEach
  void listen() throws IOException {
    images = new EngineImages(engine.listen(directory).open(), RegistryLogins.none());
    saved = directory.resolve("saved.tar");
  }

  /** Sends these very bytes, and closes. */
  private void sends(String wire) {
    engine.on(
        "GET /images/get",
        (request, channel) -> {
          Answers.write(channel, wire.getBytes(StandardCharsets.US_ASCII));
          return false;
        });
  }

  private void answers(String methodAndPath, int status, String body) {
    engine.on(methodAndPath, Answers.json(status, body));
  }

  private Flux<Long> save() {
    return Flux.using(
        () ->
            FileChannel.open(
                saved,
                StandardOpenOption.CREATE,
                StandardOpenOption.TRUNCATE_EXISTING,
                StandardOpenOption.WRITE),
        this::saveTo,
        ArchiveFilesTest::close);
  }

  private Flux<Long> saveTo(WritableByteChannel target) {
    return images.saveTo(List.of(IMAGE), SaveOptions.defaults(), target);
  }

  private static void close(FileChannel channel) {
    try {
      channel.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static <E extends Throwable> E error(Class<E> kind, Publisher<?> step) {
    Throwable[] signalled = new Throwable[1];
    StepVerifier.create(Flux.from(step).then())
        .expectErrorSatisfies(error -> signalled[0] = error)
        .verify(LIMIT);
    assertThat(signalled[0]).isInstanceOf(kind);
    return kind.cast(signalled[0]);
  }

  @Test
  void aWholeArchiveIsInTheFile() {
    answers("GET /images/get", 200, ARCHIVE);

    assertThat(save().blockLast(LIMIT)).isEqualTo(ARCHIVE.length());
    assertThat(saved).hasContent(ARCHIVE);
  }

  /** Rule 2: each cut of an answer in chunks, within their bytes, their borders and their end. */
  @Test
  void anArchiveThatIsCutAtAnyByteIsAnErrorAndNeverWhole() {
    String head = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
    String wire =
        head
            + ("200\r\n" + ARCHIVE.substring(0, 512) + "\r\n")
            + ("3ff\r\n" + ARCHIVE.substring(512, 1535) + "\r\n1\r\n\0\r\n")
            + "0\r\n\r\n";
    for (int length = head.length(); length < wire.length(); length++) {
      sends(wire.substring(0, length));
      error(StreamInterruptedException.class, save());
    }
    sends(wire);
    assertThat(save().blockLast(LIMIT)).isEqualTo(ARCHIVE.length());
    assertThat(saved).hasContent(ARCHIVE);
  }

  @Test
  void anAnswerThatIsWholeButNoArchiveIsInterrupted() {
    for (String half :
        List.of("", ARCHIVE.substring(0, 1024), ARCHIVE.substring(1), "x" + ARCHIVE)) {
      answers("GET /images/get", 200, half);
      error(StreamInterruptedException.class, save());
    }
  }

  @Test
  void anErrorBehindAnArchiveIsItsError() {
    answers(
        "GET /images/get",
        200,
        "x".repeat(512) + "{\"errorDetail\":{\"message\":\"no space left on device\"}}\r\n");

    assertThat(error(BackendFailureException.class, save()))
        .hasMessageContaining("no space left on device");
  }

  @Test
  void whatIsNotThereLeavesTheFileEmpty() {
    answers("GET /images/get", 404, "{\"message\":\"No such image: x\"}");

    error(NotFoundException.class, save());
    assertThat(saved).isEmptyFile();
  }

  /** Takes a little at a time, and fails when it is full. */
  private static final class SmallDisk implements WritableByteChannel {

    private final byte[] bytes = new byte[1000];
    private int length;

    @Override
    public int write(ByteBuffer source) throws IOException {
      int taken = Math.min(7, Math.min(source.remaining(), bytes.length - length));
      if (taken == 0) {
        throw new IOException("no space left on device");
      }
      source.get(bytes, length, taken);
      length += taken;
      return taken;
    }

    @Override
    public boolean isOpen() {
      return true;
    }

    @Override
    public void close() {
      throw new AssertionError("it is not for the contract to close");
    }
  }

  @Test
  void aFullDiskIsAnErrorOfThisSide() {
    answers("GET /images/get", 200, ARCHIVE);
    SmallDisk disk = new SmallDisk();

    assertThat(error(UncheckedIOException.class, saveTo(disk)))
        .hasMessage("the archive could not be written: no space left on device");
    assertThat(disk.bytes)
        .isEqualTo(Arrays.copyOf(ARCHIVE.getBytes(StandardCharsets.US_ASCII), 1000));
  }

  /** It may take as long as it likes for a piece of the size that is written else. */
  @Test
  void anArchiveThatComesSlowlyIsWrittenAsItComes() {
    engine.on(
        "GET /images/get",
        (request, channel) -> {
          Answers.write(channel, "HTTP/1.1 200 OK\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
          while (true) {
            Answers.write(channel, ARCHIVE.getBytes(StandardCharsets.US_ASCII));
            LockSupport.parkNanos(20_000_000);
          }
        });

    save()
        .take(2)
        .as(StepVerifier::create)
        .assertNext(written -> assertThat(written).isLessThan(256 << 10))
        .assertNext(written -> assertThat(written).isLessThan(256 << 10))
        .expectComplete()
        .verify(LIMIT);
  }

  /** Rule 7, also while the target takes nothing. */
  @Test
  void cancellingEndsTheConnectionWhileTheTargetIsBusy() throws InterruptedException {
    CountDownLatch gone = new CountDownLatch(1);
    String head = "HTTP/1.1 200 OK\r\nContent-Length: 3000000\r\n\r\n";
    engine.on(
        "GET /images/get",
        (request, channel) -> {
          Answers.write(channel, (head + "x".repeat(300_000)).getBytes(StandardCharsets.US_ASCII));
          if (channel.read(ByteBuffer.allocate(1)) < 0) {
            gone.countDown();
          }
          return false;
        });
    CountDownLatch busy = new CountDownLatch(1);
    CountDownLatch free = new CountDownLatch(1);
    WritableByteChannel target =
        new WritableByteChannel() {
          @Override
          public int write(ByteBuffer source) {
            busy.countDown();
            try {
              free.await();
            } catch (InterruptedException e) {
              Thread.currentThread().interrupt();
            }
            int length = source.remaining();
            source.position(source.limit());
            return length;
          }

          @Override
          public boolean isOpen() {
            return true;
          }

          @Override
          public void close() {}
        };
    Disposable running = saveTo(target).subscribe();
    busy.await();
    running.dispose();
    assertThat(gone.await(LIMIT.toSeconds(), SECONDS)).isTrue();
    free.countDown();
  }

  @Test
  void aFileIsLoaded() throws IOException {
    answers("POST /images/load", 200, "{\"stream\":\"Loaded image: test/x:1\\n\"}");
    Path archive = Files.writeString(saved, ARCHIVE);

    assertThat(images.loadFrom(archive).collectList().block(LIMIT))
        .containsExactly(new LoadEvent.Loaded(IMAGE));
    assertThat(engine.requests()).anyMatch(request -> request.body().equals(ARCHIVE));
  }

  @Test
  void anErrorInsideALoadIsItsError() throws IOException {
    answers("POST /images/load", 200, "{\"errorDetail\":{\"message\":\"unexpected EOF\"}}");
    Path archive = Files.writeString(saved, ARCHIVE);

    assertThat(error(BackendFailureException.class, images.loadFrom(archive)))
        .hasMessageContaining("unexpected EOF");
  }

  @Test
  void aFileThatIsNotThereIsNoFailureOfTheDaemon() {
    assertThat(error(UncheckedIOException.class, images.loadFrom(saved)))
        .hasCauseInstanceOf(NoSuchFileException.class);
    assertThat(engine.asked("POST /images/load")).isZero();
  }
}
