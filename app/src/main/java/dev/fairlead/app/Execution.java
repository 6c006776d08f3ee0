package dev.fairlead.app;

import dev.fairlead.core.ContainerRuntime;
import dev.fairlead.spi.Capability;
import dev.fairlead.spi.container.AttachedProcess;
import dev.fairlead.spi.container.ContainerId;
import dev.fairlead.spi.container.Signal;
import dev.fairlead.spi.exec.ExecSpec;
import reactor.core.publisher.Mono;

/**
 * A command that is executed inside, joined to the standard streams, and what becomes of it when
 * this one ends first: it is killed where the runtime can, and people are told; detach keys leave
 * it.
 */
final class Execution {

  /** What ends a program in a pipeline of a shell whose output nobody reads any more. */
  static final Signal BROKEN_PIPE = Signal.of(13);

  private final Session session;
  private final ContainerRuntime runtime;

  private Execution(Session session, ContainerRuntime runtime) {
    this.session = session;
    this.runtime = runtime;
  }

  /**
   * Executes it until it ends or is left.
   *
   * @param session this execution of the command
   * @param attachment what it is joined to
   * @param id the container
   * @param spec the command inside
   * @return its exit code; 0 if it was left, that of a broken pipe if nobody reads its output
   */
  static Mono<Integer> of(Session session, Attachment attachment, ContainerId id, ExecSpec spec) {
    return session
        .runtime()
        .flatMap(
            runtime -> {
              Execution execution = new Execution(session, runtime);
              return Mono.usingWhen(
                  runtime.containers().exec(id, spec),
                  attachment::join,
                  process -> attachment.left() ? Mono.empty() : execution.end(process),
                  (process, error) ->
                      error instanceof ClosedPipeException
                          ? execution.broken(process, "nobody reads its output any more")
                          : execution.end(process),
                  process -> session.cleanups().track(execution.broken(process, "interrupted")));
            })
        // Its own code was not observed: a shell tells of a reader that went away like this.
        .onErrorReturn(ClosedPipeException.class, ExitCodes.of(BROKEN_PIPE));
  }

  private Mono<Void> end(AttachedProcess process) {
    return process.close().onErrorResume(this::tell);
  }

  private Mono<Void> broken(AttachedProcess process, String why) {
    Mono<Void> told =
        Mono.fromRunnable(
            () -> session.notice("fairlead: " + why + "; the command inside was " + fate()));
    return process.close().then(told).onErrorResume(this::tell);
  }

  private String fate() {
    return runtime
        .capabilities()
        .absence(Capability.EXEC_KILL)
        .map(reason -> "left, and may go on: " + reason)
        .orElse("killed");
  }

  private Mono<Void> tell(Throwable failure) {
    return Mono.fromRunnable(() -> session.notice("fairlead: " + failure.getMessage()));
  }
}
