package dev.fairlead.transport.process;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Tells why a program could not be started. */
final class StartErrors {

  /**
   * How the JDK words the failure of {@link ProcessBuilder#start}: it has no typed errors. JDK 17
   * says {@code error=2, No such file}, JDK 25 {@code error: 2 (No such file)}.
   */
  private static final Pattern ERRNO = Pattern.compile("error(?:=|: )(\\d+)\\b");

  private static final int ENOENT = 2;
  private static final int E2BIG = 7;
  private static final int ENOEXEC = 8;
  private static final int EACCES = 13;
  private static final int ENOTDIR = 20;

  private StartErrors() {}

  /** Refuses what the platform would hand over changed, or would blame on the program. */
  static void check(ProcessCommand command) {
    Optional<Path> directory = command.directory();
    if (directory.isPresent() && !Files.isDirectory(directory.get())) {
      throw new ProcessException(
          ProcessException.Kind.BAD_DIRECTORY,
          "could not start " + command.program() + ": " + directory.get() + " is not a directory",
          null);
    }
    if (command.session() == ProcessCommand.Session.OWN) {
      checkProgram(command);
    }
    Charset charset = argumentCharset();
    boolean lossless =
        command.arguments().stream().allMatch(text -> charset.newEncoder().canEncode(text))
            && command.environment().values().stream()
                .allMatch(text -> charset.newEncoder().canEncode(text));
    if (!lossless) {
      throw new ProcessException(
          ProcessException.Kind.BAD_ARGUMENT,
          "could not start "
              + command.program()
              + ": an argument or variable has a character that does not exist in "
              + charset
              + "; start Java under a UTF-8 locale, for example LC_ALL=C.UTF-8",
          null);
    }
  }

  /** What makes a session would be found, and itself say that the program is not. */
  private static void checkProgram(ProcessCommand command) {
    Path program = Path.of(command.program());
    if (!Files.exists(program)) {
      throw new ProcessException(
          ProcessException.Kind.NOT_FOUND,
          "could not start " + program + ": there is no such program (ENOENT)",
          null);
    }
    if (!Files.isRegularFile(program) || !Files.isExecutable(program)) {
      throw new ProcessException(
          ProcessException.Kind.NOT_EXECUTABLE,
          "could not start " + program + ": it cannot be executed (EACCES)",
          null);
    }
  }

  /** Java 17 hands arguments over in the default charset, later versions in that of the locale. */
  private static Charset argumentCharset() {
    String locale = System.getProperty("sun.jnu.encoding");
    return Runtime.version().feature() < 18 || locale == null
        ? Charset.defaultCharset()
        : Charset.forName(locale);
  }

  static ProcessException of(ProcessCommand command, IOException failure) {
    Matcher errno = ERRNO.matcher(String.valueOf(failure.getMessage()));
    int number = errno.find() ? Integer.parseInt(errno.group(1)) : 0;
    String asked = "could not start " + command.program() + ": ";
    switch (number) {
      case ENOENT:
      case ENOTDIR:
        return new ProcessException(
            ProcessException.Kind.NOT_FOUND, asked + "there is no such program (ENOENT)", failure);
      case EACCES:
      case ENOEXEC:
        return new ProcessException(
            ProcessException.Kind.NOT_EXECUTABLE,
            asked + "it cannot be executed (" + (number == EACCES ? "EACCES" : "ENOEXEC") + ")",
            failure);
      case E2BIG:
        return new ProcessException(
            ProcessException.Kind.BAD_ARGUMENT,
            asked + "its arguments and variables are too long (E2BIG)",
            failure);
      default:
        return new ProcessException(
            ProcessException.Kind.START_FAILED,
            asked + (number == 0 ? "the system refused" : "the system answered errno " + number),
            failure);
    }
  }
}
