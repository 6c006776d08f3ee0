package dev.fairlead.kubernetes.stream;

import dev.fairlead.kubernetes.api.ApiCall;
import dev.fairlead.spi.Capability;
import dev.fairlead.spi.Cleanups;
import dev.fairlead.spi.Refusal;
import dev.fairlead.spi.container.AttachedProcess;
import dev.fairlead.spi.container.ContainerId;
import dev.fairlead.spi.container.Exit;
import dev.fairlead.spi.error.ContainerException;
import dev.fairlead.spi.error.OperationTimeoutException;
import dev.fairlead.spi.error.StreamInterruptedException;
import dev.fairlead.spi.exec.ExecSpec;
import dev.fairlead.transport.http.HttpRequest;
import dev.fairlead.transport.inside.EndCommand;
import dev.fairlead.transport.websocket.WebSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import reactor.core.publisher.Mono;
import reactor.util.Logger;
import reactor.util.Loggers;

/**
 * Commands executed in a container that runs: {@code GET
 * /api/v1/namespaces/{namespace}/pods/{name}/exec}.
 *
 * <p>The API takes no environment. So that a command can be found and killed, it is started by a
 * shell of the container that adds a variable and is replaced by the command. Where there is no
 * shell, it is started as it is.
 */
final class PodCommands {

  private static final Logger LOG = Loggers.getLogger(PodCommands.class);
  private static final Duration FOR_EVER = Duration.ofMillis(Long.MAX_VALUE);

  /**
   * What the shell does: the variable with its value comes first, then the command. As they stand
   * there they are found too, where the shell itself becomes the command (busybox).
   */
  private static final String MARKED = "export \"$1\"; shift; exec \"$@\"";

  private final PodLook look;
  private final Shells shells;
  private final Cleanups cleanups;
  private final Duration limit;

  /** As the last connection had it. */
  private volatile boolean endsInput;

  /**
   * Creates commands.
   *
   * @param limit how long the killing of a command may take
   */
  PodCommands(PodLook look, Cleanups cleanups, Duration limit) {
    this.look = look;
    this.shells = new Shells(this);
    this.cleanups = cleanups;
    this.limit = limit;
  }

  Mono<AttachedProcess> exec(ContainerId id, ExecSpec spec) {
    String operation = "execute a command in container " + id;
    Optional<Capability> missing = missing(spec);
    if (missing.isPresent()) {
      return Refusal.mono(
          look.call(id, "exec", operation).context().backend(), missing.get(), operation);
    }
    return look.running(id, operation)
        .flatMap(
            facts ->
                shells
                    .has(id, facts, operation)
                    .flatMap(
                        shell -> start(new Target(id, facts, operation, shell, mark()), spec)));
  }

  /**
   * Whether standard input can be ended, which shows in the protocol that the API server chooses
   * for a command.
   */
  Mono<Boolean> endsInput(ContainerId id, String operation) {
    return look.running(id, operation)
        .flatMap(facts -> shells.has(id, facts, operation))
        .map(asked -> endsInput);
  }

  private static Optional<Capability> missing(ExecSpec spec) {
    if (!spec.env().isEmpty()) {
      return Optional.of(Capability.EXEC_ENV);
    }
    if (spec.user().isPresent()) {
      return Optional.of(Capability.EXEC_USER);
    }
    if (spec.workingDirectory().isPresent()) {
      return Optional.of(Capability.EXEC_WORKDIR);
    }
    return spec.privileged() ? Optional.of(Capability.EXEC_PRIVILEGED) : Optional.empty();
  }

  private static String mark() {
    ThreadLocalRandom random = ThreadLocalRandom.current();
    return new UUID(random.nextLong(), random.nextLong()).toString();
  }

  /**
   * A command on its way into a container.
   *
   * @param shell whether the container has a shell
   * @param mark value of the variable that the command is found by
   */
  record Target(
      ContainerId container, PodFacts facts, String operation, boolean shell, String mark) {

    /** The variable with its value. */
    String variable() {
      return EndCommand.VARIABLE + "=" + mark;
    }
  }

  /**
   * A start that was cancelled, or that was not answered, may still happen: so what it started is
   * killed.
   */
  private Mono<AttachedProcess> start(Target target, ExecSpec spec) {
    Mono<Void> kill = kill(target);
    List<String> words = new ArrayList<>(spec.command());
    if (target.shell()) {
      words.addAll(0, List.of("sh", "-c", MARKED, "sh", target.variable()));
    }
    return Mono.usingWhen(
        Mono.fromSupplier(() -> connect(target, words, spec.stdin(), spec.tty()).cache()),
        connecting ->
            connecting.flatMap(
                socket -> {
                  ChannelProcess process = process(target, spec, socket, kill);
                  return process.begin(spec.size()).thenReturn(process);
                }),
        taken -> Mono.empty(),
        (connecting, error) -> mayRun(error) ? takeBack(connecting, kill) : Mono.empty(),
        connecting -> cleanups.track(takeBack(connecting, kill)));
  }

  /** Whether what failed may have been started nevertheless. */
  private static boolean mayRun(Throwable error) {
    return error instanceof StreamInterruptedException
        || error instanceof OperationTimeoutException;
  }

  private static Mono<Void> takeBack(Mono<WebSocket> connecting, Mono<Void> kill) {
    return connecting
        .flatMap(socket -> Mono.whenDelayError(socket.close(), kill))
        .onErrorResume(PodCommands::mayRun, unanswered -> kill)
        .onErrorResume(
            ContainerException.class,
            error -> {
              LOG.warn("What was executed for nobody may go on: {}", error.getMessage());
              return Mono.empty();
            });
  }

  /** Goes on when whoever asked for it does not wait any longer; tried again after a failure. */
  private Mono<Void> kill(Target target) {
    return cleanups
        .track(new CommandKill(this, target, limit).untilDead())
        .cache(done -> FOR_EVER, failed -> Duration.ZERO, () -> FOR_EVER);
  }

  private ChannelProcess process(Target target, ExecSpec spec, WebSocket socket, Mono<Void> kill) {
    ProcessChannels channels = ProcessChannels.of(socket);
    Mono<Exit> exit =
        channels
            .status()
            .map(StatusMessage::exit)
            .defaultIfEmpty(
                new Exit.Lost("the connection ended before the cluster told how the command did"));
    return new ChannelProcess(
        socket,
        channels,
        new ChannelProcess.Facts(
            look.call(target.container(), "exec", target.operation()).context(),
            spec.tty(),
            spec.stdin(),
            Capability.EXEC_STDIN,
            exit,
            Mono.empty(),
            Mono.defer(() -> channels.isTold() ? Mono.empty() : kill)));
  }

  /**
   * Starts a command as it is. A terminal is asked for with its input, though nothing may be
   * written to it: kubelets with Docker (1.20.2) pass on nothing of a terminal that has none.
   */
  Mono<WebSocket> connect(Target target, List<String> words, boolean stdin, boolean tty) {
    ApiCall call = look.call(target.container(), "exec", target.operation());
    HttpRequest request =
        call.request()
            .query("container", target.facts().container())
            .query("stdin", String.valueOf(stdin || tty))
            .query("stdout", "true")
            .query("stderr", String.valueOf(!tty))
            .query("tty", String.valueOf(tty));
    for (String word : words) {
      request = request.query("command", word);
    }
    return PodSocket.connect(look.server(), call.with(request), PodSocket.V5, PodSocket.V4)
        .doOnNext(socket -> endsInput = ChannelProcess.canCloseInput(socket));
  }

  /** What a short command of this library's own came to. */
  record Result(Exit exit, String output) {}

  /** Runs a short command without input, and reads what it writes. */
  Mono<Result> run(Target target, List<String> words) {
    return Mono.usingWhen(
        connect(target, words, false, false),
        socket -> {
          ProcessChannels channels = ProcessChannels.of(socket);
          return channels
              .output()
              .map(frame -> frame.text())
              .reduce(new StringBuilder(), PodCommands::kept)
              .flatMap(
                  text ->
                      channels
                          .status()
                          .map(StatusMessage::exit)
                          .map(exit -> new Result(exit, text.toString())))
              .onErrorMap(ProcessChannels.SilentEnd.class, silent -> interrupted(target, silent))
              .onErrorMap(
                  error ->
                      look.server()
                          .broken(
                              error, look.call(target.container(), "exec", target.operation())));
        },
        WebSocket::close);
  }

  private StreamInterruptedException interrupted(Target target, Throwable cut) {
    return new StreamInterruptedException(
        look.call(target.container(), "exec", target.operation()).context(),
        String.valueOf(cut.getMessage()),
        cut);
  }

  private static StringBuilder kept(StringBuilder all, String more) {
    return all.length() < 64 << 10 ? all.append(more) : all;
  }

  PodLook look() {
    return look;
  }
}
