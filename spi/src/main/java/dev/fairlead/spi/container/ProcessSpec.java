package dev.fairlead.spi.container;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * The first process of a container.
 *
 * @param entrypoint replaces the image's entrypoint; empty optional to keep it, an empty list to
 *     clear it
 * @param command arguments of the entrypoint, or the whole command where there is none; empty for
 *     the image's own. Never split, joined or given to a shell
 * @param env environment variables added to the image's own, in order
 * @param user name or number, with a group after a colon; empty for the image's own
 * @param workingDirectory absolute path; empty for the image's own
 * @param stdin whether standard input is open
 * @param tty whether the process has a terminal, and so a single output stream
 */
public record ProcessSpec(
    Optional<List<String>> entrypoint,
    List<String> command,
    Map<String, EnvValue> env,
    Optional<String> user,
    Optional<String> workingDirectory,
    Stdin stdin,
    boolean tty) {

  /** Whether standard input is open. */
  public enum Stdin {
    /** Closed: the process reads an end at once. */
    CLOSED,
    /** Open until the first client that is attached to it ends its input or goes. */
    OPEN_ONCE,
    /** Open for any number of clients, one after another. */
    OPEN
  }

  /** Checks and copies; the order of variables is kept. */
  public ProcessSpec {
    entrypoint = entrypoint.map(List::copyOf);
    command = List.copyOf(command);
    env = Collections.unmodifiableMap(new LinkedHashMap<>(env));
    env.keySet().forEach(ProcessSpec::checkName);
    Objects.requireNonNull(user, "user");
    Objects.requireNonNull(workingDirectory, "workingDirectory");
    Objects.requireNonNull(stdin, "stdin");
    workingDirectory.ifPresent(
        path -> {
          if (!path.startsWith("/")) {
            throw new IllegalArgumentException(
                "the working directory must be an absolute path, but is '" + path + "'");
          }
        });
  }

  /**
   * Refuses what cannot be the name of an environment variable.
   *
   * @param name the name
   * @throws IllegalArgumentException if it is empty or holds {@code =} or NUL
   */
  public static void checkName(String name) {
    if (name.isEmpty() || name.indexOf('=') >= 0 || name.indexOf('\0') >= 0) {
      throw new IllegalArgumentException(
          "'" + name + "' cannot be the name of an environment variable");
    }
  }
}
