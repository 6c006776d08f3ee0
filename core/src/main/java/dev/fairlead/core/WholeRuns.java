package dev.fairlead.core;

import dev.fairlead.spi.Backend;
import dev.fairlead.spi.Capability;
import dev.fairlead.spi.container.AttachedProcess;
import dev.fairlead.spi.container.ContainerId;
import dev.fairlead.spi.container.ContainerSpec;
import dev.fairlead.spi.container.Containers;
import dev.fairlead.spi.container.Exit;
import dev.fairlead.spi.container.ProcessSpec;
import dev.fairlead.spi.container.RemoveOptions;
import dev.fairlead.spi.error.ErrorContext;
import dev.fairlead.spi.error.ExecTimeoutException;
import dev.fairlead.spi.exec.ExecSpec;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.util.Logger;
import reactor.util.Loggers;

/** Runs containers and commands to their end, and keeps what they wrote. */
final class WholeRuns {

  private static final Logger LOG = Loggers.getLogger(WholeRuns.class);

  private final Backend backend;
  private final Containers containers;
  private final Scheduler timer;

  WholeRuns(Backend backend, Containers containers, Scheduler timer) {
    this.backend = backend;
    this.containers = containers;
    this.timer = timer;
  }

  /** How a process ended and what it wrote. */
  private record Ended(Exit exit, OutputCollector output) {}

  Mono<RunResult> run(Mono<RunningContainer> run, ContainerSpec spec, int keptBytes) {
    checkKept(keptBytes);
    boolean open = spec.process().stdin() != ProcessSpec.Stdin.CLOSED;
    return Mono.usingWhen(
        run,
        container ->
            toEnd(container, open, keptBytes)
                .map(
                    end ->
                        new RunResult(
                            container.id(),
                            end.exit(),
                            end.output().stdout(),
                            end.output().stderr())),
        WholeRuns::closeQuietly,
        (container, error) -> destroy(container),
        this::destroy);
  }

  Mono<ExecResult> exec(ContainerId id, ExecSpec spec, Duration timeout, int keptBytes) {
    checkKept(keptBytes);
    if (timeout.isNegative() || timeout.isZero()) {
      throw new IllegalArgumentException("the timeout must be positive, but is " + timeout);
    }
    Objects.requireNonNull(spec, "spec");
    return Mono.usingWhen(
        containers.exec(id, spec),
        process ->
            toEnd(process, spec.stdin(), keptBytes)
                .timeout(timeout, timer)
                .onErrorResume(TimeoutException.class, late -> overdue(process, id, spec, timeout))
                .map(
                    end ->
                        new ExecResult(end.exit(), end.output().stdout(), end.output().stderr())),
        WholeRuns::closeQuietly,
        (process, error) -> closeQuietly(process),
        WholeRuns::closeQuietly);
  }

  private static Mono<Ended> toEnd(AttachedProcess process, boolean inputIsOpen, int keptBytes) {
    return Mono.defer(
        () -> {
          Mono<Ended> end =
              Mono.zip(
                  new OutputCollector(keptBytes).drain(process.output()),
                  process.exit(),
                  (output, exit) -> new Ended(exit, output));
          return inputIsOpen ? process.closeInput().then(end) : end;
        });
  }

  private <T> Mono<T> overdue(
      AttachedProcess process, ContainerId id, ExecSpec spec, Duration timeout) {
    boolean killable = backend.capabilities().has(Capability.EXEC_KILL);
    String fate = killable ? "it was killed" : "it may go on, since " + cannotKill();
    return process
        .close()
        .onErrorResume(
            error ->
                Mono.error(
                    timeout(
                        id,
                        spec,
                        timeout,
                        "it may go on, since ending it failed: " + error.getMessage(),
                        error)))
        .then(Mono.error(() -> timeout(id, spec, timeout, fate, null)));
  }

  private String cannotKill() {
    return backend.id()
        + " cannot kill it: "
        + backend.capabilities().absence(Capability.EXEC_KILL).orElse("not declared");
  }

  private ExecTimeoutException timeout(
      ContainerId id, ExecSpec spec, Duration timeout, String fate, @Nullable Throwable cause) {
    return new ExecTimeoutException(
        ErrorContext.of(
                backend.id(), "execute " + spec.command().get(0) + " to its end in container " + id)
            .withResource(id.value()),
        "it did not end within " + timeout.toMillis() + " ms; " + fate,
        cause);
  }

  private Mono<Void> destroy(RunningContainer container) {
    return closeQuietly(container)
        .then(containers.remove(container.id(), RemoveOptions.force()))
        .onErrorResume(
            error -> {
              LOG.warn("Container {} could not be removed", container.id(), error);
              return Mono.empty();
            });
  }

  private static Mono<Void> closeQuietly(AttachedProcess process) {
    return process
        .close()
        .onErrorResume(
            error -> {
              LOG.warn("What belongs to a process that is over could not be released", error);
              return Mono.empty();
            });
  }

  private static void checkKept(int keptBytes) {
    if (keptBytes < 0) {
      throw new IllegalArgumentException("0 or more bytes can be kept, not " + keptBytes);
    }
  }
}
