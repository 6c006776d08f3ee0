package dev.fairlead.process;

import dev.fairlead.process.internal.supervisor.ContainerRecord;
import dev.fairlead.process.internal.supervisor.Fields;
import dev.fairlead.process.internal.supervisor.Home;
import dev.fairlead.process.internal.supervisor.Programs;
import dev.fairlead.process.internal.supervisor.Supervisor;
import dev.fairlead.transport.http.DuplexConnection;
import dev.fairlead.transport.http.HttpAddress;
import dev.fairlead.transport.http.HttpTransport;
import dev.fairlead.transport.http.TransportException;
import dev.fairlead.transport.process.ProcessCommand;
import dev.fairlead.transport.process.ProcessCommand.EnvironmentBase;
import dev.fairlead.transport.process.ProcessCommand.Input;
import dev.fairlead.transport.process.ProcessLauncher;
import dev.fairlead.transport.process.RunningProcess;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Starts supervisors and talks to them. */
final class SupervisorClient {

  private static final int MAX_WORDS = 64 * 1024;

  private final HttpTransport transport;
  private final ProcessLauncher launcher;
  private final Home home;
  private final Path sockets;
  private final String classPath;
  private final List<String> sessionPrefix = Programs.sessionPrefix();

  SupervisorClient(
      HttpTransport transport,
      ProcessLauncher launcher,
      Home home,
      Path sockets,
      String classPath) {
    this.transport = transport;
    this.launcher = launcher;
    this.home = home;
    this.sockets = sockets;
    this.classPath = classPath;
  }

  Path socket(String id) {
    return StateDirectory.socket(sockets, id);
  }

  /**
   * Starts a supervisor, which then waits for a request to start its container. The environment
   * goes through a pipe, since arguments are seen by everybody.
   *
   * @return completes when it listens, or when another one has the container
   */
  Mono<Void> launch(String id, Map<String, String> environment) {
    Fields variables = new Fields();
    ContainerRecord.addMap(variables, "variable", environment);
    return Mono.usingWhen(
        launcher.start(command(id)),
        supervisor ->
            supervisor
                .write(Mono.fromCallable(() -> ByteBuffer.wrap(variables.encode())))
                .then(supervisor.closeInput())
                .then(firstWord(supervisor)),
        RunningProcess::release,
        (supervisor, error) -> supervisor.close(),
        RunningProcess::close);
  }

  private static Mono<Void> firstWord(RunningProcess supervisor) {
    return text(supervisor.stdout())
        .flatMap(
            word ->
                word.strip().equals(Supervisor.READY) || word.strip().equals(Supervisor.BUSY)
                    ? Mono.<Void>empty()
                    : text(supervisor.stderr())
                        .flatMap(
                            reason ->
                                Mono.error(
                                    ProcessErrors.failure(
                                        "start the supervisor", lastLine(reason)))));
  }

  private static String lastLine(String reason) {
    String text = reason.strip();
    return text.isEmpty() ? "it ended without a word" : text.lines().findFirst().orElse(text);
  }

  private static Mono<String> text(Flux<ByteBuffer> output) {
    return output
        .map(bytes -> StandardCharsets.UTF_8.decode(bytes).toString())
        .reduce("", (text, more) -> text.length() > MAX_WORDS ? text : text + more);
  }

  private ProcessCommand command(String id) {
    List<String> arguments = new ArrayList<>(sessionPrefix);
    arguments.addAll(
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-XX:-UsePerfData",
            "-Xshare:auto",
            "-Xms4m",
            "-Xmx24m",
            "-Xss512k",
            // Java 17 takes the bytes of arguments from this, later versions from the locale below.
            "-Dfile.encoding=UTF-8",
            "-cp",
            classPath,
            Supervisor.class.getName(),
            home.path().toString(),
            id,
            socket(id).toString()));
    return ProcessCommand.of(arguments)
        .withEnvironment(
            Map.of("PATH", "/usr/local/bin:/usr/bin:/bin", "LC_ALL", "C.UTF-8"),
            EnvironmentBase.EMPTY)
        .withDirectory(Path.of("/"))
        .withInput(Input.PIPE);
  }

  /** Asks for something and hands on the answer; empty if the supervisor went without one. */
  Mono<String> request(Path socket, String line) {
    return Flux.usingWhen(
            connect(socket),
            connection -> connection.send(line(line)).thenMany(lines(connection)),
            DuplexConnection::close)
        .next();
  }

  /** Watches the log of a container grow and its run end, from an offset on. */
  Flux<String> watch(Path socket, long offset) {
    return Flux.usingWhen(
        connect(socket),
        connection -> connection.send(line("watch " + offset)).thenMany(lines(connection)),
        DuplexConnection::close);
  }

  /** Connects to standard input; the caller closes the connection. */
  Mono<DuplexConnection> input(Path socket) {
    return Mono.usingWhen(
        connect(socket),
        connection -> connection.send(line("input")).thenReturn(connection),
        connection -> Mono.empty(),
        (connection, error) -> connection.close(),
        DuplexConnection::close);
  }

  private Mono<DuplexConnection> connect(Path socket) {
    return transport.connect(new HttpAddress.Unix(socket));
  }

  /** Whether an error means that the supervisor has gone, or is not there yet. */
  static boolean isGone(Throwable error) {
    return error instanceof TransportException failure
        && (failure.kind() == TransportException.Kind.NO_SUCH_SOCKET
            || failure.kind() == TransportException.Kind.CONNECT_REFUSED
            || failure.kind() == TransportException.Kind.CUT);
  }

  private static Mono<ByteBuffer> line(String text) {
    return Mono.fromCallable(() -> StandardCharsets.UTF_8.encode(text + "\n").asReadOnlyBuffer());
  }

  private static Flux<String> lines(DuplexConnection connection) {
    return Flux.defer(
        () -> {
          StringBuilder rest = new StringBuilder();
          return connection.receive().concatMapIterable(bytes -> split(rest, bytes), 1);
        });
  }

  /** Supervisors write ASCII, save for reasons, where a character cut in two does no harm. */
  private static List<String> split(StringBuilder rest, ByteBuffer bytes) {
    rest.append(StandardCharsets.UTF_8.decode(bytes));
    List<String> whole = new ArrayList<>();
    for (int end = rest.indexOf("\n"); end >= 0; end = rest.indexOf("\n")) {
      whole.add(rest.substring(0, end));
      rest.delete(0, end + 1);
    }
    return whole;
  }
}
