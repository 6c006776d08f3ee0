package dev.fairlead.core.internal.discovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PathSafetyTest {

  @TempDir private Path scratch;
  private Path middle;
  private Path plugins;
  private PathSafety safety;

  @BeforeEach
  void makeTheDirectories() throws IOException {
    assumeTrue(
        scratch.getFileSystem().supportedFileAttributeViews().contains("unix"),
        "only POSIX systems keep modes and owners");
    middle = Files.createDirectory(scratch.toRealPath().resolve("middle"));
    plugins = Files.createDirectory(middle.resolve("plug ins"));
    safety = new PathSafety();
    assumeTrue(
        safety.dangerOf(scratch.toRealPath()).isEmpty(),
        "somebody else could write the temporary directory itself");
    mode(middle, "rwxr-xr-x");
    mode(plugins, "rwxr-xr-x");
  }

  @Test
  void whatOnlyTheOwnerCanWriteIsSafe() throws IOException {
    assertThat(safety.dangerOf(plugins)).isEmpty();
  }

  @Test
  void aDirectoryThatEverybodyCanWriteIsRefusedWithTheCommandThatMendsIt() throws IOException {
    mode(plugins, "rwxrwxrwx");
    PathSafety.Danger danger = safety.dangerOf(plugins).orElseThrow();
    assertThat(danger.detail())
        .isEqualTo("somebody else could put code there: everybody can write " + plugins);
    assertThat(danger.remedy()).isEqualTo("chmod go-w '" + plugins + "'");
  }

  @Test
  void aDirectoryThatItsGroupCanWriteIsRefused() throws IOException {
    mode(plugins, "rwxrwxr-x");
    assertThat(safety.dangerOf(plugins).orElseThrow().detail())
        .endsWith("its group can write " + plugins);
  }

  @Test
  void aDirectoryAboveThatOthersCanWriteIsRefusedToo() throws IOException {
    mode(middle, "rwxrwxrwx");
    assertThat(safety.dangerOf(plugins).orElseThrow().remedy()).isEqualTo("chmod go-w " + middle);
  }

  @Test
  void theStickyBitGuardsWhatIsBelowButNotTheDirectoryItself() throws IOException {
    Files.setAttribute(middle, "unix:mode", 01777);
    assertThat(safety.dangerOf(plugins)).isEmpty();
    assertThat(safety.dangerOf(middle)).isPresent();
  }

  @Test
  void aJarThatOthersCanWriteIsRefused() throws IOException {
    Path jar = Files.createFile(plugins.resolve("a.jar"));
    mode(jar, "rw-rw-rw-");
    assertThat(safety.dangerOf(jar).orElseThrow().remedy()).isEqualTo("chmod go-w '" + jar + "'");
  }

  @Test
  void whatAnotherUserOwnsIsRefused() throws IOException {
    assumeTrue(Files.getAttribute(plugins, "unix:uid").equals(0), "only root can give a file away");
    Files.setAttribute(plugins, "unix:uid", 12345);
    PathSafety.Danger danger = safety.dangerOf(plugins).orElseThrow();
    assertThat(danger.detail()).endsWith("12345 owns " + plugins);
    assertThat(danger.remedy()).isEqualTo("chown \"$(id -u)\" '" + plugins + "'");
  }

  @Test
  void whatIsWrongInSeveralPlacesIsMendedByOneCommand() throws IOException {
    mode(middle, "rwxrwxr-x");
    mode(plugins, "rwxrwxrwx");
    Optional<PathSafety.Danger> danger = safety.dangerOf(plugins);
    assertThat(danger.orElseThrow().remedy()).isEqualTo("chmod go-w '" + plugins + "' " + middle);
  }

  private static void mode(Path path, String permissions) throws IOException {
    Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(permissions));
  }
}
