package dev.fairlead.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fairlead.tck.tar.TarFormat;
import dev.fairlead.tck.tar.TarItem;
import dev.fairlead.testing.RealRuntime;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code fairlead cp} into and out of a container on a real Docker Engine. */
class CopyIT {

  private static final FileTime TIME = FileTime.from(Instant.parse("2001-02-03T04:05:06Z"));

  @TempDir Path home;

  private final String name = "fairlead-copy-" + UUID.randomUUID().toString().substring(0, 8);

  @BeforeEach
  void aContainerIsThere() {
    assertThat(RealRuntime.docker()).isNotNull();
    ok("run", "-d", "--name", name, "busybox", "sleep", "120");
  }

  @AfterEach
  void nothingIsLeftBehind() {
    ok("rm", "-f", name);
  }

  private Cli cli() {
    return new Cli(home).with("DOCKER_HOST", RealRuntime.docker().toString());
  }

  private Cli.Result ok(String... args) {
    Cli.Result result = cli().run(args);
    assertThat(result.code()).as(String.join(" ", args) + ": " + result).isZero();
    return result;
  }

  private void fails(String words, String... args) {
    assertThat(cli().run(args))
        .satisfies(
            result -> {
              assertThat(result.code()).as(result.toString()).isEqualTo(125);
              assertThat(result.err()).contains(words);
              assertThat(result.err().lines()).hasSize(1);
            });
  }

  private String inside(String script) {
    return ok("exec", name, "sh", "-c", script).out();
  }

  private Path tree() throws IOException {
    Path tree = Files.createDirectories(home.resolve("tree/sub"));
    Files.writeString(tree.resolve("deep"), "deep");
    Path file = Files.writeString(home.resolve("tree/file"), "content");
    Files.createSymbolicLink(home.resolve("tree/link"), Path.of("file"));
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("r-xr-----"));
    Files.setLastModifiedTime(file, TIME);
    Files.setLastModifiedTime(tree, TIME);
    return home.resolve("tree");
  }

  @Test
  void aTreeGoesInAndComesOutAgain() throws IOException {
    Path tree = tree();
    ok("cp", "tree", name + ":/srv");
    assertThat(inside("stat -c '%a %u %Y' /srv/file; readlink /srv/link; cat /srv/sub/deep"))
        .isEqualTo("540 0 " + TIME.toInstant().getEpochSecond() + "\nfile\ndeep");
    ok("cp", name + ":srv/", "back");
    for (String each : List.of("file", "sub")) {
      assertThat(Files.getLastModifiedTime(home.resolve("back").resolve(each)))
          .isEqualTo(Files.getLastModifiedTime(tree.resolve(each)));
      assertThat(Files.getPosixFilePermissions(home.resolve("back").resolve(each)))
          .isEqualTo(Files.getPosixFilePermissions(tree.resolve(each)));
    }
    assertThat(Files.readSymbolicLink(home.resolve("back/link"))).hasToString("file");
    assertThat(home.resolve("back/sub/deep")).hasContent("deep");
  }

  @Test
  void whereItGoesDependsOnWhatIsThere() throws IOException {
    tree();
    inside("mkdir -p /in /in2; echo old >/over; ln -s /in /way");
    ok("cp", "tree", name + ":/in");
    ok("cp", "tree/.", name + ":/in2");
    ok("cp", "tree/file", name + ":/over");
    ok("cp", "tree/file", name + ":/way/renamed");
    ok("cp", "tree/sub", name + ":/way");
    assertThat(inside("cat /in/tree/file /in2/sub/deep /over /in/renamed /in/sub/deep"))
        .isEqualTo("contentdeepcontentcontentdeep");
    ok("cp", name + ":/in2/.", ".");
    assertThat(home.resolve("sub/deep")).hasContent("deep");
    ok("cp", "-L", "tree/link", name + ":/followed");
    ok("cp", "tree/link", name + ":/kept");
    assertThat(inside("cat /followed; readlink /kept")).isEqualTo("contentfile\n");
    ok("cp", "-L", name + ":/in2/link", "followed");
    ok("cp", name + ":/in2/link", "kept");
    assertThat(home.resolve("followed")).isRegularFile().hasContent("content");
    assertThat(home.resolve("kept")).isSymbolicLink();
  }

  @Test
  void archivesGoThroughTheStandardStreams() {
    byte[] archive = new byte[4096];
    ByteBuffer tar =
        TarFormat.write(List.of(TarItem.file("piped", 0600, 7, new byte[] {'h', 'i'})));
    tar.get(archive, 0, tar.remaining());
    assertThat(cli().input(archive).run("cp", "-", name + ":/tmp").code()).isZero();
    assertThat(inside("cat /tmp/piped")).isEqualTo("hi");
    List<TarItem> out =
        TarFormat.read(ByteBuffer.wrap(ok("cp", name + ":/tmp/piped", "-").bytes()));
    assertThat(out).singleElement().satisfies(item -> assertThat(item.text()).isEqualTo("hi"));
  }

  @Test
  void aStoppedContainerHasFilesToo() throws IOException {
    tree();
    ok("kill", name);
    ok("cp", "tree", name + ":/stopped");
    ok("cp", name + ":/stopped", "back");
    assertThat(home.resolve("back/file")).hasContent("content");
    ok("start", name);
    assertThat(inside("cat /stopped/file")).isEqualTo("content");
  }

  @Test
  void ownersAreKeptOnlyOnRequest() throws IOException {
    tree();
    inside("echo x >/mine; chown 12:34 /mine");
    ok("cp", "-a", name + ":/mine", "kept");
    ok("cp", name + ":/mine", "own");
    assertThat(Files.getAttribute(home.resolve("kept"), "unix:uid")).isEqualTo(12);
    assertThat(Files.getAttribute(home.resolve("kept"), "unix:gid")).isEqualTo(34);
    assertThat(Files.getAttribute(home.resolve("own"), "unix:uid"))
        .isEqualTo(Files.getAttribute(home, "unix:uid"));
    ok("cp", "-a", "kept", name + ":/kept");
    ok("cp", "kept", name + ":/roots");
    assertThat(inside("stat -c %u:%g /kept /roots")).isEqualTo("12:34\n0:0\n");
  }

  @Test
  void whatCannotBeDoneSaysWhy() throws IOException {
    tree();
    inside("mkdir /d");
    fails("Could not find the file /none", "cp", name + ":/none", "x");
    fails("Could not find the file /none", "cp", "tree/file", name + ":/none/x");
    fails("no such directory", "cp", "tree/file", name + ":/none/");
    fails("no directory", "cp", "tree", name + ":/etc/passwd");
    fails("No such container", "cp", "tree", name + "-none:/x");
    fails("no such file or directory", "cp", "nothing", name + ":/x");
    fails("there is no directory", "cp", name + ":/etc/passwd", "no/where");
    ok("cp", "tree/file", name + ":/d");
    Files.createDirectories(home.resolve("d/file"));
    fails("replace the directory", "cp", name + ":/d/file", "d");
    inside("mkdir -p /e/file");
    fails("cannot overwrite directory", "cp", "tree/file", name + ":/e");
    assertThat(cli().run("cp", name + ":/a", name + ":/b").code()).isEqualTo(2);
    assertThat(cli().run("cp", "a", "b").code()).isEqualTo(2);
  }

  @Test
  void aReadOnlyRootIsLeftAlone() throws IOException {
    tree();
    String readOnly = name + "-ro";
    try {
      ok("create", "--name", readOnly, "--read-only", "busybox");
      fails("read-only", "cp", "tree/file", readOnly + ":/tmp");
    } finally {
      ok("rm", "-f", readOnly);
    }
  }
}
