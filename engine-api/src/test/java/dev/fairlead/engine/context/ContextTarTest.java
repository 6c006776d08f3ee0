package dev.fairlead.engine.context;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fairlead.spi.error.ErrorContext;
import dev.fairlead.spi.error.InvalidSpecException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import reactor.core.publisher.Flux;
import reactor.test.StepVerifier;

/** Which files are packed for a build, and how. */
class ContextTarTest {

  private static final Duration LIMIT = Duration.ofSeconds(30);
  private static final ErrorContext ASKING = ErrorContext.of("docker", "build x");

  @TempDir Path directory;

  private Path write(String path, String text) throws IOException {
    Path file = directory.resolve(path);
    Files.createDirectories(file.getParent());
    return Files.writeString(file, text);
  }

  private Flux<ByteBuffer> tar() {
    return ContextTar.of(directory, "Dockerfile", ASKING);
  }

  private Map<String, TarArchiveEntry> entries() throws IOException {
    Map<String, TarArchiveEntry> entries = new LinkedHashMap<>();
    try (TarArchiveInputStream tar = new TarArchiveInputStream(new ByteArrayInputStream(bytes()))) {
      for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
        entries.put(entry.getName(), entry);
      }
    }
    return entries;
  }

  private byte[] bytes() {
    return tar()
        .reduceWith(
            ByteArrayOutputStream::new,
            (all, part) -> {
              byte[] copy = new byte[part.remaining()];
              part.get(copy);
              all.write(copy, 0, copy.length);
              return all;
            })
        .block(LIMIT)
        .toByteArray();
  }

  @Test
  void modesTimesLinksAndLongNamesAreKeptAndOwnersAreRoot() throws IOException {
    write("Dockerfile", "FROM x");
    String longName = "d".repeat(80) + "/" + "ä".repeat(80);
    write(longName, "long");
    Path program = write("bin/run", "#!/bin/sh");
    Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-x--x"));
    Files.setLastModifiedTime(program, FileTime.from(Instant.ofEpochSecond(1_000_000_000)));
    Files.createSymbolicLink(directory.resolve("link"), Path.of("nowhere/at/all"));

    Map<String, TarArchiveEntry> entries = entries();

    assertThat(entries).containsKeys("Dockerfile", "bin/", longName);
    TarArchiveEntry run = entries.get("bin/run");
    assertThat(run.getMode() & 0777).isEqualTo(0751);
    assertThat(run.getLastModifiedTime().toInstant()).isEqualTo("2001-09-09T01:46:40Z");
    assertThat(run.getLongUserId()).isZero();
    assertThat(run.getLongGroupId()).isZero();
    assertThat(entries.get("link").isSymbolicLink()).isTrue();
    assertThat(entries.get("link").getLinkName()).isEqualTo("nowhere/at/all");
  }

  @Test
  void whatIsIgnoredStaysAndTheDirectoriesAroundExceptionsComeAlong() throws IOException {
    write("Dockerfile", "FROM x");
    write("a/b/keep", "1");
    write("a/b/drop", "1");
    write("a/drop", "1");
    write("other/drop", "1");
    write(".dockerignore", "*\n!a/b/keep\n");

    assertThat(entries().keySet())
        .containsExactly(".dockerignore", "Dockerfile", "a/", "a/b/", "a/b/keep");
  }

  @Test
  void aBigFileIsReadAsItIsAskedFor() throws IOException {
    write("Dockerfile", "FROM x");
    Files.write(directory.resolve("big"), new byte[3_000_000]);

    StepVerifier.create(tar(), 0).thenRequest(2).expectNextCount(2).thenCancel().verify(LIMIT);
    StepVerifier.create(tar().map(ByteBuffer::remaining).reduce(0, Math::max))
        .assertNext(largest -> assertThat(largest).isLessThan(128 * 1024))
        .expectComplete()
        .verify(LIMIT);
  }

  @Test
  void eachSubscriptionReadsAnew() throws IOException {
    write("Dockerfile", "FROM x");
    Flux<ByteBuffer> tar = tar();
    int before = tar.map(ByteBuffer::remaining).reduce(0, Integer::sum).block(LIMIT);
    write("more", "m".repeat(2000));
    int after = tar.map(ByteBuffer::remaining).reduce(0, Integer::sum).block(LIMIT);
    assertThat(after).isGreaterThan(before);
  }

  @Test
  void missingInstructionsAndBadPatternsAreSaidBeforeAnythingIsSent() throws IOException {
    StepVerifier.create(tar())
        .expectErrorSatisfies(
            error ->
                assertThat(error)
                    .isInstanceOf(InvalidSpecException.class)
                    .hasMessageContaining("no Dockerfile")
                    .hasMessageContaining(directory.toString()))
        .verify(LIMIT);
    write("Dockerfile", "FROM x");
    write(".dockerignore", "[oops");
    StepVerifier.create(tar())
        .expectErrorSatisfies(
            error ->
                assertThat(error)
                    .hasMessageContaining(".dockerignore")
                    .hasMessageContaining("[oops"))
        .verify(LIMIT);
  }

  @Test
  void contentArrivesByteForByte() throws IOException {
    write("Dockerfile", "FROM x");
    write("text", "grüße\n");
    try (TarArchiveInputStream tar = new TarArchiveInputStream(new ByteArrayInputStream(bytes()))) {
      for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
        if (entry.getName().equals("text")) {
          assertThat(new String(tar.readAllBytes(), StandardCharsets.UTF_8)).isEqualTo("grüße\n");
          return;
        }
      }
    }
    throw new AssertionError("the file is not in the archive");
  }
}
