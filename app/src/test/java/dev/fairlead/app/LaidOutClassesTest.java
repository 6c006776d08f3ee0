package dev.fairlead.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

@DisabledOnOs(value = OS.WINDOWS, disabledReason = "a shell script stands in for Java")
class LaidOutClassesTest {

  @TempDir Path directory;

  private LaidOutClasses classes(String version) {
    return new LaidOutClasses(directory.resolve("java"), version, directory.resolve("home"));
  }

  private Path distribution() throws IOException {
    Path lib = Files.createDirectories(directory.resolve("home/lib"));
    Files.createFile(lib.resolve("fairlead-app-1.jar"));
    return lib;
  }

  private void java(String script) throws IOException {
    Path java = directory.resolve("java/bin/java");
    Files.createDirectories(java.getParent());
    Files.writeString(java, "#!/bin/sh\n" + script);
    assertThat(java.toFile().setExecutable(true)).isTrue();
  }

  @Test
  void fileIsNamedAfterTheVersionAndWhatThatVersionReads() {
    assertThat(classes("17.0.15").fileName()).isEqualTo("classes-17.0.15.jsa");
    assertThat(classes("24").fileName()).isEqualTo("classes-24.jsa");
    assertThat(classes("25.0.3").fileName()).isEqualTo("classes-25.0.3.aot");
    assertThat(classes("26-ea").fileName()).isEqualTo("classes-26-ea.aot");
  }

  @Test
  void itBelongsBesideTheJarsOrIntoADirectoryOfTheUsersOwn() throws IOException {
    Path cache = directory.resolve("cache");
    Path home = directory.resolve("home");

    Path own = classes("17").directory(cache);
    assertThat(own).isEqualTo(Path.of(cache + "/fairlead/classes" + home));
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(own)))
        .isEqualTo("rwx------");
    assertThat(classes("17").directory(cache)).as("again").isEqualTo(own);

    Path lib = distribution();
    assertThat(classes("17").directory(cache)).isEqualTo(lib);
  }

  @Test
  void failureIsToldAndLeavesWhatWasThere() throws Exception {
    Path lib = distribution();
    Path old = Files.writeString(lib.resolve("classes-17.jsa"), "old");
    java("echo some words; echo what is wrong; exit 3\n");

    assertThatThrownBy(() -> classes("17").makeIn(lib))
        .isInstanceOf(IOException.class)
        .hasMessageEndingWith("could not lay out the classes, and ended with 3: what is wrong");
    assertThat(old).hasContent("old");
    try (Stream<Path> left = Files.list(lib)) {
      assertThat(left).hasSize(2);
    }
  }

  @Test
  void aFileWithWhichJavaDoesNotStartIsNotKept() throws Exception {
    Path lib = distribution();
    Path old = Files.writeString(lib.resolve("classes-25.0.3.aot"), "old");
    java(
        """
        for a in "$@"; do
          case $a in
            -XX:AOTCache=*) echo new >"${a#*=}" ;;
            --version) echo it is damaged; exit 134 ;;
          esac
        done
        """);

    assertThatThrownBy(() -> classes("25.0.3").makeIn(lib))
        .isInstanceOf(IOException.class)
        .hasMessageEndingWith("and ended with 134: it is damaged");
    assertThat(old).hasContent("old");
  }

  @Test
  void whatJavaMadeReplacesWhatWasThere() throws Exception {
    Path lib = distribution();
    Files.writeString(lib.resolve("classes-17.jsa"), "old");
    java(
        """
        for a in "$@"; do
          case $a in -XX:SharedArchiveFile=*) echo new >"${a#*=}" ;; esac
        done
        """);

    assertThat(classes("17").makeIn(lib)).hasContent("new\n");
    try (Stream<Path> left = Files.list(lib)) {
      assertThat(left).hasSize(2);
    }
  }
}
