package dev.fairlead.app;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The calls that people make most: a command, and at most one word behind it. Nothing has to be
 * parsed there, and picocli takes longer to begin than all the rest of such a call. The commands
 * are those that picocli makes, with the same fields set: a test compares the two. Whatever is not
 * exactly of such a form is picocli's.
 */
final class PlainCall {

  private PlainCall() {}

  /** The command that a line calls, ready to be executed; empty if it has to be parsed. */
  static Optional<RuntimeCommand> of(String... line) {
    return Optional.ofNullable(command(line));
  }

  private static @Nullable RuntimeCommand command(String... line) {
    switch (line.length == 0 ? "" : line[0]) {
      case "ps":
        return ps(line);
      case "images":
        return line.length == 1 ? new ImageListCommand() : null;
      case "image":
        return isList(line) ? new ImageListCommand() : null;
      case "volume":
        return isList(line) ? new VolumeListCommand() : null;
      case "network":
        return isList(line) ? new NetworkListCommand() : null;
      case "inspect":
        return inspect(line);
      case "logs":
        return logs(line);
      default:
        return null;
    }
  }

  private static boolean isList(String... line) {
    return line.length == 2 && line[1].equals("ls");
  }

  private static @Nullable RuntimeCommand ps(String... line) {
    PsCommand ps = new PsCommand();
    if (line.length == 1) {
      return ps;
    }
    switch (line.length == 2 ? line[1] : "") {
      case "-a", "--all":
        ps.all = true;
        return ps;
      case "-q", "--quiet":
        ps.quiet = true;
        return ps;
      default:
        return null;
    }
  }

  private static @Nullable RuntimeCommand inspect(String... line) {
    if (line.length != 2 || !isName(line[1])) {
      return null;
    }
    InspectCommand inspect = new InspectCommand();
    inspect.containers.add(line[1]);
    return inspect;
  }

  private static @Nullable RuntimeCommand logs(String... line) {
    if (line.length != 2 || !isName(line[1])) {
      return null;
    }
    LogsCommand logs = new LogsCommand();
    logs.container = line[1];
    return logs;
  }

  /** Whether a word is surely no option, no file of further words, and nothing in quotes. */
  private static boolean isName(String word) {
    for (int i = 0; i < word.length(); i++) {
      char c = word.charAt(i);
      boolean plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
      if (!plain && (i == 0 || "_.-/".indexOf(c) < 0)) {
        return false;
      }
    }
    return !word.isEmpty();
  }
}
