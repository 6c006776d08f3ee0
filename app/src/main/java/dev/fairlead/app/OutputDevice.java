package dev.fairlead.app;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** What is behind a stream that this process writes to. */
final class OutputDevice {

  private static final long PATIENCE_SECONDS = 2;

  private OutputDevice() {}

  /**
   * Whether a stream goes to a terminal. Only this process's own standard streams can.
   *
   * @param stream the stream
   * @return false also where it cannot be found out
   */
  static boolean isTerminal(OutputStream stream) {
    try {
      if (!(stream instanceof FileOutputStream file)) {
        return false;
      }
      FileDescriptor descriptor = file.getFD();
      if (descriptor == FileDescriptor.out) {
        return isTerminal(1);
      }
      return descriptor == FileDescriptor.err && isTerminal(2);
    } catch (IOException e) {
      return false;
    }
  }

  private static boolean isTerminal(int descriptor) throws IOException {
    Path link = Path.of("/proc/self/fd/" + descriptor);
    if (Files.isSymbolicLink(link)) {
      String target = Files.readSymbolicLink(link).toString();
      return target.startsWith("/dev/pts/")
          || target.startsWith("/dev/tty")
          || target.equals("/dev/console");
    }
    return asksTheShell(descriptor);
  }

  /** Where there is no {@code /proc}, a shell that inherits the stream can tell. */
  private static boolean asksTheShell(int descriptor) throws IOException {
    Process test =
        new ProcessBuilder("sh", "-c", "test -t " + descriptor)
            .redirectInput(ProcessBuilder.Redirect.PIPE)
            .redirectOutput(ProcessBuilder.Redirect.INHERIT)
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    try {
      return test.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS) && test.exitValue() == 0;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    } finally {
      test.destroy();
    }
  }
}
