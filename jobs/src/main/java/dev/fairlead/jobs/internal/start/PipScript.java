package dev.fairlead.jobs.internal.start;

import java.util.List;
import java.util.stream.Collectors;

/** What a shell of the image executes to install packages by the image's own pip. */
final class PipScript {

  private static final String INSTALL =
      """
      installer() {
        if python3 -m pip --version > /dev/null 2>&1; then python3 -m pip "$@"
        elif command -v pip3 > /dev/null 2>&1; then pip3 "$@"
        elif command -v pip > /dev/null 2>&1; then pip "$@"
        else
          echo "there is no python3 -m pip, pip3 or pip in the image" >&2
          return 127
        fi
      }
      (
        export PIP_DISABLE_PIP_VERSION_CHECK="${PIP_DISABLE_PIP_VERSION_CHECK:-1}"
        export PIP_NO_INPUT="${PIP_NO_INPUT:-1}"
        export PIP_ROOT_USER_ACTION="${PIP_ROOT_USER_ACTION:-ignore}"
        installer install --target "$packages" REQUIREMENTS
      ) || {
        code=$?
        echo "fairlead: the packages could not be installed: exit code $code" >&2
        exit $code
      }
      """;

  private static final String FIND =
      """
      PYTHONPATH=$packages${PYTHONPATH:+:$PYTHONPATH}
      export PYTHONPATH
      unset packages
      """;

  private static final String DIRECTORY =
      "packages=$(mktemp -d \"${TMPDIR:-/tmp}/fairlead-packages.XXXXXX\") || exit 125\n";

  /** Signals go to all processes of such a node; the directory would stay behind. */
  private static final String REMOVED_AFTERWARDS =
      "directory=$packages\ntrap 'rm -rf \"$directory\"' EXIT\ntrap : INT TERM HUP\n";

  private PipScript() {}

  /** Installs into a directory, and nothing else. */
  static String into(String directory, List<String> requirements) {
    return "packages=" + directory + "\n" + install(requirements);
  }

  /** Installs into a directory of its own, and then becomes the command that follows. */
  static String before(List<String> requirements, boolean onTheMachine) {
    return onTheMachine
        ? DIRECTORY + REMOVED_AFTERWARDS + install(requirements) + FIND + "\"$@\"\nexit $?\n"
        : DIRECTORY + install(requirements) + FIND + "exec \"$@\"\n";
  }

  private static String install(List<String> requirements) {
    return INSTALL.replace(
        "REQUIREMENTS",
        requirements.stream().map(PipScript::quoted).collect(Collectors.joining(" ")));
  }

  private static String quoted(String word) {
    return "'" + word.replace("'", "'\\''") + "'";
  }
}
