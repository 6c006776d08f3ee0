package dev.fairlead.transport.process;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Makes a program lead a session of its own, which Java cannot. Linux has {@code setsid(1)} for it,
 * macOS Perl; both become the program, as the same process and with the same variables.
 */
final class OwnSession {

  private static final String PERL = "/usr/bin/perl";

  private OwnSession() {}

  /** The command line; unchanged where the machine has neither. Blocks for looks at files. */
  static List<String> of(List<String> arguments) {
    List<String> line = new ArrayList<>(prefix());
    line.addAll(arguments);
    return line;
  }

  private static List<String> prefix() {
    return Stream.of("/usr/bin/setsid", "/bin/setsid")
        .filter(OwnSession::isProgram)
        .map(setsid -> List.of(setsid, "--"))
        .findFirst()
        .orElseGet(() -> isProgram(PERL) ? perl() : List.of());
  }

  static List<String> perl() {
    return List.of(
        PERL, "-MPOSIX=setsid", "-e", "setsid(); exec { $ARGV[0] } @ARGV; exit 126", "--");
  }

  private static boolean isProgram(String file) {
    return Files.isExecutable(Path.of(file));
  }
}
