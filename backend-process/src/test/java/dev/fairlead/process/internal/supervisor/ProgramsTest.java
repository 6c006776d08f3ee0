package dev.fairlead.process.internal.supervisor;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProgramsTest {

  @TempDir Path directory;

  private Path program(String name, String text, String mode) throws IOException {
    Path file = Files.writeString(directory.resolve(name), text);
    return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
  }

  private Programs.Lookup find(String name) {
    return Programs.find(name, Optional.of("/nowhere:" + directory), directory);
  }

  @Test
  void aNameIsLookedForInTheGivenPath() throws IOException {
    Path file = program("tool", "#!/bin/sh\n", "rwx------");
    assertThat(find("tool").file()).contains(file);
    assertThat(find("other").code()).isEqualTo(127);
  }

  @Test
  void aRelativePathStartsAtTheWorkingDirectory() throws IOException {
    program("tool", "#!/bin/sh\n", "rwx------");
    assertThat(find("./tool").file()).isPresent();
    assertThat(find("./other").code()).isEqualTo(127);
  }

  @Test
  void whatCannotBeExecutedIsToldApartFromWhatIsNotThere() throws IOException {
    program("plain", "text", "rw-------");
    program("orphan", "#! /no/such/interpreter -x\n", "rwx------");
    assertThat(find("plain").code()).isEqualTo(126);
    assertThat(find(directory.toString()).code()).isEqualTo(126);
    assertThat(find("orphan").code()).isEqualTo(127);
    assertThat(find("orphan").reason()).contains("/no/such/interpreter");
  }

  @Test
  void aLaterDirectoryOfThePathIsTriedWhenAnEarlierOneCannotBeExecuted() throws IOException {
    Path second = Files.createDirectory(directory.resolve("second"));
    program("tool", "text", "rw-------");
    Path file = Files.writeString(second.resolve("tool"), "#!/bin/sh\n");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
    assertThat(Programs.find("tool", Optional.of(directory + ":" + second), directory).file())
        .contains(file);
  }
}
