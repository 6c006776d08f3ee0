package dev.fairlead.engine;

import dev.fairlead.spi.Capability;
import dev.fairlead.spi.container.AttachedProcess;
import dev.fairlead.spi.container.ContainerId;
import dev.fairlead.spi.container.EnvValue;
import dev.fairlead.spi.container.Exit;
import dev.fairlead.spi.container.TerminalSize;
import dev.fairlead.spi.error.BackendFailureException;
import dev.fairlead.spi.error.ContainerException;
import dev.fairlead.spi.error.ErrorContext;
import dev.fairlead.spi.error.NotFoundException;
import dev.fairlead.spi.exec.ExecSpec;
import dev.fairlead.transport.http.UpgradedConnection;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/** Commands executed in a container that runs: create, start hijacked, then ask for the end. */
final class Executions {

  private static final int NOT_EXECUTABLE = 126;
  private static final int NOT_FOUND = 127;
  private static final long FIRST_PAUSE_MILLIS = 25;
  private static final long LONGEST_PAUSE_MILLIS = 1000;

  private final EngineClient client;

  Executions(EngineClient client) {
    this.client = client;
  }

  Mono<AttachedProcess> exec(ContainerId id, ExecSpec spec) {
    String operation = "execute a command in container " + id;
    ErrorContext context = ErrorContext.of(client.backend(), operation).withResource(id.value());
    return client
        .object(
            client.post(operation, "/containers/{}/exec", id.value()).json(request(spec)),
            json -> json.text("Id").orElseThrow(() -> new IllegalArgumentException("it has no id")))
        .flatMap(
            exec ->
                Mono.usingWhen(
                    start(operation, exec, spec),
                    connection ->
                        firstSize(exec, spec)
                            .thenReturn(process(id, exec, spec, context, connection)),
                    taken -> Mono.empty(),
                    (connection, error) -> connection.close(),
                    UpgradedConnection::close));
  }

  private Map<String, Object> request(ExecSpec spec) {
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("Cmd", spec.command());
    body.put("DetachKeys", Attachments.NO_DETACH_KEYS);
    body.put("Env", environment(spec.env()));
    spec.user().ifPresent(user -> body.put("User", user));
    spec.workingDirectory().ifPresent(directory -> body.put("WorkingDir", directory));
    body.put("AttachStdin", spec.stdin());
    body.put("AttachStdout", true);
    body.put("AttachStderr", true);
    body.put("Tty", spec.tty());
    body.put("Privileged", spec.privileged());
    return body;
  }

  static List<String> environment(Map<String, EnvValue> env) {
    return env.entrySet().stream()
        .map(entry -> entry.getKey() + "=" + entry.getValue().value())
        .toList();
  }

  private Mono<UpgradedConnection> start(String operation, String exec, ExecSpec spec) {
    return client.upgrade(
        client
            .post(operation, "/exec/{}/start", exec)
            .json(Map.of("Detach", false, "Tty", spec.tty()))
            .lasting());
  }

  private AttachedProcess process(
      ContainerId id,
      String exec,
      ExecSpec spec,
      ErrorContext context,
      UpgradedConnection connection) {
    Sinks.Empty<Void> outputEnded = Sinks.empty();
    return new EngineProcess(
        connection,
        new EngineProcess.Facts(
            context,
            spec.tty(),
            inputEnd(spec),
            Capability.EXEC_STDIN,
            remembered(Mono.defer(() -> end(id, exec, spec, outputEnded.asMono()))),
            OutputEnd.confirm(client, context, inspect(exec).map(Executions::ended)),
            size -> resize(exec, size),
            outputEnded,
            Mono.empty()));
  }

  private static EngineProcess.InputEnd inputEnd(ExecSpec spec) {
    if (!spec.stdin()) {
      return EngineProcess.InputEnd.NO_INPUT;
    }
    return spec.tty() ? EngineProcess.InputEnd.CHARACTER : EngineProcess.InputEnd.HALF_CLOSE;
  }

  /** The daemon forgets an executed command some minutes after its end. */
  private static Mono<Exit> remembered(Mono<Exit> source) {
    AtomicReference<Exit> known = new AtomicReference<>();
    return Mono.defer(
        () -> known.get() == null ? source.doOnNext(known::set) : Mono.just(known.get()));
  }

  /** Asks until it has ended: at once when its output ends, else more and more seldom. */
  private Mono<Exit> end(ContainerId id, String exec, ExecSpec spec, Mono<Void> outputEnded) {
    AtomicBoolean woken = new AtomicBoolean();
    Mono<Void> wake = outputEnded.doOnSuccess(ended -> woken.set(true));
    return inspect(exec)
        .flatMap(json -> ended(json) ? explain(id, spec, json) : Mono.empty())
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

  private static Duration pause(long round) {
    return Duration.ofMillis(
        Math.min(LONGEST_PAUSE_MILLIS, FIRST_PAUSE_MILLIS << Math.min(round, 6)));
  }

  private Mono<JsonObject> inspect(String exec) {
    return client.object(client.get("ask for the end of the command", "/exec/{}/json", exec));
  }

  /** Before the start there is no code either: the daemon confirms before it starts the command. */
  private static boolean ended(JsonObject json) {
    return !json.flag("Running") && json.number("ExitCode").isPresent();
  }

  /**
   * A command without a process id never ran, and its code is the runtime's: 126 on Docker up to 27
   * for whatever went wrong. Whether the program is there is then looked up as a shell would.
   */
  private Mono<Exit> explain(ContainerId id, ExecSpec spec, JsonObject json) {
    int code = (int) json.number("ExitCode").orElse(-1);
    OptionalLong pid = json.number("Pid");
    boolean ran = pid.isEmpty() || pid.getAsLong() > 0;
    if (ran || (code != NOT_EXECUTABLE && code != NOT_FOUND)) {
      return Mono.just(ContainerMapper.exit(code, false));
    }
    return present(id, spec)
        .map(
            there ->
                there
                    ? new Exit.StartFailed(
                        OptionalInt.of(NOT_EXECUTABLE),
                        spec.command().get(0) + " could not be executed; the output says why")
                    : new Exit.StartFailed(
                        OptionalInt.of(NOT_FOUND), spec.command().get(0) + " was not found"));
  }

  private Mono<Boolean> present(ContainerId id, ExecSpec spec) {
    String program = spec.command().get(0);
    if (program.startsWith("/")) {
      return exists(id, program);
    }
    if (program.contains("/")) {
      return exists(id, spec.workingDirectory().orElse("") + "/" + program);
    }
    return EngineInspection.of(client, "look for a program in container " + id, id)
        .flatMapIterable(EngineInspection::search)
        .concatMap(directory -> exists(id, directory + "/" + program), 1)
        .any(there -> there);
  }

  private Mono<Boolean> exists(ContainerId id, String path) {
    return client
        .send(
            client
                .head("look for a program in container " + id, "/containers/{}/archive", id.value())
                .query("path", path))
        .map(status -> true)
        .onErrorResume(NotFoundException.class, absent -> Mono.just(false))
        .onErrorResume(BackendFailureException.class, unreadable -> Mono.just(false));
  }

  private Mono<Void> firstSize(String exec, ExecSpec spec) {
    if (!spec.tty() || spec.size().isEmpty()) {
      return Mono.empty();
    }
    return resize(exec, spec.size().get())
        .onErrorResume(ContainerException.class, ended -> Mono.empty());
  }

  private Mono<Void> resize(String exec, TerminalSize size) {
    return client
        .send(
            client
                .post("resize the terminal of the command", "/exec/{}/resize", exec)
                .query("h", String.valueOf(size.rows()))
                .query("w", String.valueOf(size.columns())))
        .then();
  }
}
