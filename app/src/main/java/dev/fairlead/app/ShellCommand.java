package dev.fairlead.app;

import dev.fairlead.spi.exec.ExecSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import reactor.core.publisher.Mono;

/** Opens a shell in a running container: the best one that is there. */
@Command(
    name = "shell",
    description = "Open a shell in a running container: $SHELL inside, else bash, else sh.")
final class ShellCommand extends RuntimeCommand {

  /**
   * Every shell is looked for inside, by the one that POSIX promises, which then makes way for it.
   * {@code SHELL} counts if it was set for the container and is there.
   */
  private static final String BEST =
      "case ${SHELL:-} in */nologin | */false) SHELL= ;; esac\n"
          + "exec \"$(command -v \"${SHELL:-bash}\" || command -v bash || command -v sh)\"";

  @Option(
      names = {"-e", "--env"},
      paramLabel = "K[=V]",
      description = "Set an environment variable; without a value, take it over from here.")
  List<String> env = new ArrayList<>();

  @Option(
      names = {"-u", "--user"},
      paramLabel = "USER[:GROUP]",
      description = "User of the shell.")
  @Nullable String user;

  @Option(
      names = {"-w", "--workdir"},
      paramLabel = "DIR",
      description = "Working directory inside.")
  @Nullable String workdir;

  @Mixin DetachOptions detachKeys = new DetachOptions();

  @Parameters(paramLabel = "CONTAINER", description = "Name or id.")
  String container = "";

  @Override
  Mono<Integer> execute(Session session) {
    boolean terminal = session.tty().isPresent();
    ExecSpec.Builder exec = ExecSpec.builder(List.of("sh", "-c", BEST)).stdin(true).tty(terminal);
    Map<String, String> variables = session.machine().environment();
    env.forEach(text -> EnvironmentSyntax.variable(text, variables).forEach(exec::env));
    Settings.ifGiven(user, exec::user);
    Settings.ifGiven(workdir, exec::workingDirectory);
    Attachment attachment =
        Attachment.of(
            session,
            Attachment.Streams.BOTH,
            terminal ? Attachment.Kind.TERMINAL : Attachment.Kind.PIPES,
            detachKeys);
    attachment.size().ifPresent(exec::size);
    return Execution.of(session, attachment, id(container), exec.build());
  }
}
