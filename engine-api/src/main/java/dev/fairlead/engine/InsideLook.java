package dev.fairlead.engine;

import dev.fairlead.spi.container.Exit;
import dev.fairlead.spi.error.ErrorContext;
import dev.fairlead.spi.error.StreamInterruptedException;
import dev.fairlead.spi.exec.ExecSpec;
import dev.fairlead.spi.log.OutputFrame;
import dev.fairlead.transport.http.TransportException;
import dev.fairlead.transport.http.UpgradedConnection;
import dev.fairlead.transport.inside.EndCommand;
import dev.fairlead.transport.inside.Finding;
import java.util.List;
import reactor.core.publisher.Mono;

/**
 * Runs {@link EndCommand} beside an executed command, with a shell of the container itself.
 *
 * <p>That shell is the container's, so it is given no right that the command did not have: first
 * the same user with the same privileges, looked up in the same way. Only for processes that have
 * become another user's it is the container's root, and then the shell by its full path, as a user
 * inside may have changed the places where programs are looked for.
 */
final class InsideLook {

  private static final int KEPT_CHARACTERS = 64 << 10;

  private final EngineClient client;
  private final ExecCalls calls;
  private final ExecTarget target;
  private final String operation;

  InsideLook(EngineClient client, ExecCalls calls, ExecTarget target, String operation) {
    this.client = client;
    this.calls = calls;
    this.target = target;
    this.operation = operation;
  }

  /** As the user of the command. */
  Mono<Finding> asItsUser() {
    return command("sh", List.of())
        .flatMap(
            spec -> {
              target.spec().user().ifPresent(spec::user);
              return run(spec.build());
            });
  }

  /** As root, for processes that were found and could not be signalled. */
  Mono<Finding> asRoot(List<String> processes) {
    return command("/bin/sh", processes).flatMap(spec -> run(spec.user("0").build()));
  }

  private Mono<ExecSpec.Builder> command(String shell, List<String> processes) {
    return EndCommand.words(shell, target.mark(), processes)
        .map(
            command ->
                ExecSpec.builder(command)
                    .workingDirectory("/")
                    .privileged(target.spec().privileged()));
  }

  private Mono<Finding> run(ExecSpec spec) {
    return calls
        .create(operation, target.container(), spec, List.of())
        .flatMap(
            exec ->
                Mono.usingWhen(
                    calls.start(operation, exec, spec),
                    connection -> result(exec, spec, connection),
                    UpgradedConnection::close));
  }

  private Mono<Finding> result(String exec, ExecSpec spec, UpgradedConnection connection) {
    ErrorContext context =
        ErrorContext.of(client.backend(), operation).withResource(target.container().value());
    ExecEnd end =
        new ExecEnd(client, calls, new ExecTarget(target.container(), exec, spec, target.mark()));
    return FrameDecoder.multiplexed(connection.receive(), context)
        .onErrorMap(
            TransportException.class,
            cut -> new StreamInterruptedException(context, "the connection broke", cut))
        .map(OutputFrame::text)
        .reduce(new StringBuilder(), InsideLook::kept)
        .map(StringBuilder::toString)
        .flatMap(output -> judged(output, end));
  }

  private static StringBuilder kept(StringBuilder all, String more) {
    return all.length() < KEPT_CHARACTERS ? all.append(more) : all;
  }

  /** Where it failed, the end tells whether there was a shell at all. */
  private static Mono<Finding> judged(String output, ExecEnd end) {
    Finding finding = Finding.read(output);
    if (finding.kind() != Finding.Kind.FAILED) {
      return Mono.just(finding);
    }
    return end.exit()
        .map(
            exit ->
                exit instanceof Exit.StartFailed && exit.code().orElse(0) == ExecEnd.NOT_FOUND
                    ? new Finding(Finding.Kind.NO_SHELL, List.of())
                    : finding);
  }
}
