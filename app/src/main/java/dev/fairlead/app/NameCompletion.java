package dev.fairlead.app;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import picocli.CommandLine.Model.CommandSpec;

/**
 * Completion of the names of containers, images, volumes and networks. A shell must not hang on a
 * key, and Java takes a while to start: so names are asked for in the background and waited for 0.3
 * s. What comes later is there for the next key, for a minute; without it there are no names, and
 * no words about it. One asks at a time.
 */
final class NameCompletion {

  /** Commands that work on what does not run, too. */
  private static final Set<String> ON_ALL =
      Set.of(
          "start", "rm", "rename", "inspect", "logs", "wait", "restart", "cp", "commit", "export");

  /**
   * For a POSIX shell, with the kind of names as its argument. Each endpoint has names of its own.
   */
  static final String ASK =
      """
      d=${XDG_CACHE_HOME:-$HOME/.cache}/fairlead; mkdir -p "$d" 2>/dev/null || exit 0
      f=$d/names.$1.$(echo "$DOCKER_HOST $DOCKER_CONTEXT $FAIRLEAD_RUNTIME" | cksum | tr -d " ")
      t=$f.new; [ -z "$(find "$t" -mmin +1 2>/dev/null)" ] || rm -f "$t"
      if (set -C; : >"$t") 2>/dev/null; then
        { fairlead __names "$1" >"$t" && mv -f "$t" "$f" || rm -f "$t"; } >/dev/null 2>&1 </dev/null &
      fi
      for i in 1 2 3 4 5; do sleep 0.05; [ -e "$t" ] || break; done
      [ -n "$(find "$f" -mmin -1 2>/dev/null)" ] && cat "$f"
      """;

  private NameCompletion() {}

  /** What is to be added to picocli's script for bash and zsh. */
  static String bash(CommandSpec root) {
    List<String> lines = new ArrayList<>();
    lines.add("");
    lines.add("_fairlead_ask='" + ASK + "'");
    lines.add("_fairlead_with_names() {");
    lines.add("  _complete_fairlead \"$@\"");
    lines.add("  local cur=\"${COMP_WORDS[COMP_CWORD]}\" kind='' i words=' '");
    lines.add("  case $cur in -*) return ;; esac");
    lines.add("  for ((i = 1; i < COMP_CWORD; i++)); do words=\"$words${COMP_WORDS[i]} \"; done");
    lines.add("  case $words in");
    List<Named> commands = new ArrayList<>(commands(root, List.of()));
    // The first pattern that fits counts: "image inspect" goes before "inspect".
    commands.sort(Comparator.comparingInt(command -> -command.path().size()));
    for (Named command : commands) {
      lines.add(
          "    *' " + String.join(" ", command.path()) + " '*) kind=" + command.kind() + " ;;");
    }
    lines.add("  esac");
    lines.add("  [ -z \"$kind\" ] ||");
    lines.add(
        "    COMPREPLY+=($(compgen -W \"$(sh -c \"$_fairlead_ask\" sh \"$kind\")\" -- \"$cur\"))");
    lines.add("}");
    lines.add("complete -F _fairlead_with_names -o default fairlead");
    return String.join("\n", lines);
  }

  /** What is to be added to the script for fish. */
  static String fish(CommandSpec root) {
    List<String> lines = new ArrayList<>();
    lines.add("");
    lines.add("function __fairlead_names");
    lines.add("  sh -c '" + ASK.replace("\\", "\\\\").replace("'", "\\'") + "' sh $argv[1]");
    lines.add("end");
    for (Named command : commands(root, List.of())) {
      List<String> seen =
          command.path().stream().map(word -> "__fish_seen_subcommand_from " + word).toList();
      lines.add(
          "complete -c fairlead -n '"
              + String.join("; and ", seen)
              + "' -a '(__fairlead_names "
              + command.kind()
              + ")'");
    }
    return String.join("\n", lines);
  }

  private record Named(List<String> path, NamesCommand.Kind kind) {}

  private static List<Named> commands(CommandSpec command, List<String> path) {
    List<Named> found = new ArrayList<>();
    kind(command, path).ifPresent(kind -> found.add(new Named(path, kind)));
    command
        .subcommands()
        .forEach(
            (name, sub) -> {
              List<String> below = new ArrayList<>(path);
              below.add(name);
              found.addAll(commands(sub.getCommandSpec(), below));
            });
    return found;
  }

  private static Optional<NamesCommand.Kind> kind(CommandSpec command, List<String> path) {
    return command.positionalParameters().stream()
        .flatMap(parameter -> kind(parameter.paramLabel(), path.get(path.size() - 1)).stream())
        .findFirst();
  }

  private static Optional<NamesCommand.Kind> kind(String label, String command) {
    return switch (label.replaceFirst("[^A-Z].*", "")) {
      case "IMAGE" -> Optional.of(NamesCommand.Kind.images);
      case "VOLUME" -> Optional.of(NamesCommand.Kind.volumes);
      case "NETWORK" -> Optional.of(NamesCommand.Kind.networks);
      case "CONTAINER" ->
          Optional.of(
              ON_ALL.contains(command) ? NamesCommand.Kind.containers : NamesCommand.Kind.running);
      default -> Optional.empty();
    };
  }
}
