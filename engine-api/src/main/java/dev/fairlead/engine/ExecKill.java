package dev.fairlead.engine;

import dev.fairlead.spi.Capability;
import dev.fairlead.spi.container.ContainerState;
import dev.fairlead.spi.error.BackendFailureException;
import dev.fairlead.spi.error.ConflictException;
import dev.fairlead.spi.error.ContainerException;
import dev.fairlead.spi.error.ErrorContext;
import dev.fairlead.spi.error.NotFoundException;
import dev.fairlead.spi.error.OperationUnsupportedException;
import dev.fairlead.spi.error.RetryableException;
import dev.fairlead.transport.inside.Finding;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/**
 * Kills one executed command with its descendants. The Engine API cannot, so it is done from
 * inside, by a second command that looks for the mark of the first. Done when nobody is found any
 * more and the daemon does not say that it runs; else an error says why it may go on. That the
 * daemon says it has ended is not enough: Docker also says so of one that runs, when its connection
 * broke.
 */
final class ExecKill {

  /** How long a command is looked for that runs and is not found, or has no shell beside it. */
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  /** How often it is looked for as its own user; a process of root's is hidden from that. */
  private static final int ROOT_AFTER = 3;

  private final EngineClient client;
  private final ExecCalls calls;
  private final ExecTarget target;
  private final ErrorContext context;
  private final InsideLook look;
  private String lastSeen = "the daemon did not answer";
  private long vainSince;
  private int asked;

  private ExecKill(EngineClient client, ExecCalls calls, ExecTarget target) {
    this.client = client;
    this.calls = calls;
    this.target = target;
    String operation = "kill " + target.program() + " in container " + target.container();
    this.context =
        ErrorContext.of(client.backend(), operation).withResource(target.container().value());
    this.look = new InsideLook(client, calls, target, operation);
  }

  /**
   * Kills it. One that has ended before is left alone with whatever it left behind.
   *
   * @return completes when it is dead; bounded by the client's operation timeout
   */
  static Mono<Void> of(EngineClient client, ExecCalls calls, ExecTarget target) {
    return Mono.defer(() -> new ExecKill(client, calls, target).untilDead());
  }

  private Mono<Void> untilDead() {
    return round()
        .repeatWhenEmpty(
            Integer.MAX_VALUE,
            rounds -> rounds.concatMap(round -> Mono.delay(ExecEnd.pause(round)), 1))
        .timeout(client.options().operationTimeout())
        .onErrorMap(TimeoutException.class, late -> mayGoOn(lastSeen))
        .then();
  }

  /** A value if it is dead; empty if it has to be looked at again. */
  private Mono<Boolean> round() {
    return claim()
        .flatMap(this::next)
        .onErrorResume(NotFoundException.class, containerGone -> Mono.just(true))
        .onErrorResume(ConflictException.class, this::notNow)
        .onErrorResume(
            RetryableException.class, error -> again(String.valueOf(error.getMessage())));
  }

  private Mono<Boolean> next(Claim claim) {
    switch (claim) {
      case ENDED:
        return Mono.just(true);
      case NOT_STARTED:
        return again("the daemon has not started it yet");
      default:
        return look.asItsUser().flatMap(finding -> judge(finding, claim));
    }
  }

  /** What the daemon says of the command. */
  private enum Claim {
    NOT_STARTED,
    RUNNING,
    ENDED,
    /** It has ended, or the daemon takes it for ended since its connection broke. */
    UNKNOWN
  }

  private Mono<Claim> claim() {
    return calls
        .inspect(target.exec())
        .map(ExecKill::claimed)
        .onErrorResume(NotFoundException.class, forgotten -> Mono.just(Claim.UNKNOWN));
  }

  private static Claim claimed(ExecState state) {
    if (state.ended()) {
      return state.mayBeCutOff() ? Claim.UNKNOWN : Claim.ENDED;
    }
    return state.running() ? Claim.RUNNING : Claim.NOT_STARTED;
  }

  /**
   * Tells whether it is dead.
   *
   * @param finding what was found inside
   * @param claim what the daemon had said before that
   */
  private Mono<Boolean> judge(Finding finding, Claim claim) {
    switch (finding.kind()) {
      case KILLED:
        return claim()
            .flatMap(
                now ->
                    now == Claim.RUNNING
                        ? again("its processes were killed, and the daemon says that it runs")
                        : Mono.just(true));
      case DENIED:
        return look.asRoot(finding.detail()).flatMap(root -> judgeRoot(root, claim));
      case LEFT:
        return again("processes " + numbers(finding.detail()) + " do not die");
      case NONE:
        return none(claim);
      case NO_SHELL:
        return inVain(cannot("the container has no shell that could do it"));
      case BLIND:
        return Mono.error(cannot("the container has no /proc to find it in"));
      default:
        return again(String.join(" ", finding.detail()));
    }
  }

  /** It may not be there yet, or belong to another user. */
  private Mono<Boolean> none(Claim claim) {
    return claim == Claim.RUNNING && asked++ < ROOT_AFTER
        ? again("it was not found")
        : look.asRoot(List.of()).flatMap(finding -> judgeRoot(finding, claim));
  }

  private Mono<Boolean> judgeRoot(Finding finding, Claim claim) {
    switch (finding.kind()) {
      case DENIED:
        return Mono.error(
            mayGoOn("root may not signal its processes " + numbers(finding.detail())));
      case NONE:
        return claim == Claim.UNKNOWN
            ? Mono.just(true)
            : inVain(mayGoOn("its processes are hidden, or carry its mark no longer"));
      case NO_SHELL:
        return inVain(
            cannot("what belongs to another user there needs a /bin/sh that does it as root"));
      default:
        return judge(finding, claim);
    }
  }

  /** It may not be there yet, or end by itself when its input ends. */
  private Mono<Boolean> inVain(ContainerException givenUp) {
    long now = Schedulers.parallel().now(TimeUnit.NANOSECONDS);
    if (vainSince == 0) {
      vainSince = now;
    }
    return now - vainSince > PATIENCE.toNanos() ? Mono.error(givenUp) : again("it was not found");
  }

  /**
   * Nothing is executed in a container that is paused, or has ended: with its first process all
   * others end, whatever the daemon still says of them.
   */
  private Mono<Boolean> notNow(ConflictException conflict) {
    return EngineInspection.of(client, context.operation(), target.container())
        .flatMap(
            now ->
                now.ended()
                    ? Mono.just(true)
                    : now.state() == ContainerState.PAUSED
                        ? Mono.error(paused(conflict))
                        : again(String.valueOf(conflict.getMessage())));
  }

  private ConflictException paused(ConflictException conflict) {
    return new ConflictException(
        context.withRemedy("fairlead unpause " + target.container() + ", and end it by hand"),
        "it goes on when the container is unpaused: nothing can be executed in one that is paused",
        conflict);
  }

  private Mono<Boolean> again(String seen) {
    lastSeen = seen;
    return Mono.empty();
  }

  private OperationUnsupportedException cannot(String why) {
    return new OperationUnsupportedException(
        Capability.EXEC_KILL, context, "it goes on: the Engine API cannot kill it, and " + why);
  }

  private BackendFailureException mayGoOn(String why) {
    return new BackendFailureException(context, "it may go on: " + why, null);
  }

  private static String numbers(List<String> processes) {
    return String.join(
        ", ", processes.stream().map(process -> process.replaceAll(":.*", "")).toList());
  }
}
