package dev.fairlead.transport.process;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A program to start. Immutable. Neither arguments nor variables are shown by {@link #toString()},
 * since people put secrets into both.
 *
 * @param arguments program and arguments, not empty, each handed over as it is; a program without a
 *     slash is looked for in this process's own {@code PATH}
 * @param environment variables that are set on top of {@code base}
 * @param base where the other variables come from
 * @param directory the working directory; empty for this process's own
 * @param input whether standard input is a pipe to write to
 * @param deadline how long it may run before it is killed; empty for as long as it likes
 * @param session whose terminal's signals it gets
 */
public record ProcessCommand(
    List<String> arguments,
    Map<String, String> environment,
    EnvironmentBase base,
    Optional<Path> directory,
    Input input,
    Optional<Duration> deadline,
    Session session) {

  /** Whose terminal's signals it gets, such as that of a Ctrl-C. */
  public enum Session {
    /** Those of this process. */
    SHARED,
    /**
     * Nobody's: it leads a session of its own, and a process group, where the machine has {@code
     * setsid} or Perl; elsewhere it shares this one. Its program has to be an absolute path. It is
     * killed when this virtual machine shuts down, unless its launcher was closed before.
     */
    OWN
  }

  /** Where variables come from that a command does not set itself. */
  public enum EnvironmentBase {
    /** From this process. */
    INHERITED,
    /** From nowhere: there are no others. */
    EMPTY
  }

  /** What standard input is. */
  public enum Input {
    /** It is at its end from the beginning. */
    NONE,
    /** It is written to by this process. */
    PIPE
  }

  /** Checks and copies. */
  public ProcessCommand {
    arguments = List.copyOf(arguments);
    environment = Collections.unmodifiableMap(new LinkedHashMap<>(environment));
    Objects.requireNonNull(base, "base");
    Objects.requireNonNull(directory, "directory");
    Objects.requireNonNull(input, "input");
    Objects.requireNonNull(deadline, "deadline");
    Objects.requireNonNull(session, "session");
    if (arguments.isEmpty() || arguments.get(0).isEmpty()) {
      throw new IllegalArgumentException("there is no program to start");
    }
    if (session == Session.OWN && !arguments.get(0).startsWith("/")) {
      throw new IllegalArgumentException(
          "a session of its own needs the absolute path of a program");
    }
    if (deadline.filter(value -> value.isNegative() || value.isZero()).isPresent()) {
      throw new IllegalArgumentException("a deadline must be above zero, not " + deadline.get());
    }
    arguments.forEach(argument -> checkText(argument, "an argument"));
    environment.forEach(
        (name, value) -> {
          if (name.isEmpty() || name.indexOf('=') >= 0) {
            throw new IllegalArgumentException("'" + name + "' cannot be the name of a variable");
          }
          checkText(name, "the name of a variable");
          checkText(value, "the value of " + name);
        });
  }

  /**
   * A command with nothing but its arguments set: inherited environment and directory, no input, no
   * deadline.
   *
   * @param program the program
   * @param arguments its arguments
   * @return the command
   */
  public static ProcessCommand of(String program, String... arguments) {
    return of(Stream.concat(Stream.of(program), Stream.of(arguments)).toList());
  }

  /**
   * A command with nothing but its arguments set: inherited environment and directory, no input, no
   * deadline.
   *
   * @param arguments program and arguments
   * @return the command
   */
  public static ProcessCommand of(List<String> arguments) {
    return new ProcessCommand(
        arguments,
        Map.of(),
        EnvironmentBase.INHERITED,
        Optional.empty(),
        Input.NONE,
        Optional.empty(),
        Session.SHARED);
  }

  /**
   * The program, for messages.
   *
   * @return the first argument
   */
  public String program() {
    return arguments.get(0);
  }

  /**
   * This command with other variables.
   *
   * @param variables all that it sets itself
   * @param from where the others come from
   * @return a copy
   */
  public ProcessCommand withEnvironment(Map<String, String> variables, EnvironmentBase from) {
    return new ProcessCommand(arguments, variables, from, directory, input, deadline, session);
  }

  /**
   * This command with a working directory.
   *
   * @param value the directory
   * @return a copy
   */
  public ProcessCommand withDirectory(Path value) {
    return new ProcessCommand(
        arguments, environment, base, Optional.of(value), input, deadline, session);
  }

  /**
   * This command with another kind of standard input.
   *
   * @param value what standard input is
   * @return a copy
   */
  public ProcessCommand withInput(Input value) {
    return new ProcessCommand(arguments, environment, base, directory, value, deadline, session);
  }

  /**
   * This command with a deadline.
   *
   * @param value how long it may run, above zero
   * @return a copy
   */
  public ProcessCommand withDeadline(Duration value) {
    return new ProcessCommand(
        arguments, environment, base, directory, input, Optional.of(value), session);
  }

  /**
   * This command in a session of its own.
   *
   * @return a copy
   * @throws IllegalArgumentException if the program is not an absolute path
   */
  public ProcessCommand withOwnSession() {
    return new ProcessCommand(
        arguments, environment, base, directory, input, deadline, Session.OWN);
  }

  @Override
  public String toString() {
    return "ProcessCommand["
        + program()
        + " with "
        + (arguments.size() - 1)
        + " arguments, variables "
        + environment.keySet()
        + " on "
        + base
        + ", directory="
        + directory
        + ", input="
        + input
        + ", deadline="
        + deadline
        + ", session="
        + session
        + "]";
  }

  private static void checkText(String text, String what) {
    if (text.indexOf('\0') >= 0) {
      throw new IllegalArgumentException(what + " cannot hold NUL");
    }
  }
}
