package dev.fairlead.app.copy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.fairlead.spi.Cleanups;
import dev.fairlead.tck.tar.TarFormat;
import dev.fairlead.tck.tar.TarItem;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Schedulers;

/** What becomes of archives that come out of a container: where they go, and what they may not. */
class CopyOutTest {

  private static final Duration LIMIT = Duration.ofSeconds(20);
  private static final long TIME = 1_600_000_000;

  @TempDir Path outside;
  private Path here;
  private final Map<String, Flux<ByteBuffer>> archives = new HashMap<>();
  private final List<String> notices = new ArrayList<>();
  private final Cleanups cleanups = new Cleanups();

  @BeforeEach
  void aDirectoryWithSomethingBesideIt() throws IOException {
    here = Files.createDirectory(outside.resolve("here"));
    Files.writeString(outside.resolve("precious"), "untouched");
  }

  private void archive(String path, TarItem... items) {
    ByteBuffer archive = TarFormat.write(List.of(items));
    archives.put(path, Flux.defer(() -> Flux.just(archive.duplicate())));
  }

  private void copy(String from, String to) {
    copy(from, to, Links.KEEP);
  }

  private void copy(String from, String to, Links links) {
    CopyPath source = CopyPath.parse("web:" + from);
    CopyPath target = CopyPath.parse(to);
    new CopyOut(
            path ->
                archives.getOrDefault(
                    path, Flux.error(() -> new CopyException("no archive of " + path))),
            links,
            Owners.RECEIVER,
            notices::add,
            cleanups)
        .copy(source, target, here.resolve(target.path()))
        .block(LIMIT);
  }

  private static TarItem file(String name) {
    return TarItem.file(name, 0640, TIME, name.getBytes(StandardCharsets.UTF_8));
  }

  private static TarItem directory(String name) {
    return TarItem.directory(name, 0750, TIME);
  }

  private void refused(String words, String from, String to) throws IOException {
    assertThatExceptionOfType(CopyException.class)
        .isThrownBy(() -> copy(from, to))
        .withMessageContaining(words);
    assertThat(outside.resolve("precious")).hasContent("untouched");
    try (Stream<Path> all = Files.list(outside)) {
      assertThat(all).containsExactlyInAnyOrder(here, outside.resolve("precious"));
    }
    assertThat(leftovers()).isEmpty();
  }

  private List<Path> leftovers() throws IOException {
    try (Stream<Path> all = Files.walk(here)) {
      return all.filter(path -> path.getFileName().toString().startsWith(".fairlead")).toList();
    }
  }

  @Test
  void anArchiveThatBreaksOffNamesWhatWasToBeMade() throws IOException {
    ByteBuffer whole = TarFormat.write(List.of(file("passwd")));
    archives.put("/etc/passwd", Flux.just(whole.slice(0, 514)));
    refused("cannot copy to users: ", "/etc/passwd", "users");
  }

  @Test
  void aFileGoesToANewName() throws IOException {
    archive("/etc/passwd", file("passwd"));
    copy("/etc/passwd", "users");
    assertThat(here.resolve("users")).hasContent("passwd");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(here.resolve("users"))))
        .isEqualTo("rw-r-----");
    assertThat(Files.getLastModifiedTime(here.resolve("users")))
        .isEqualTo(FileTime.from(Instant.ofEpochSecond(TIME)));
  }

  @Test
  void aFileGoesIntoADirectoryOrOverAFile() throws IOException {
    Files.createDirectory(here.resolve("in"));
    Files.writeString(here.resolve("over"), "old");
    archive("/etc/passwd", file("passwd"));
    copy("/etc/passwd", "in");
    copy("/etc/passwd", "over");
    assertThat(here.resolve("in/passwd")).hasContent("passwd");
    assertThat(here.resolve("over")).hasContent("passwd");
    assertThat(leftovers()).isEmpty();
  }

  @Test
  void aDirectoryGoesToANewNameOrIntoADirectory() throws IOException {
    Files.createDirectory(here.resolve("in"));
    archive("/etc", directory("etc"), file("etc/a"), directory("etc/b"), file("etc/b/c"));
    copy("/etc", "new");
    copy("/etc", "in");
    assertThat(here.resolve("new/b/c")).hasContent("etc/b/c");
    assertThat(here.resolve("in/etc/a")).hasContent("etc/a");
    assertThat(Files.getLastModifiedTime(here.resolve("new/b")))
        .isEqualTo(FileTime.from(Instant.ofEpochSecond(TIME)));
    assertThat(leftovers()).isEmpty();
  }

  @Test
  void whatIsInADirectoryGoesAmongWhatIsThere() throws IOException {
    Files.createDirectory(here.resolve("in"));
    Files.writeString(here.resolve("in/mine"), "mine");
    archive("/etc/.", directory("."), file("./a"), directory("./b"), file("./b/c"));
    copy("/etc/.", "in");
    copy("/etc/.", "new");
    assertThat(here.resolve("in/mine")).hasContent("mine");
    assertThat(here.resolve("in/b/c")).hasContent("./b/c");
    assertThat(here.resolve("new/a")).hasContent("./a");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(here.resolve("in"))))
        .isNotEqualTo("rwxr-x---");
  }

  @Test
  void whatDoesNotFitIsRefused() throws IOException {
    Files.writeString(here.resolve("file"), "mine");
    Files.createDirectories(here.resolve("in/etc/a"));
    archive("/etc", directory("etc"), file("etc/a"));
    archive("/passwd", file("passwd"));
    refused("no directory", "/etc", "file");
    refused("no directory", "/passwd", "file/");
    refused("no such directory", "/passwd", "none/");
    refused("there is no directory", "/passwd", "none/passwd");
    refused("replace the directory", "/etc", "in");
    assertThat(here.resolve("file")).hasContent("mine");
  }

  @Test
  void aLinkIsCopiedAsALinkOrFollowed() throws IOException {
    archive("/etc/link", TarItem.link("link", "../srv/real"));
    archive("/srv/real", file("real"));
    copy("/etc/link", "kept");
    copy("/etc/link", "followed", Links.FOLLOW);
    assertThat(Files.readSymbolicLink(here.resolve("kept"))).hasToString("../srv/real");
    assertThat(here.resolve("followed")).hasContent("real").isRegularFile();
    archive("/loop", TarItem.link("loop", "loop"));
    assertThatExceptionOfType(CopyException.class)
        .isThrownBy(() -> copy("/loop", "x", Links.FOLLOW))
        .withMessageContaining("too many symbolic links");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"d/../../precious", "../precious", "d/../../../precious", "/precious", "d/.."})
  void aNameThatLeadsOutIsRefused(String name) throws IOException {
    archive("/d", directory("d"), file(name));
    refused("is refused", "/d", "new");
    assertThat(here.resolve("new")).doesNotExist();
  }

  @Test
  void aLinkThatLeadsOutIsNotGoneThrough() throws IOException {
    archive("/d", directory("d"), TarItem.link("d/l", outside.toString()), file("d/l/precious"));
    refused("leads out", "/d", "new");
    archive("/e", directory("e"), TarItem.link("e/l", "../.."), file("e/l/precious"));
    refused("leads out", "/e", "new");
    archive("/f", TarItem.link("f", outside.toString()), file("f/precious"));
    refused("goes through", "/f", "new");
  }

  @Test
  void aLinkThatWasThereAndLeadsOutIsNotGoneThrough() throws IOException {
    Files.createDirectories(here.resolve("in/d"));
    Files.createSymbolicLink(here.resolve("in/d/l"), outside);
    archive("/d", directory("d"), file("d/l/precious"));
    refused("leads out", "/d", "in");
  }

  @Test
  void aLinkThatStaysWithinIsGoneThrough() throws IOException {
    Files.createDirectories(here.resolve("in/d/real"));
    Files.createSymbolicLink(here.resolve("in/d/l"), Path.of("real"));
    archive("/d", directory("d"), file("d/l/a"));
    copy("/d", "in");
    assertThat(here.resolve("in/d/real/a")).hasContent("d/l/a");
  }

  @Test
  void aFileTakesThePlaceOfALinkAndNotOfWhatItLeadsTo() throws IOException {
    Files.createDirectories(here.resolve("in/d"));
    Files.createSymbolicLink(here.resolve("in/d/a"), outside.resolve("precious"));
    archive("/d", directory("d"), file("d/a"));
    copy("/d", "in");
    assertThat(here.resolve("in/d/a")).isRegularFile().hasContent("d/a");
    assertThat(outside.resolve("precious")).hasContent("untouched");
  }

  @Test
  void anArchiveThatBreaksOffLeavesNothingThatLooksWhole() throws IOException {
    ByteBuffer whole =
        TarFormat.write(List.of(directory("d"), file("d/a"), directory("d/b"), file("d/b/c")));
    Flux<ByteBuffer> cut =
        Flux.concat(
            Flux.defer(() -> Flux.just(whole.slice(0, 4 * 512 + 3))),
            Flux.error(() -> new CopyException("the connection was cut")));
    archives.put("/d", cut);
    refused("cut", "/d", "new");
    assertThat(here.resolve("new")).doesNotExist();
    Files.createDirectory(here.resolve("in"));
    refused("cut", "/d", "in");
    assertThat(here.resolve("in/d/a")).doesNotExist();
    archives.put("/f", Flux.just(TarFormat.write(List.of(file("f"))).slice(0, 512)));
    assertThatExceptionOfType(CopyException.class).isThrownBy(() -> copy("/f", "f"));
    assertThat(here.resolve("f")).doesNotExist();
    assertThat(leftovers()).isEmpty();
  }

  @Test
  void aCopyThatIsCancelledTakesBackWhatIsNotWhole() throws IOException {
    ByteBuffer whole = TarFormat.write(List.of(directory("d"), file("d/a"), file("d/b")));
    Sinks.Empty<Void> reached = Sinks.empty();
    archives.put(
        "/d",
        Flux.concat(
            Flux.just(whole.slice(0, 5 * 512)),
            Flux.<ByteBuffer>never().doOnSubscribe(waiting -> reached.tryEmitEmpty())));
    CopyPath source = CopyPath.parse("web:/d");
    CopyPath target = CopyPath.parse("new");
    new CopyOut(archives::get, Links.KEEP, Owners.RECEIVER, notices::add, cleanups)
        .copy(source, target, here.resolve("new"))
        .takeUntilOther(reached.asMono().publishOn(Schedulers.parallel()))
        .block(LIMIT);
    cleanups.settled().block(LIMIT);
    try (Stream<Path> left = Files.list(here)) {
      assertThat(left).isEmpty();
    }
  }

  @Test
  void anErrorBehindTheEndOfAnArchiveIsAnErrorToo() throws IOException {
    ByteBuffer whole = TarFormat.write(List.of(directory("d"), file("d/a")));
    archives.put(
        "/d", Flux.concat(Flux.just(whole), Flux.error(() -> new CopyException("not whole"))));
    refused("not whole", "/d", "new");
    assertThat(here.resolve("new")).doesNotExist();
  }

  @Test
  void whatIsNeitherFileNorDirectoryIsLeftOutAndNamed() throws IOException {
    ByteBuffer archive = ByteBuffer.allocate(512 * 4);
    ByteBuffer pipe = TarFormat.write(List.of(TarItem.file("d/p", 0644, TIME, new byte[0])));
    archive.put(TarFormat.write(List.of(directory("d"))).slice(0, 512));
    byte[] header = new byte[512];
    pipe.get(header);
    header[156] = '6';
    archives.put("/d", Flux.just(fixed(archive, header)));
    copy("/d", "new");
    assertThat(notices).singleElement().asString().contains("left out");
    assertThat(here.resolve("new")).isEmptyDirectory();
  }

  /** With the right sum of the changed header. */
  private static ByteBuffer fixed(ByteBuffer archive, byte[] header) {
    for (int i = 148; i < 156; i++) {
      header[i] = ' ';
    }
    int sum = 0;
    for (byte each : header) {
      sum += each & 0xFF;
    }
    byte[] digits = String.format("%06o\0 ", sum).getBytes(StandardCharsets.US_ASCII);
    System.arraycopy(digits, 0, header, 148, digits.length);
    return archive.put(header).rewind();
  }
}
