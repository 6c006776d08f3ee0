package dev.fairlead.kubernetes.stream;

import dev.fairlead.spi.Capability;
import dev.fairlead.spi.error.BackendFailureException;
import dev.fairlead.spi.error.ConflictException;
import dev.fairlead.spi.error.ErrorContext;
import dev.fairlead.spi.error.NotFoundException;
import dev.fairlead.spi.error.OperationUnsupportedException;
import dev.fairlead.spi.error.RetryableException;
import dev.fairlead.transport.inside.EndCommand;
import dev.fairlead.transport.inside.Finding;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/**
 * Kills one executed command with its descendants, from inside. The API can neither do that nor
 * tell whether a command runs whose connection is gone: so it is looked for until it is found and
 * dead, or has not been found for a while.
 */
final class CommandKill {

  /** How long a command may take from its start to where it can be found. */
  private static final Duration APPEARS = Duration.ofMillis(1500);

  private static final long FIRST_PAUSE_MILLIS = 25;
  private static final long LONGEST_PAUSE_MILLIS = 1000;

  private final PodCommands commands;
  private final PodCommands.Target target;
  private final Duration limit;
  private final PodCommands.Target killer;
  private final ErrorContext context;

  CommandKill(PodCommands commands, PodCommands.Target target, Duration limit) {
    this.commands = commands;
    this.target = target;
    this.limit = limit;
    String operation = "kill what was executed in container " + target.container();
    this.killer =
        new PodCommands.Target(target.container(), target.facts(), operation, true, target.mark());
    this.context = commands.look().call(target.container(), "exec", operation).context();
  }

  Mono<Void> untilDead() {
    return Mono.defer(
        () -> {
          if (!target.shell()) {
            return Mono.error(
                new OperationUnsupportedException(
                    Capability.EXEC_KILL,
                    context,
                    "it goes on: the API cannot kill it, and the container has no shell that"
                        + " could"));
          }
          long since = Schedulers.parallel().now(TimeUnit.MILLISECONDS);
          return round(since)
              .repeatWhenEmpty(Integer.MAX_VALUE, rounds -> rounds.concatMap(CommandKill::pause, 1))
              .timeout(limit)
              .onErrorMap(TimeoutException.class, late -> mayGoOn("nobody could look for it"))
              .then();
        });
  }

  private static Mono<Long> pause(long round) {
    return Mono.delay(
        Duration.ofMillis(
            Math.min(LONGEST_PAUSE_MILLIS, FIRST_PAUSE_MILLIS << Math.min(round, 6))));
  }

  /** A value if it is dead; empty if it has to be looked for again. */
  private Mono<Boolean> round(long since) {
    return Mono.defer(
            () ->
                commands
                    .look()
                    .running(target.container(), context.operation())
                    .flatMap(this::search))
        .flatMap(finding -> judge(finding, since))
        .onErrorResume(NotFoundException.class, gone -> Mono.just(true))
        .onErrorResume(ConflictException.class, ended -> Mono.just(true))
        .onErrorResume(RetryableException.class, passing -> Mono.empty());
  }

  /** With the run of the container all that it executed has ended. */
  private Mono<Finding> search(PodFacts now) {
    boolean same = now.uid().equals(target.facts().uid()) && now.run().equals(target.facts().run());
    return same
        ? EndCommand.words("sh", target.variable(), List.of())
            .flatMap(words -> commands.run(killer, words))
            .map(result -> Finding.read(result.output()))
        : Mono.just(new Finding(Finding.Kind.KILLED, List.of()));
  }

  private Mono<Boolean> judge(Finding finding, long since) {
    switch (finding.kind()) {
      case KILLED:
        return Mono.just(true);
      case NONE:
        long passed = Schedulers.parallel().now(TimeUnit.MILLISECONDS) - since;
        return passed > APPEARS.toMillis() ? Mono.just(true) : Mono.empty();
      case DENIED:
        return Mono.error(
            mayGoOn("some of its processes are another user's: " + numbers(finding.detail())));
      case BLIND:
        return Mono.error(mayGoOn("the container has no /proc to find it in"));
      default:
        return Mono.empty();
    }
  }

  private BackendFailureException mayGoOn(String why) {
    return new BackendFailureException(context, "it may go on: " + why, null);
  }

  private static String numbers(List<String> processes) {
    return String.join(
        ", ", processes.stream().map(process -> process.replaceAll(":.*", "")).toList());
  }
}
