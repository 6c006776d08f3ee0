package dev.fairlead.app;

import dev.fairlead.spi.container.ContainerId;
import dev.fairlead.spi.container.Signal;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/**
 * A subcommand that works on a runtime. This is the edge where the command waits: nothing below it
 * blocks. A signal cancels the work, unless the work itself knows better, and what was begun is
 * taken back before the command ends; a second signal ends it at once.
 */
abstract class RuntimeCommand implements Callable<Integer> {

  /** Set by picocli before the command is called, if it was asked. */
  @Spec @Nullable CommandSpec spec;

  private @Nullable Fairlead root;

  /** Says what the shared options are where picocli was not asked. */
  final void root(Fairlead shared) {
    root = shared;
  }

  /** The shared options. */
  final Fairlead root() {
    return root != null
        ? root
        : (Fairlead) Objects.requireNonNull(spec, "spec").root().userObject();
  }

  /** Results go here. */
  final Output output() {
    return root().output();
  }

  @Override
  public final Integer call() {
    Session session = new Session(root());
    Sinks.Empty<Void> interrupted = Sinks.empty();
    try (Interrupts interrupts =
        onlyLooks()
            ? Interrupts.unwatched()
            : Interrupts.watch(signal -> cancel(session, interrupted, signal))) {
      session.interrupts(interrupts);
      Integer code =
          Mono.usingWhen(
                  Mono.just(session),
                  used -> execute(used).takeUntilOther(interrupted.asMono()),
                  Session::close)
              .onErrorReturn(ClosedPipeException.class, ExitCodes.OK)
              .block();
      return code != null ? code : interrupts.code();
    } finally {
      session.restoreTty();
    }
  }

  /**
   * Whether nothing is begun that has to be taken back. Java itself ends a command that looks, at
   * once and with the same exit code, and the code that watches signals takes 9 ms to begin with.
   */
  boolean onlyLooks() {
    return false;
  }

  private static void cancel(Session session, Sinks.Empty<Void> interrupted, Signal signal) {
    if (interrupted.tryEmitEmpty().isFailure()) {
      session.restoreTty();
      Runtime.getRuntime().halt(ExitCodes.of(signal));
    }
  }

  /**
   * Does the work.
   *
   * @param session the runtime, opened when it is first asked for
   * @return the exit code
   */
  abstract Mono<Integer> execute(Session session);

  /** Reads what names a container. */
  static ContainerId id(String text) {
    return ContainerId.of(text);
  }
}
