package dev.fairlead.process.internal.supervisor;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Finds the program of a command as a shell would: in the PATH that the command itself gets. */
public final class Programs {

  private static final String DEFAULT_PATH = "/usr/local/bin:/usr/bin:/bin";
  private static final int INTERPRETER_LINE_BYTES = 256;

  private Programs() {}

  /**
   * Where a program is, or why it cannot be started.
   *
   * @param file the file to execute; empty if it cannot be started
   * @param code 127 if it was not found, 126 if it cannot be executed, 0 if it can
   * @param reason why it cannot be started, in words; empty if it can
   */
  public record Lookup(Optional<Path> file, int code, String reason) {

    private static Lookup failed(int code, String reason) {
      return new Lookup(Optional.empty(), code, reason);
    }
  }

  /**
   * Looks for a program.
   *
   * @param program a path if it holds a slash, else a name
   * @param searchPath value of the command's own variable PATH; empty for a default
   * @param directory the command's working directory, for relative paths
   * @return what came of it
   */
  public static Lookup find(String program, Optional<String> searchPath, Path directory) {
    try {
      if (program.indexOf('/') >= 0) {
        return check(program, directory.resolve(program));
      }
      Lookup best = Lookup.failed(127, program + " was not found in PATH");
      for (String each : searchPath.orElse(DEFAULT_PATH).split(":", -1)) {
        Path candidate = directory.resolve(each).resolve(program);
        if (Files.exists(candidate)) {
          Lookup lookup = check(program, candidate);
          if (lookup.file().isPresent()) {
            return lookup;
          }
          best = lookup;
        }
      }
      return best;
    } catch (InvalidPathException e) {
      return Lookup.failed(127, program + " was not found: it is not a path");
    }
  }

  private static Lookup check(String program, Path file) {
    if (!Files.exists(file)) {
      return Lookup.failed(127, program + " was not found");
    }
    if (Files.isDirectory(file)) {
      return Lookup.failed(126, program + " cannot be executed: it is a directory");
    }
    if (!Files.isExecutable(file)) {
      return Lookup.failed(126, program + " cannot be executed: it has no permission to");
    }
    Optional<Path> interpreter = interpreter(file);
    if (interpreter.isPresent() && !Files.isExecutable(interpreter.get())) {
      return Lookup.failed(
          Files.exists(interpreter.get()) ? 126 : 127,
          program + " cannot be executed: its interpreter " + interpreter.get() + " was not found");
    }
    return new Lookup(Optional.of(file), 0, "");
  }

  /** The program behind {@code #!}, see execve(2). */
  private static Optional<Path> interpreter(Path file) {
    try (InputStream in = Files.newInputStream(file)) {
      String head = new String(in.readNBytes(INTERPRETER_LINE_BYTES), StandardCharsets.ISO_8859_1);
      if (!head.startsWith("#!")) {
        return Optional.empty();
      }
      String line = head.substring(2).split("\n", 2)[0].strip();
      return line.isEmpty() ? Optional.empty() : Optional.of(Path.of(line.split("[ \t]", 2)[0]));
    } catch (IOException | InvalidPathException e) {
      // A program may be executable and not readable.
      return Optional.empty();
    }
  }

  /**
   * What makes a command lead a session of its own, away from anybody's terminal.
   *
   * @return the beginning of a command line, empty where the machine has nothing for it
   */
  public static List<String> sessionPrefix() {
    return Stream.of("/usr/bin/setsid", "/bin/setsid")
        .filter(file -> Files.isExecutable(Path.of(file)))
        .findFirst()
        .map(setsid -> List.of(setsid, "--"))
        .or(Programs::perlPrefix)
        .orElse(List.of());
  }

  private static Optional<List<String>> perlPrefix() {
    return Optional.of("/usr/bin/perl")
        .filter(file -> Files.isExecutable(Path.of(file)))
        .map(
            perl ->
                List.of(
                    perl,
                    "-MPOSIX=setsid",
                    "-e",
                    "setsid(); exec { $ARGV[0] } @ARGV; exit 126",
                    "--"));
  }
}
