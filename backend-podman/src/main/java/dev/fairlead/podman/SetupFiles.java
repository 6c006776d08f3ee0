package dev.fairlead.podman;

import dev.fairlead.spi.ProbeContext;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Files of the described machine that tell of its settings; what cannot be read is not there. */
final class SetupFiles {

  private static final String SYSTEM_PATH = "/usr/local/sbin:/usr/sbin:/sbin";

  private final ProbeContext machine;

  SetupFiles(ProbeContext machine) {
    this.machine = machine;
  }

  List<String> lines(String file) {
    try (Stream<String> lines = Files.lines(machine.resolve(file))) {
      return lines.map(String::strip).toList();
    } catch (IOException e) {
      return List.of();
    }
  }

  Optional<String> first(String file) {
    return lines(file).stream().findFirst();
  }

  /** A program on the path, or where those of administrators are. */
  Optional<Path> program(String name) {
    String path = machine.variable("PATH").orElse("") + File.pathSeparator + SYSTEM_PATH;
    return Stream.of(path.split(File.pathSeparator, -1))
        .filter(directory -> directory.startsWith("/"))
        .map(directory -> machine.resolve(directory + "/" + name))
        .filter(Files::isExecutable)
        .findFirst();
  }
}
