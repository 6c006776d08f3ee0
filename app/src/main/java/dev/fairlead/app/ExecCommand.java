package dev.fairlead.app;

import dev.fairlead.spi.exec.ExecSpec;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import reactor.core.publisher.Mono;

/** Executes a command in a running container, and ends with its exit code. */
@Command(name = "exec", description = "Execute a command in a running container.")
final class ExecCommand extends RuntimeCommand {

  @Option(
      names = {"-i", "--interactive"},
      description = "Attach standard input.")
  boolean interactive;

  @Option(
      names = {"-t", "--tty"},
      description = "Give the command a terminal.")
  boolean tty;

  @Option(
      names = {"-e", "--env"},
      paramLabel = "K[=V]",
      description = "Set an environment variable; without a value, take it over from here.")
  List<String> env = new ArrayList<>();

  @Option(names = "--env-file", paramLabel = "FILE", description = "Read variables from a file.")
  List<Path> envFiles = new ArrayList<>();

  @Option(
      names = {"-u", "--user"},
      paramLabel = "USER[:GROUP]",
      description = "User of the command.")
  @Nullable String user;

  @Option(
      names = {"-w", "--workdir"},
      paramLabel = "DIR",
      description = "Working directory inside.")
  @Nullable String workdir;

  @Option(names = "--privileged", description = "Allow all that the runtime may do.")
  boolean privileged;

  @Mixin DetachOptions detachKeys = new DetachOptions();

  @Parameters(index = "0", paramLabel = "CONTAINER", description = "Name or id.")
  String container = "";

  @Parameters(
      index = "1..*",
      arity = "1..*",
      paramLabel = "COMMAND",
      description = "Command and arguments, never split or given to a shell.")
  List<String> command = new ArrayList<>();

  @Override
  Mono<Integer> execute(Session session) {
    ExecSpec.Builder exec =
        ExecSpec.builder(command).stdin(interactive).tty(tty).privileged(privileged);
    Path here = root().terminal().directory();
    Map<String, String> variables = root().terminal().machine().environment();
    envFiles.forEach(
        file -> EnvironmentSyntax.file(here.resolve(file), variables).forEach(exec::env));
    env.forEach(text -> EnvironmentSyntax.variable(text, variables).forEach(exec::env));
    Settings.ifGiven(user, exec::user);
    Settings.ifGiven(workdir, exec::workingDirectory);
    Attachment attachment =
        Attachment.of(
            session,
            interactive ? Attachment.Streams.BOTH : Attachment.Streams.OUTPUT,
            tty ? Attachment.Kind.TERMINAL : Attachment.Kind.PIPES,
            detachKeys);
    attachment.size().ifPresent(exec::size);
    return Execution.of(session, attachment, id(container), exec.build());
  }
}
