package dev.fairlead.process.internal.supervisor;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Sends signals that the JDK cannot, by the {@code kill} that POSIX builds into every shell: a
 * program of that name is not on every machine.
 */
final class SignalSender {

  /** SIGKILL. */
  static final int KILL = 9;

  /** SIGSTOP, by its Linux number. */
  static final int STOP = 19;

  /** SIGCONT, by its Linux number. */
  static final int CONT = 18;

  private static final int SECONDS = 10;

  private SignalSender() {}

  /**
   * Sends a signal. Targets that are gone are no error: they are looked at again by whoever needs
   * to know.
   *
   * @param number the Linux number
   * @param targets process numbers, process groups with a minus sign in front
   */
  static void send(int number, List<String> targets) throws IOException {
    List<String> command = new ArrayList<>();
    command.add("/bin/sh");
    command.add("-c");
    command.add("kill -s \"$0\" -- \"$@\"");
    command.add(name(number));
    command.addAll(targets);
    Process shell =
        new ProcessBuilder(command)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    try {
      if (!shell.waitFor(SECONDS, TimeUnit.SECONDS)) {
        shell.destroyForcibly();
        throw new IOException("sending a signal took more than " + SECONDS + " seconds");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while sending a signal");
    }
  }

  /** By name where numbers differ between systems, see signal(7). */
  private static String name(int number) {
    switch (number) {
      case 7:
        return "BUS";
      case 10:
        return "USR1";
      case 12:
        return "USR2";
      case 17:
        return "CHLD";
      case CONT:
        return "CONT";
      case STOP:
        return "STOP";
      case 20:
        return "TSTP";
      default:
        return Integer.toString(number);
    }
  }
}
