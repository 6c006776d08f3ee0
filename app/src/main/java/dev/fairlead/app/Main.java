package dev.fairlead.app;

import dev.fairlead.spi.ProbeContext;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** Starts the {@code fairlead} command. */
public final class Main {

  /** What follows the image or container belongs to the program inside. */
  private static final List<String> PASS_ON = List.of("run", "create", "plan", "exec", "top");

  private Main() {}

  /**
   * Executes the command and ends the process with its exit code.
   *
   * @param args the command line
   */
  public static void main(String... args) {
    HeadStart.begin();
    Terminal terminal =
        new Terminal(
            new FileInputStream(FileDescriptor.in),
            new FileOutputStream(FileDescriptor.out),
            new FileOutputStream(FileDescriptor.err),
            ProbeContext.ofThisMachine(),
            Path.of("").toAbsolutePath(),
            ScreenWidth::ofStandardOutput,
            SttyTty::ofStandardInput);
    int code = run(terminal, args);
    // Threads that wait for standard input cannot be ended in any other way.
    Runtime.getRuntime().halt(code);
  }

  /**
   * Executes the command.
   *
   * @param terminal what surrounds it
   * @param args the command line
   * @return the exit code
   */
  static int run(Terminal terminal, String... args) {
    Fairlead root = new Fairlead(terminal);
    Optional<RuntimeCommand> plain = PlainCall.of(args);
    return plain.isPresent() ? execute(root, plain.get()) : parse(root, args);
  }

  /** As picocli does it. */
  private static int execute(Fairlead root, RuntimeCommand command) {
    Logging.prepare(root.debug);
    command.root(root);
    try {
      return command.call();
    } catch (RuntimeException e) {
      return Failure.report(root, e);
    }
  }

  private static int parse(Fairlead root, String... args) {
    Terminal terminal = root.terminal();
    CommandLine line = commandLine(root, CommandTree.neededBy(args));
    line.setOut(new PrintWriter(terminal.out(), true, StandardCharsets.UTF_8));
    line.setErr(new PrintWriter(terminal.err(), true, StandardCharsets.UTF_8));
    line.setExecutionStrategy(
        parsed -> {
          Logging.prepare(root.debug);
          return new CommandLine.RunLast().execute(parsed);
        });
    line.setParameterExceptionHandler((error, given) -> usage(root, error));
    line.setExecutionExceptionHandler((error, command, parsed) -> Failure.report(root, error));
    return line.execute(args);
  }

  /** The command with its subcommands. */
  static CommandLine commandLine(Fairlead root, CommandTree tree) {
    // Types that no option has need not be looked up.
    System.setProperty("picocli.converters.excludes", "java\\.(sql|time)\\..*");
    CommandLine line = new CommandLine(root);
    tree.describeTo(line, line.getFactory());
    line.setCaseInsensitiveEnumValuesAllowed(true);
    claimOutput(line);
    NumberSyntax.register(line);
    line.getSubcommands()
        .forEach((name, command) -> command.setStopAtPositional(PASS_ON.contains(name)));
    CommandLine job = line.getSubcommands().get("job");
    if (job != null && job.getSubcommands().containsKey("run")) {
      job.getSubcommands().get("run").setStopAtPositional(true);
    }
    return line;
  }

  /** Archives go to a file by -o, which stands for the format of results everywhere else. */
  private static void claimOutput(CommandLine line) {
    for (CommandLine command : line.getSubcommands().values()) {
      Object work = command.getCommand();
      if (work instanceof ImageSaveCommand save) {
        save.archive.claim(command.getCommandSpec());
      } else if (work instanceof ExportCommand export) {
        export.archive.claim(command.getCommandSpec());
      }
      claimOutput(command);
    }
  }

  private static int usage(Fairlead root, ParameterException error) {
    String command = error.getCommandLine().getCommandSpec().qualifiedName();
    root.terminal()
        .err()
        .println("fairlead: " + Printable.of(reason(error)) + "; see " + command + " --help");
    return ExitCodes.USAGE;
  }

  private static String reason(ParameterException error) {
    if (error instanceof UnmatchedArgumentException unmatched
        && !unmatched.isUnknownOption()
        && error.getCommandLine().getCommand() instanceof Fairlead) {
      List<String> near = unmatched.getSuggestions();
      return "'"
          + unmatched.getUnmatched().get(0)
          + "' is not a command"
          + (near.isEmpty() ? "" : "; the nearest: " + String.join(", ", near));
    }
    return String.valueOf(error.getMessage());
  }
}
