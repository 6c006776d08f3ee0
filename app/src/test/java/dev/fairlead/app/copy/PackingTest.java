package dev.fairlead.app.copy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.fairlead.spi.Cleanups;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import reactor.core.publisher.Flux;
import reactor.test.StepVerifier;

/** What is packed can be unpacked, and nothing is read that nobody asked for. */
class PackingTest {

  private static final Duration LIMIT = Duration.ofSeconds(30);
  private static final FileTime TIME = FileTime.from(Instant.parse("2001-02-03T04:05:06.1234567Z"));

  @TempDir Path directory;
  private final List<String> notices = new ArrayList<>();

  private Flux<ByteBuffer> packed(Path source, String name) {
    return Packing.of(source, name, Owners.RECEIVER, notices::add);
  }

  private void unpack(Flux<ByteBuffer> archive, String name, Path target) {
    new CopyOut(path -> archive, Links.KEEP, Owners.RECEIVER, notices::add, new Cleanups())
        .copy(CopyPath.parse("web:/" + name), CopyPath.parse(target.toString()), target)
        .block(LIMIT);
  }

  @Test
  void aTreeComesBackAsItWas() throws IOException {
    Path source = Files.createDirectory(directory.resolve("source"));
    byte[] large = new byte[300_001];
    new Random(3).nextBytes(large);
    Files.write(source.resolve("large"), large);
    Files.createFile(source.resolve("empty"));
    String longName = "n".repeat(200);
    Path deep = Files.createDirectories(source.resolve("a".repeat(90)).resolve("b".repeat(90)));
    Files.writeString(deep.resolve(longName), "deep");
    Files.writeString(source.resolve("naïve ☃ name"), "snow");
    Files.createSymbolicLink(source.resolve("link"), Path.of("large"));
    Files.createSymbolicLink(source.resolve("dangling"), Path.of("/" + "x".repeat(150)));
    Path locked = Files.createDirectory(source.resolve("locked"));
    Files.writeString(locked.resolve("inside"), "inside");
    Files.setPosixFilePermissions(
        source.resolve("large"), PosixFilePermissions.fromString("r-x--x--x"));
    Files.setLastModifiedTime(source.resolve("large"), TIME);
    Files.setPosixFilePermissions(locked, PosixFilePermissions.fromString("r-xr-x---"));
    Files.setLastModifiedTime(locked, TIME);

    Path target = directory.resolve("target");
    unpack(packed(source, "source"), "source", target);

    assertThat(Files.readAllBytes(target.resolve("large"))).isEqualTo(large);
    assertThat(target.resolve("empty")).isEmptyFile();
    assertThat(target.resolve(source.relativize(deep)).resolve(longName)).hasContent("deep");
    assertThat(target.resolve("naïve ☃ name")).hasContent("snow");
    assertThat(Files.readSymbolicLink(target.resolve("link"))).hasToString("large");
    assertThat(Files.readSymbolicLink(target.resolve("dangling")).toString()).hasSize(151);
    assertThat(target.resolve("locked/inside")).hasContent("inside");
    for (String name : List.of("large", "locked")) {
      assertThat(Files.getPosixFilePermissions(target.resolve(name)))
          .isEqualTo(Files.getPosixFilePermissions(source.resolve(name)));
      assertThat(Files.getLastModifiedTime(target.resolve(name))).isEqualTo(TIME);
    }
    assertThat(notices).isEmpty();
  }

  @Test
  void theContentsOfADirectoryHaveNoName() throws IOException {
    Path source = Files.createDirectory(directory.resolve("source"));
    Files.writeString(source.resolve("a"), "a");
    Path target = Files.createDirectory(directory.resolve("target"));

    unpack(packed(source, "."), ".", target);

    assertThat(target.resolve("a")).hasContent("a");
  }

  @Test
  void aLinkIsNotFollowed() throws IOException {
    Path link = Files.createSymbolicLink(directory.resolve("link"), Path.of("nowhere"));
    Path target = directory.resolve("target");

    unpack(packed(link, "link"), "link", target);

    assertThat(Files.exists(target)).isFalse();
    assertThat(Files.exists(target, LinkOption.NOFOLLOW_LINKS)).isTrue();
  }

  @Test
  void nothingIsReadAheadOfTheReader() throws IOException {
    Path source = Files.createDirectory(directory.resolve("source"));
    for (int i = 0; i < 100; i++) {
      Files.write(source.resolve("f" + i), new byte[100_000]);
    }
    AtomicLong seen = new AtomicLong();

    packed(source, "source")
        .doOnNext(chunk -> seen.addAndGet(chunk.remaining()))
        .as(archive -> StepVerifier.create(archive, 2))
        .expectNextCount(2)
        .thenAwait(Duration.ofMillis(200))
        .thenCancel()
        .verify(LIMIT);

    assertThat(seen.get()).isLessThan(400_000);
  }

  @Test
  void eachSubscriptionPacksAnew() throws IOException {
    Path file = Files.writeString(directory.resolve("file"), "first");
    Flux<ByteBuffer> archive = packed(file, "file");
    unpack(archive, "file", directory.resolve("one"));
    Files.writeString(file, "second");
    unpack(archive, "file", directory.resolve("two"));

    assertThat(directory.resolve("one")).hasContent("first");
    assertThat(directory.resolve("two")).hasContent("second");
  }

  @Test
  void aFileThatBecomesShorterIsAnErrorAndNotPadded() throws IOException {
    Path file = directory.resolve("file");
    Files.write(file, new byte[1_000_000]);

    packed(file, "file")
        .as(archive -> StepVerifier.create(archive, 1))
        .expectNextCount(1)
        .then(() -> truncate(file))
        .thenRequest(Long.MAX_VALUE)
        .thenConsumeWhile(chunk -> true)
        .expectErrorSatisfies(
            error ->
                assertThat(error)
                    .isInstanceOf(CopyException.class)
                    .hasMessageContaining("became shorter"))
        .verify(LIMIT);
  }

  private static void truncate(Path file) {
    try {
      Files.write(file, new byte[10]);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void whatIsNotThereIsNamed() {
    assertThatExceptionOfType(CopyException.class)
        .isThrownBy(() -> packed(directory.resolve("none"), "none").blockLast(LIMIT))
        .withMessageContaining("none: there is no such file");
  }
}
