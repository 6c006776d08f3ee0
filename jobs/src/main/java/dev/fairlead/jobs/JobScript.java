package dev.fairlead.jobs;

import dev.fairlead.spi.container.ContainerSpec;
import dev.fairlead.spi.container.ContainerSpecBuilder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * A script that each node of a job executes, with the command of the template as its arguments.
 * Immutable.
 *
 * <p>It reaches each node in an environment variable, and a shell inside writes it into a file of
 * its own under {@code TMPDIR} or {@code /tmp}: that is all that every runtime has, and needs
 * nothing of the machine that the client is on. The image has to have {@code sh}, {@code mktemp}
 * and {@code chmod}. A script that begins with {@code #!} is executed as it stands; otherwise one
 * whose name ends in {@code .py} by {@code python3}, or {@code python} where there is none, and any
 * other by {@code sh}. Whoever may inspect a container may read the script.
 *
 * @param name name of the file, without directories
 * @param text what is in it, at most {@value #MAX_BYTES} bytes of UTF-8
 */
public record JobScript(String name, String text) {

  /** A variable has at most 128 KiB on Linux, with its name (execve(2)). */
  public static final int MAX_BYTES = 120_000;

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

  /** Checks name and size. */
  public JobScript {
    if (!name.matches("[A-Za-z0-9._-]+") || name.startsWith("-") || name.startsWith(".")) {
      throw new IllegalArgumentException(
          "'" + name + "' cannot be the name of a script: use letters, digits, '.', '_' and '-'");
    }
    int bytes = text.getBytes(StandardCharsets.UTF_8).length;
    if (bytes == 0 || bytes > MAX_BYTES) {
      throw new IllegalArgumentException(
          "script "
              + name
              + " has "
              + bytes
              + " bytes, and 1 to "
              + MAX_BYTES
              + " can be given to each node; put more into the image or a mount");
    }
    if (text.indexOf('\0') >= 0) {
      throw new IllegalArgumentException("script " + name + " is no text");
    }
  }

  /** Has a node execute it. */
  void addTo(ContainerSpecBuilder node, ContainerSpec template, boolean onTheMachine) {
    List<String> command =
        new ArrayList<>(List.of("-c", onTheMachine ? ON_THE_MACHINE : IN_A_CONTAINER, name));
    command.addAll(template.process().command());
    node.env(VARIABLE, text).entrypoint(List.of("sh")).command(command);
  }
}
