package dev.fairlead.engine;

import dev.fairlead.spi.Capability;
import dev.fairlead.spi.container.AttachedProcess;
import dev.fairlead.spi.container.ContainerId;
import dev.fairlead.spi.error.ContainerException;
import dev.fairlead.spi.error.ErrorContext;
import dev.fairlead.spi.error.RetryableException;
import dev.fairlead.spi.exec.ExecSpec;
import dev.fairlead.transport.http.UpgradedConnection;
import java.time.Duration;
import java.util.List;
import reactor.core.publisher.Mono;
import reactor.util.Logger;
import reactor.util.Loggers;

/**
 * Commands executed in a container that runs: create, start hijacked, then ask for the end. What
 * was started is killed unless its end was seen.
 */
final class Executions {

  private static final Logger LOG = Loggers.getLogger(Executions.class);
  private static final Duration FOR_EVER = Duration.ofMillis(Long.MAX_VALUE);

  private final EngineClient client;
  private final ExecCalls calls;

  Executions(EngineClient client) {
    this.client = client;
    this.calls = new ExecCalls(client);
  }

  Mono<AttachedProcess> exec(ContainerId id, ExecSpec spec) {
    return Mono.defer(
        () -> {
          String operation = "execute a command in container " + id;
          String mark = ExecTarget.newMark();
          return calls
              .create(operation, id, spec, List.of(mark))
              .flatMap(exec -> start(operation, new ExecTarget(id, exec, spec, mark)));
        });
  }

  /**
   * A start that was cancelled, or that was not answered, may still happen: so it goes on, and what
   * it started is killed.
   */
  private Mono<AttachedProcess> start(String operation, ExecTarget target) {
    ExecEnd end = new ExecEnd(client, calls, target);
    Mono<Void> kill = kill(target, end);
    return Mono.usingWhen(
        Mono.fromSupplier(() -> calls.start(operation, target.exec(), target.spec()).cache()),
        starting ->
            starting.flatMap(
                connection ->
                    firstSize(target)
                        .then(
                            Mono.fromSupplier(
                                () -> process(operation, target, end, connection, kill)))),
        taken -> Mono.empty(),
        (starting, error) -> takeBack(starting, kill),
        starting -> client.cleanups().track(takeBack(starting, kill)));
  }

  private static Mono<Void> takeBack(Mono<UpgradedConnection> starting, Mono<Void> kill) {
    return starting
        .flatMap(connection -> Mono.whenDelayError(connection.close(), kill))
        .onErrorResume(RetryableException.class, unanswered -> kill)
        .onErrorResume(
            ContainerException.class,
            error -> {
              LOG.warn("What was executed for nobody may go on: {}", error.getMessage());
              return Mono.empty();
            });
  }

  /**
   * Goes on when whoever asked for it does not wait any longer, and is done once; after a failure
   * it is tried again. What the command left in the background when it ended by itself goes on, as
   * in any container.
   */
  private Mono<Void> kill(ExecTarget target, ExecEnd end) {
    Mono<Void> once =
        client
            .cleanups()
            .track(ExecKill.of(client, calls, target))
            .cache(done -> FOR_EVER, failed -> Duration.ZERO, () -> FOR_EVER);
    return Mono.defer(() -> end.seen() ? Mono.empty() : once);
  }

  private AttachedProcess process(
      String operation,
      ExecTarget target,
      ExecEnd end,
      UpgradedConnection connection,
      Mono<Void> kill) {
    ErrorContext context =
        ErrorContext.of(client.backend(), operation).withResource(target.container().value());
    return new EngineProcess(
        connection,
        new EngineProcess.Facts(
            context,
            target.spec().tty(),
            inputEnd(target.spec()),
            Capability.EXEC_STDIN,
            end.exit(),
            end.confirmOutputEnd(context),
            size -> calls.resize(target.exec(), size),
            end.outputOver(),
            kill));
  }

  private static EngineProcess.InputEnd inputEnd(ExecSpec spec) {
    if (!spec.stdin()) {
      return EngineProcess.InputEnd.NO_INPUT;
    }
    return spec.tty() ? EngineProcess.InputEnd.CHARACTER : EngineProcess.InputEnd.HALF_CLOSE;
  }

  private Mono<Void> firstSize(ExecTarget target) {
    if (!target.spec().tty() || target.spec().size().isEmpty()) {
      return Mono.empty();
    }
    return calls
        .resize(target.exec(), target.spec().size().get())
        .onErrorResume(ContainerException.class, ended -> Mono.empty());
  }
}
