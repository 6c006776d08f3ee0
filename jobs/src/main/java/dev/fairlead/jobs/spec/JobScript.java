package dev.fairlead.jobs.spec;

import java.nio.charset.StandardCharsets;

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
}
