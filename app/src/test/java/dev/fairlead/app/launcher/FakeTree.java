package dev.fairlead.app.launcher;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;

/**
 * A source tree with the real launcher and a Maven that builds at once: a distribution whose
 * command tells its arguments and then repeats its input.
 */
final class FakeTree {

  private static final String MAVEN =
      """
      if [ "$1" = -v ]; then
        cat "$FAKE/version"
        exit 0
      fi
      echo "$*" >>"$FAKE/builds"
      echo '[INFO] Building Fairlead SPI 0.1.0                 [3/9]'
      while [ -e "$FAKE/wait" ]; do sleep 0.05; done
      if [ -e "$FAKE/broken" ]; then
        echo '[ERROR] Broken.java does not compile'
        exit 1
      fi
      mkdir -p "$FAKE/made/fairlead-1/bin" "$FAKE/made/fairlead-1/plugins" app/target
      cp "$FAKE/command" "$FAKE/made/fairlead-1/bin/fairlead"
      tar -C "$FAKE/made" -czf app/target/fairlead-1.tar.gz fairlead-1
      [ ! -e "$FAKE/half" ] || echo half >app/target/fairlead-1.tar.gz
      echo "[INFO] Building tar: $PWD/app/target/fairlead-1.tar.gz"
      """;

  private static final String COMMAND =
      """
      if [ "$1" = exit ]; then exit "$2"; fi
      if [ "$1" = pid ]; then echo $$; exec sleep 60; fi
      for argument in "$@"; do printf '<%s>' "$argument"; done
      cat
      """;

  private final Path scratch;
  private final Path root;

  FakeTree(Path scratch) throws IOException {
    this.scratch = Files.createDirectories(scratch.resolve("made up"));
    this.root = Files.createDirectories(scratch.resolve("a source tree"));
    Files.copy(
        Path.of("..", "fairlead"), root.resolve("fairlead"), StandardCopyOption.COPY_ATTRIBUTES);
    Files.createDirectories(root.resolve(".mvn"));
    for (String name : List.of("pom.xml", "LICENSE", "app/pom.xml", "app/src/main/java/A.java")) {
      Files.createDirectories(root.resolve(name).getParent());
      Files.writeString(root.resolve(name), "");
    }
    try (Stream<Path> files = Files.walk(root)) {
      for (Path file : files.toList()) {
        changed(file, Instant.now().minusSeconds(60));
      }
    }
    Script.write(this.scratch.resolve("bin/mvn"), MAVEN);
    Script.write(this.scratch.resolve("command"), COMMAND);
    version("Apache Maven 3.9.9", "17.0.15", "/nowhere");
  }

  Path root() {
    return root;
  }

  Path state() {
    return root.resolve("target/fairlead");
  }

  /** A source of the command. */
  Path source() {
    return root.resolve("app/src/main/java/A.java");
  }

  static void changed(Path file, Instant when) throws IOException {
    Files.setLastModifiedTime(file, FileTime.from(when));
  }

  /** The launcher, called by its own name. */
  Script launcher() {
    return launcher(root.resolve("fairlead"));
  }

  /** The launcher, called by another name. */
  Script launcher(Path name) {
    return new Script(name, scratch)
        .with("FAKE", scratch.toString())
        .with("PATH", scratch.resolve("bin") + ":" + System.getenv("PATH"));
  }

  /** What {@code mvn -v} tells. */
  void version(String maven, String java, String runtime) throws IOException {
    Files.writeString(
        scratch.resolve("version"),
        "\u001b[1m"
            + maven
            + "\u001b[m\nMaven home: /m\nJava version: "
            + java
            + ", vendor: Some, runtime: "
            + runtime
            + "\nDefault locale: en\n");
  }

  /** Maven waits, is broken, or builds half an archive. */
  void maven(String how) throws IOException {
    Files.writeString(scratch.resolve(how), "");
  }

  /** Maven does so no longer. */
  void mavenNot(String how) throws IOException {
    Files.delete(scratch.resolve(how));
  }

  /** How often Maven built, with its arguments. */
  List<String> builds() throws IOException {
    Path builds = scratch.resolve("builds");
    return Files.exists(builds, LinkOption.NOFOLLOW_LINKS) ? Files.readAllLines(builds) : List.of();
  }
}
