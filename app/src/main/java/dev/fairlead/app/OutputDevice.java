package dev.fairlead.app;

import dev.fairlead.spi.ProbeContext;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jline.terminal.Size;

/** What is behind a stream that this process writes to. */
final class OutputDevice {

  private static final long PATIENCE_SECONDS = 2;
  private static final int COLUMNS = 80;
  private static final int LINES = 24;
  private static final Pattern SIZE = Pattern.compile("(\\d{1,4}) (\\d{1,4})");

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

  /**
   * The size of the terminal that this process was started from.
   *
   * @param machine whose variables {@code LINES} and {@code COLUMNS} are taken at their word
   * @return 24 lines of 80 columns where it cannot be found out
   */
  static Size size(ProbeContext machine) {
    Size size = new Size(COLUMNS, LINES);
    Matcher told = SIZE.matcher(stty());
    if (told.matches()) {
      size = new Size(Integer.parseInt(told.group(2)), Integer.parseInt(told.group(1)));
    }
    number(machine.variable("COLUMNS")).ifPresent(size::setColumns);
    number(machine.variable("LINES")).ifPresent(size::setRows);
    return size.getColumns() > 0 && size.getRows() > 0 ? size : new Size(COLUMNS, LINES);
  }

  private static OptionalInt number(Optional<String> text) {
    return text.filter(digits -> digits.matches("[1-9]\\d{0,3}")).stream()
        .mapToInt(Integer::parseInt)
        .findFirst();
  }

  private static String stty() {
    try {
      Process stty =
          new ProcessBuilder("sh", "-c", "stty size </dev/tty")
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      try {
        return stty.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)
            ? new String(stty.getInputStream().readAllBytes(), StandardCharsets.US_ASCII).strip()
            : "";
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return "";
      } finally {
        stty.destroy();
      }
    } catch (IOException e) {
      return "";
    }
  }

  /**
   * Whether standard output is known to go elsewhere than to a terminal, which is told without
   * starting a program.
   *
   * @return false where only a program could tell
   */
  static boolean outputGoesElsewhere() {
    try {
      return linked(1).filter(target -> !isTerminal(target)).isPresent();
    } catch (IOException e) {
      return false;
    }
  }

  private static boolean isTerminal(int descriptor) throws IOException {
    Optional<String> target = linked(descriptor);
    return target.isPresent() ? isTerminal(target.get()) : asksTheShell(descriptor);
  }

  private static boolean isTerminal(String target) {
    return target.startsWith("/dev/pts/")
        || target.startsWith("/dev/tty")
        || target.equals("/dev/console");
  }

  /** What a descriptor of this process stands for; empty where there is no {@code /proc}. */
  private static Optional<String> linked(int descriptor) throws IOException {
    Path link = Path.of("/proc/self/fd/" + descriptor);
    return Files.isSymbolicLink(link)
        ? Optional.of(Files.readSymbolicLink(link).toString())
        : Optional.empty();
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
