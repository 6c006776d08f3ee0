package dev.fairlead.apple.process;

import dev.fairlead.apple.making.HostPorts;
import dev.fairlead.apple.program.AppleErrors;
import dev.fairlead.apple.program.AppleMessages;
import dev.fairlead.apple.program.Invocation;
import dev.fairlead.apple.program.Program;
import dev.fairlead.apple.state.AppleContainer;
import dev.fairlead.apple.state.Snapshots;
import dev.fairlead.spi.container.AttachOptions;
import dev.fairlead.spi.container.AttachedProcess;
import dev.fairlead.spi.container.ContainerState;
import dev.fairlead.spi.error.ContainerException;
import dev.fairlead.spi.error.PortInUseException;
import dev.fairlead.transport.process.ProcessCommand;
import dev.fairlead.transport.process.RunningProcess;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import reactor.core.publisher.Mono;

/**
 * Starts containers: by themselves, or with a child of this process attached, which alone hears of
 * the exit code (reference, section 5).
 */
public final class Starting {

  private static final int FAILED = 1;

  private final Program program;
  private final Snapshots snapshots;
  private final Runs runs;
  private final Duration limit;

  /**
   * Makes one.
   *
   * @param program by which it works
   * @param snapshots looks containers up
   * @param runs is told of starts
   * @param limit how long a start may take
   */
  public Starting(Program program, Snapshots snapshots, Runs runs, Duration limit) {
    this.program = program;
    this.snapshots = snapshots;
    this.runs = runs;
    this.limit = limit;
  }

  /** The arguments of {@code container start} (reference, section 2.4). */
  static Invocation attached(String id, AttachOptions.Input input) {
    List<String> words = new ArrayList<>(List.of("start", "--attach"));
    if (input == AttachOptions.Input.YES) {
      words.add("--interactive");
    }
    words.add(id);
    return new Invocation(words, Map.of());
  }

  /**
   * Starts a container, unless it runs.
   *
   * @param operation what is done, for errors
   * @param id the container
   * @return completes when it runs
   */
  public Mono<Void> start(String operation, String id) {
    return snapshots
        .require(operation, id)
        .filter(container -> container.state() != ContainerState.RUNNING)
        .flatMap(
            container -> {
              runs.tell(id, Runs.Turn.IDLE);
              return program
                  .run(operation, id, Invocation.of("start", id), limit)
                  .onErrorResume(
                      ContainerException.class, error -> failed(operation, container, error))
                  .doOnSuccess(printed -> runs.tell(id, Runs.Turn.STARTED));
            })
        .then();
  }

  /**
   * Starts a container with a child attached.
   *
   * @param operation what is done, for errors
   * @param id the container
   * @param options what to attach to
   * @return the run, once it has begun; cancelling before kills the child
   */
  public Mono<AttachedProcess> startAttached(String operation, String id, AttachOptions options) {
    return snapshots
        .require(operation, id)
        .flatMap(
            container ->
                container.state() == ContainerState.RUNNING
                    ? Mono.error(
                        AppleErrors.conflict(
                            operation, id, "it runs already", "fairlead logs -f " + id))
                    : spawn(operation, container, options))
        .cast(AttachedProcess.class);
  }

  /** The child belongs to this until its process is known to run. */
  private Mono<AttachedRun> spawn(
      String operation, AppleContainer container, AttachOptions options) {
    AtomicBoolean handedOver = new AtomicBoolean();
    return Mono.usingWhen(
        Mono.defer(
            () -> {
              runs.tell(container.id(), Runs.Turn.IDLE);
              return program.start(
                  operation,
                  attached(container.id(), options.input()),
                  options.writes() ? ProcessCommand.Input.PIPE : ProcessCommand.Input.NONE);
            }),
        child -> {
          AttachedRun run = new AttachedRun(operation, container, child, options, snapshots, runs);
          return up(operation, container, child, run)
              .timeout(limit, Mono.error(() -> AppleErrors.map(operation, new TimeoutException())))
              .then(
                  Mono.fromSupplier(
                      () -> {
                        handedOver.set(true);
                        runs.attach(container.id(), run.exit());
                        runs.tell(container.id(), Runs.Turn.STARTED);
                        return run;
                      }));
        },
        child -> handedOver.get() ? Mono.empty() : child.close(),
        (child, error) -> child.close(),
        child -> handedOver.get() ? Mono.empty() : child.close());
  }

  /** Completes when it runs, or has run. */
  private Mono<Void> up(
      String operation, AppleContainer before, RunningProcess child, AttachedRun run) {
    Mono<Void> seen =
        snapshots
            .of(before.id())
            .filter(now -> now.isPresent() && hasBegun(before, now.get()))
            .next()
            .then();
    Mono<Void> ended =
        child
            .exit()
            .onErrorMap(error -> AppleErrors.map(operation, error))
            .flatMap(code -> code < FAILED ? Mono.empty() : judged(operation, before, code, run));
    return Mono.firstWithSignal(ended, seen);
  }

  static boolean hasBegun(AppleContainer before, AppleContainer now) {
    return now.state() == ContainerState.RUNNING || !now.started().equals(before.started());
  }

  /**
   * The program's own failures look like ends of the process, and are told by two signs together:
   * their words, and that the container never began to run.
   */
  private Mono<Void> judged(String operation, AppleContainer before, int code, AttachedRun run) {
    return run.lastWords()
        .flatMap(words -> Mono.justOrEmpty(AppleMessages.failure(words)).map(failure -> words))
        .flatMap(
            words ->
                snapshots
                    .find(operation, before.id())
                    .map(Optional::of)
                    .defaultIfEmpty(Optional.empty())
                    .flatMap(now -> judged(operation, before, now, code, words)));
  }

  private Mono<Void> judged(
      String operation,
      AppleContainer before,
      Optional<AppleContainer> now,
      int code,
      String words) {
    boolean began =
        now.map(container -> hasBegun(before, container))
            .orElseGet(() -> !AppleMessages.tellsOfNoStart(words, before.id()));
    return began
        ? Mono.empty()
        : failed(operation, before, AppleErrors.of(operation, before.id(), code, words));
  }

  /** Names the program or the port, which the failure itself may not name. */
  private static <T> Mono<T> failed(
      String operation, AppleContainer container, ContainerException error) {
    Optional<AppleMessages.Meaning> meaning = AppleMessages.of(String.valueOf(error.getMessage()));
    if (meaning.filter(AppleMessages.Meaning.PORT_TAKEN::equals).isEmpty()) {
      return Mono.error(error);
    }
    return HostPorts.taken(container.ports())
        .flatMap(
            port ->
                Mono.error(
                    port.isEmpty()
                        ? error
                        : new PortInUseException(
                            port.getAsInt(),
                            Optional.empty(),
                            AppleErrors.context(operation)
                                .withResource(container.id())
                                .withRemedy("another host port"),
                            "host port " + port.getAsInt() + " is in use",
                            error)));
  }
}
