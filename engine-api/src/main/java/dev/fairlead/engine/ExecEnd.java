package dev.fairlead.engine;

import dev.fairlead.spi.container.ContainerId;
import dev.fairlead.spi.container.Exit;
import dev.fairlead.spi.error.BackendFailureException;
import dev.fairlead.spi.error.ErrorContext;
import dev.fairlead.spi.error.NotFoundException;
import java.time.Duration;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import reactor.core.Scannable;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/**
 * How one executed command ends. The daemon has to be asked for it again and again, and forgets it
 * some minutes after the end; what was seen once is remembered.
 */
final class ExecEnd {

  static final int NOT_FOUND = 127;
  private static final long FIRST_PAUSE_MILLIS = 25;
  private static final long LONGEST_PAUSE_MILLIS = 1000;

  /** How often it is asked again before a code of 0 is taken for one: some three seconds. */
  private static final int DOUBTS = 7;

  private final EngineClient client;
  private final ExecCalls calls;
  private final ContainerId container;
  private final ExecTarget target;
  private final AtomicReference<@Nullable Exit> known = new AtomicReference<>();
  private final Sinks.Empty<Void> outputOver = Sinks.empty();
  private volatile boolean seen;
  private volatile @Nullable ExecState told;

  ExecEnd(EngineClient client, ExecCalls calls, ExecTarget target) {
    this.client = client;
    this.calls = calls;
    this.container = target.container();
    this.target = target;
  }

  /** Whether the end was seen, so that there is nothing left to end. */
  boolean seen() {
    return seen;
  }

  /** To be told when the output has ended, or nobody reads it any more. */
  Sinks.Empty<Void> outputOver() {
    return outputOver;
  }

  private boolean outputIsOver() {
    return Boolean.TRUE.equals(outputOver.scan(Scannable.Attr.TERMINATED));
  }

  /** Tells the end of the output from that of the connection. */
  Mono<Void> confirmOutputEnd(ErrorContext context) {
    return OutputEnd.confirm(
        client,
        context,
        calls
            .inspect(target.exec())
            .map(
                state -> {
                  if (state.ended()) {
                    seen = true;
                    told = state;
                  }
                  return state.ended();
                }));
  }

  /** Asks until it has ended: at once when its output ends, else more and more seldom. */
  Mono<Exit> exit() {
    return Mono.defer(
        () -> {
          Exit before = known.get();
          return before == null
              ? find()
                  .doOnNext(
                      exit -> {
                        known.set(exit);
                        seen = !(exit instanceof Exit.Lost);
                      })
              : Mono.just(before);
        });
  }

  /** What was said at the end of the output is the end, unless the daemon says so before it too. */
  private Mono<Exit> find() {
    ExecState last = told;
    return last == null || client.dialect().codeBeforeTheEnd() ? ask() : explain(last);
  }

  private Mono<Exit> ask() {
    AtomicBoolean woken = new AtomicBoolean();
    Mono<Void> wake = outputOver.asMono().doOnSuccess(over -> woken.set(true));
    Doubt doubt = new Doubt();
    return calls
        .inspect(target.exec())
        .flatMap(state -> doubt.ended(state) ? explain(state) : Mono.empty())
        .repeatWhenEmpty(
            Integer.MAX_VALUE,
            rounds ->
                rounds.concatMap(
                    round ->
                        woken.get()
                            ? Mono.delay(pause(round)).then(Mono.just(round))
                            : Mono.firstWithSignal(Mono.delay(pause(round)).then(), wake)
                                .thenReturn(round),
                    1))
        .onErrorResume(
            NotFoundException.class,
            gone -> Mono.just(new Exit.Lost("the daemon knows no more of the command")));
  }

  static Duration pause(long round) {
    return Duration.ofMillis(
        Math.min(LONGEST_PAUSE_MILLIS, FIRST_PAUSE_MILLIS << Math.min(round, 6)));
  }

  /**
   * Podman says that a command does not run and has the code 0 before it runs: that is believed
   * only of one that was seen to run, whose output ended, or that still does not run a while later.
   */
  private final class Doubt {

    private final boolean mayDoubt = client.dialect().codeBeforeTheEnd();
    private boolean ran;
    private int looks;

    boolean ended(ExecState state) {
      ran |= state.running();
      looks++;
      boolean doubtful = mayDoubt && !ran && !outputIsOver() && looks <= DOUBTS;
      return state.ended() && !(doubtful && state.code().orElse(0) == 0);
    }
  }

  /**
   * A command without a process id never ran, and its code is the runtime's: 126 on Docker up to 27
   * for whatever went wrong. Whether the program is there is then looked up as a shell would.
   */
  private Mono<Exit> explain(ExecState state) {
    if (state.mayBeCutOff() && outputIsOver() && !seen) {
      return Mono.just(
          new Exit.Lost("its output was not read to the end, and the daemon knows no more of it"));
    }
    int code = state.code().orElse(-1);
    if (state.ran() || (code != ExecState.NOT_EXECUTABLE && code != NOT_FOUND)) {
      return Mono.just(ContainerMapper.exit(code, false));
    }
    return present()
        .map(
            there ->
                there
                    ? new Exit.StartFailed(
                        OptionalInt.of(ExecState.NOT_EXECUTABLE),
                        target.program() + " could not be executed; the output says why")
                    : new Exit.StartFailed(
                        OptionalInt.of(NOT_FOUND), target.program() + " was not found"));
  }

  private Mono<Boolean> present() {
    String program = target.program();
    if (program.startsWith("/")) {
      return exists(program);
    }
    if (program.contains("/")) {
      return exists(target.spec().workingDirectory().orElse("") + "/" + program);
    }
    return EngineInspection.of(client, "look for a program in container " + container, container)
        .flatMapIterable(EngineInspection::search)
        .concatMap(directory -> exists(directory + "/" + program), 1)
        .any(there -> there);
  }

  private Mono<Boolean> exists(String path) {
    return client
        .send(
            client
                .head(
                    "look for a program in container " + container,
                    "/containers/{}/archive",
                    container.value())
                .query("path", path))
        .map(status -> true)
        .onErrorResume(NotFoundException.class, absent -> Mono.just(false))
        .onErrorResume(BackendFailureException.class, unreadable -> Mono.just(false));
  }
}
