package dev.fairlead.process.internal.supervisor;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What the system tells of one process. On Linux from {@code /proc/PID/stat}, see proc(5);
 * elsewhere only what the JDK knows.
 *
 * @param pid its number
 * @param state the letter of its state, {@code Z} for a zombie; {@code ?} where not told
 * @param group its process group; 0 where not told
 * @param session its session; 0 where not told
 * @param start when it started: ticks since the boot on Linux, elsewhere seconds since 1970
 */
public record ProcessStatus(long pid, char state, long group, long session, long start) {

  /** Where Linux tells about processes. */
  static final Path PROC = Path.of("/proc");

  private static final boolean LINUX = Files.isReadable(PROC.resolve("self/stat"));

  /**
   * Whether the system tells all of it.
   *
   * @return true on Linux
   */
  public static boolean detailed() {
    return LINUX;
  }

  /**
   * Looks at a process.
   *
   * @param pid its number
   * @return what it is; empty if there is none, or only the remains of one that ended
   */
  public static Optional<ProcessStatus> of(long pid) {
    return (LINUX ? fromProc(pid) : fromJdk(pid)).filter(ProcessStatus::lives);
  }

  /**
   * Whether it waits for somebody to let it go on.
   *
   * @return true if it was stopped by a signal or a tracer
   */
  public boolean stopped() {
    return state == 'T' || state == 't';
  }

  private boolean lives() {
    return state != 'Z' && state != 'X' && state != 'x';
  }

  /** Whether its environment, as it was when its program began, has a variable of this value. */
  boolean hasVariable(String nameAndValue) {
    byte[] wanted = (nameAndValue + '\0').getBytes(StandardCharsets.UTF_8);
    byte[] environment;
    try {
      environment = Files.readAllBytes(PROC.resolve(pid + "/environ"));
    } catch (IOException e) {
      // Of another user, or gone: neither can be signalled as ours.
      return false;
    }
    for (int at = 0; at + wanted.length <= environment.length; at++) {
      if ((at == 0 || environment[at - 1] == 0) && matches(environment, at, wanted)) {
        return true;
      }
    }
    return false;
  }

  private static boolean matches(byte[] text, int at, byte[] wanted) {
    for (int i = 0; i < wanted.length; i++) {
      if (text[at + i] != wanted[i]) {
        return false;
      }
    }
    return true;
  }

  private static Optional<ProcessStatus> fromProc(long pid) {
    try {
      String stat = Files.readString(PROC.resolve(pid + "/stat"), StandardCharsets.ISO_8859_1);
      // The name of the program, in parentheses, may itself hold blanks and parentheses.
      String[] rest = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
      return Optional.of(
          new ProcessStatus(
              pid,
              rest[0].charAt(0),
              Long.parseLong(rest[2]),
              Long.parseLong(rest[3]),
              Long.parseLong(rest[19])));
    } catch (IOException | IndexOutOfBoundsException | NumberFormatException e) {
      return Optional.empty();
    }
  }

  private static Optional<ProcessStatus> fromJdk(long pid) {
    return ProcessHandle.of(pid)
        .filter(ProcessHandle::isAlive)
        .map(
            handle ->
                new ProcessStatus(
                    pid,
                    '?',
                    0,
                    0,
                    handle.info().startInstant().map(start -> start.getEpochSecond()).orElse(0L)));
  }
}
