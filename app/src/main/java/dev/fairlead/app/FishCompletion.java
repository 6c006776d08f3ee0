package dev.fairlead.app;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** Completion for fish, which picocli does not generate. */
final class FishCompletion {

  private FishCompletion() {}

  /** One {@code complete} line for each command and option. */
  static String script(CommandSpec root) {
    List<String> lines = new ArrayList<>();
    lines.add("complete -c fairlead -f");
    add(lines, root, List.of());
    return String.join("\n", lines);
  }

  private static void add(List<String> lines, CommandSpec command, List<String> path) {
    String condition = condition(command, path);
    for (Map.Entry<String, CommandLine> sub : command.subcommands().entrySet()) {
      if (sub.getValue().getCommandSpec().usageMessage().hidden()) {
        continue;
      }
      lines.add(
          "complete -c fairlead -n "
              + quote(condition)
              + " -a "
              + sub.getKey()
              + description(sub.getValue().getCommandSpec().usageMessage().description()));
    }
    for (OptionSpec option : command.options()) {
      if (!path.isEmpty() && option.inherited()) {
        continue;
      }
      StringBuilder line = new StringBuilder("complete -c fairlead");
      if (!path.isEmpty()) {
        line.append(" -n ").append(quote(seen(path)));
      }
      for (String name : option.names()) {
        line.append(name.startsWith("--") ? " -l " : " -s ").append(name.replaceFirst("^-+", ""));
      }
      if (option.arity().max() > 0) {
        line.append(" -r");
      }
      lines.add(line + description(option.description()));
    }
    command
        .subcommands()
        .forEach(
            (name, sub) -> {
              List<String> below = new ArrayList<>(path);
              below.add(name);
              add(lines, sub.getCommandSpec(), below);
            });
  }

  private static String condition(CommandSpec command, List<String> path) {
    if (path.isEmpty()) {
      return "__fish_use_subcommand";
    }
    return seen(path)
        + "; and not __fish_seen_subcommand_from "
        + String.join(" ", command.subcommands().keySet());
  }

  private static String seen(List<String> path) {
    List<String> parts = path.stream().map(name -> "__fish_seen_subcommand_from " + name).toList();
    return String.join("; and ", parts);
  }

  private static String description(String... lines) {
    return lines.length == 0 ? "" : " -d " + quote(lines[0]);
  }

  private static String quote(String text) {
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'";
  }
}
