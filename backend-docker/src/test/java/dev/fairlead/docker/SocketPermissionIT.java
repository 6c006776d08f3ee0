package dev.fairlead.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.fairlead.testing.SocketServer;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A socket that really may not be opened. No mode keeps root out, so the probe is made by a process
 * that belongs to nobody.
 */
class SocketPermissionIT {

  private static final int NOBODY = 65_534;
  private static final int OTHER_GROUP = 1;

  /** Made once: copying takes longer than all the rest. */
  @TempDir static Path copies;

  private static String classPath;

  @TempDir Path directory;
  private SocketServer server;
  private Path socket;

  @BeforeEach
  void listen() throws IOException {
    boolean root = "root".equals(System.getProperty("user.name"));
    assumeTrue(root, "only root can become nobody");
    if (classPath == null) {
      classPath = readableClassPath();
    }
    allow(directory, "rwxr-xr-x");
    socket = directory.resolve("run/docker.sock");
    Files.createDirectory(socket.getParent());
    server = SocketServer.at(socket, Engines.docker());
  }

  @AfterEach
  void close() throws IOException {
    if (server != null) {
      server.close();
    }
  }

  @Test
  void aSocketOfAGroupNamesOwnerGroupAndModeAndTheGroupToJoin() throws Exception {
    Files.setAttribute(socket, "unix:gid", OTHER_GROUP);
    allow(socket, "rw-rw----");
    String group = Files.readAttributes(socket, PosixFileAttributes.class).group().getName();

    String report = probeAsNobody();

    assertThat(report).contains("state: UNHEALTHY").contains("EACCES: permission denied");
    assertThat(report).contains(socket + ", srw-rw---- root " + group);
    assertThat(report).contains("remedy: sudo usermod -aG " + group + " $USER");
  }

  @Test
  void aSocketOfRootAloneSaysWhomToBe() throws Exception {
    allow(socket, "rw-------");

    String report = probeAsNobody();

    assertThat(report).contains("state: UNHEALTHY").contains("srw------- root root");
    assertThat(report).contains("remedy: run fairlead as root");
  }

  @Test
  void aDirectoryThatMayNotBeEnteredIsNamed() throws Exception {
    allow(socket, "rw-rw-rw-");
    allow(socket.getParent(), "rwx------");

    String report = probeAsNobody();

    assertThat(report).contains("state: UNHEALTHY").contains("a directory may not be entered");
    assertThat(report).contains(socket.getParent() + ", drwx------ root root");
  }

  @Test
  void theSameSocketIsFineForWhoMayOpenIt() throws Exception {
    allow(socket, "rw-rw-rw-");

    assertThat(probeAsNobody()).contains("state: AVAILABLE");
  }

  private String probeAsNobody() throws IOException, InterruptedException {
    Path output = Files.createTempFile(directory, "probe", ".txt");
    Process child =
        new ProcessBuilder(
                "setpriv",
                "--reuid=" + NOBODY,
                "--regid=" + NOBODY,
                "--clear-groups",
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                classPath,
                ProbeAsChild.class.getName(),
                "unix://" + socket)
            .directory(directory.toFile())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    assertThat(child.waitFor(50, TimeUnit.SECONDS)).as("the end of the child").isTrue();
    String report = Files.readString(output, StandardCharsets.UTF_8);
    assertThat(child.exitValue()).as(report).isZero();
    return report;
  }

  /** A copy, since nobody may not look into the home of root, where much of the original is. */
  private static String readableClassPath() throws IOException {
    List<String> entries = new ArrayList<>();
    for (String entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
      Path original = Path.of(entry);
      if (Files.exists(original)) {
        Path copy = copies.resolve(entries.size() + "-" + original.getFileName());
        copy(original, copy);
        entries.add(copy.toString());
      }
    }
    try (Stream<Path> all = Files.walk(copies)) {
      all.forEach(path -> allow(path, Files.isDirectory(path) ? "rwxr-xr-x" : "rw-r--r--"));
    }
    return String.join(File.pathSeparator, entries);
  }

  private static void copy(Path original, Path copy) throws IOException {
    try (Stream<Path> all = Files.walk(original)) {
      for (Path one : (Iterable<Path>) all::iterator) {
        Files.copy(one, copy.resolve(original.relativize(one).toString()));
      }
    }
  }

  private static void allow(Path path, String mode) {
    try {
      Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(mode));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
