package dev.fairlead.jobs.internal.start;

import dev.fairlead.jobs.spec.JobScript;
import dev.fairlead.spi.container.ContainerSpec;
import dev.fairlead.spi.container.ContainerSpecBuilder;
import java.util.ArrayList;
import java.util.List;

/** How a script gets into a node, and is executed there. */
final class ScriptLaunch {

  /** The variable that carries the script; it is gone when the script begins. */
  static final String VARIABLE = "FAIRLEAD_SCRIPT";

  private static final String WRITE =
      """
      dir=$(mktemp -d "${TMPDIR:-/tmp}/fairlead-script.XXXXXX") || exit 125
      printf '%s' "$FAIRLEAD_SCRIPT" > "$dir/$0" && chmod 700 "$dir/$0" || exit 125
      case $FAIRLEAD_SCRIPT in
      '#!'*) set -- "$dir/$0" "$@" ;;
      *)
        case $0 in
        *.py) set -- "$(command -v python3 || echo python)" "$dir/$0" "$@" ;;
        *) set -- sh "$dir/$0" "$@" ;;
        esac ;;
      esac
      unset FAIRLEAD_SCRIPT
      """;

  /** The script becomes the first process, which gets the signals; its file goes with the rest. */
  private static final String IN_A_CONTAINER = WRITE + "exec \"$@\"\n";

  /** The file would stay behind. Signals go to all processes of the node there. */
  private static final String ON_THE_MACHINE =
      WRITE + "trap 'rm -rf \"$dir\"' EXIT\ntrap : INT TERM HUP\n\"$@\"\nexit $?\n";

  private ScriptLaunch() {}

  /** Has a node execute a script; on the machine itself it is removed again. */
  static void addTo(
      ContainerSpecBuilder node, JobScript script, ContainerSpec template, boolean onTheMachine) {
    List<String> command =
        new ArrayList<>(
            List.of("-c", onTheMachine ? ON_THE_MACHINE : IN_A_CONTAINER, script.name()));
    command.addAll(template.process().command());
    node.env(VARIABLE, script.text()).entrypoint(List.of("sh")).command(command);
  }
}
