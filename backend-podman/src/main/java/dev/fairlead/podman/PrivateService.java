package dev.fairlead.podman;

import dev.fairlead.spi.BackendOptions;
import dev.fairlead.spi.Endpoint;
import dev.fairlead.spi.error.BackendUnavailableException;
import dev.fairlead.spi.error.ErrorContext;
import dev.fairlead.spi.error.OperationTimeoutException;
import dev.fairlead.transport.http.HttpAddress;
import dev.fairlead.transport.http.HttpRequest;
import dev.fairlead.transport.http.HttpTransport;
import dev.fairlead.transport.http.HttpTransportOptions;
import dev.fairlead.transport.http.TransportException;
import dev.fairlead.transport.process.ProcessCommand;
import dev.fairlead.transport.process.ProcessException;
import dev.fairlead.transport.process.ProcessLauncher;
import dev.fairlead.transport.process.RunningProcess;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import reactor.util.retry.Retry;

/**
 * A {@code podman system service} of our own, on a socket in a directory that only this user may
 * enter. A shell beside it holds the one end of a pipe whose other end is ours: it ends the service
 * and removes the directory when the pipe is closed, by {@link #close()} or by the death of this
 * process. In a session of its own, so that a Ctrl-C reaches neither; containers that it started
 * are not its children, and go on.
 */
final class PrivateService {

  /** The shell has ten seconds until it kills. */
  private static final Duration GRACE = Duration.ofSeconds(15);

  private static final Duration BETWEEN_LOOKS = Duration.ofMillis(20);
  private static final int MOST_WORDS = 1 << 14;

  private final ProcessLauncher launcher;
  private final RunningProcess shell;
  private final Path socket;
  private final ErrorContext context;
  private final Mono<Void> closing;

  private PrivateService(
      ProcessLauncher launcher, RunningProcess shell, Path socket, ErrorContext context) {
    this.launcher = launcher;
    this.shell = shell;
    this.socket = socket;
    this.context = context;
    this.closing = Mono.defer(this::end).cache();
  }

  /**
   * Starts one. Each subscription has its own. Cancelling ends it.
   *
   * @param program the program
   * @param options how long it may take, and the machine whose variables it gets
   * @return the service once it answers, to be closed by its owner. Errors: {@link
   *     BackendUnavailableException} if it ends instead, with its last words, or cannot be started;
   *     {@link OperationTimeoutException} if it does not answer in time
   */
  static Mono<PrivateService> start(PodmanProgram program, BackendOptions options) {
    ErrorContext context =
        ErrorContext.of(PodmanProvider.ID, "start a private service by " + program.path())
            .withRemedy("see why " + program.path() + " info fails");
    return Mono.usingWhen(
        launch(program, options, context),
        service -> service.ready(options.operationTimeout()).thenReturn(service),
        kept -> Mono.empty(),
        (failed, error) -> failed.close(),
        PrivateService::close);
  }

  private static Mono<PrivateService> launch(
      PodmanProgram program, BackendOptions options, ErrorContext context) {
    return Mono.fromCallable(() -> PrivateDirectory.next(options.machine()))
        .subscribeOn(Schedulers.boundedElastic())
        .flatMap(
            directory -> {
              Path socket = directory.resolve("podman.sock");
              ProcessLauncher launcher = ProcessLauncher.open();
              return launcher
                  .start(command(program, directory, socket, options))
                  .map(shell -> new PrivateService(launcher, shell, socket, context))
                  .onErrorResume(
                      ProcessException.class,
                      failure ->
                          launcher
                              .close()
                              .then(
                                  Mono.error(
                                      new BackendUnavailableException(
                                          context,
                                          String.valueOf(failure.getMessage()),
                                          failure))));
            });
  }

  private static ProcessCommand command(
      PodmanProgram program, Path directory, Path socket, BackendOptions options) {
    return ProcessCommand.of(
            List.of(
                "setsid",
                "sh",
                "-c",
                Script.TEXT,
                "private-service",
                directory.toString(),
                program.path().toString(),
                "system",
                "service",
                "--time",
                "0",
                "unix://" + socket))
        .withEnvironment(
            PodmanProgram.environment(options.machine()), ProcessCommand.EnvironmentBase.EMPTY)
        .withDirectory(Path.of("/"))
        .withInput(ProcessCommand.Input.PIPE);
  }

  /** Read when the first service is started. */
  private static final class Script {
    static final String TEXT = read();

    private static String read() {
      try (InputStream file = PrivateService.class.getResourceAsStream("private-service.sh")) {
        String text =
            new String(
                Objects.requireNonNull(file, "private-service.sh").readAllBytes(),
                StandardCharsets.UTF_8);
        // Without what is for readers: it is seen in every list of processes.
        return text.lines()
            .filter(line -> !line.stripLeading().startsWith("#"))
            .collect(Collectors.joining("\n"))
            .strip();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  /** Where it listens. */
  Endpoint endpoint() {
    return Endpoint.unix(socket);
  }

  private Mono<Void> ready(Duration within) {
    return Mono.firstWithSignal(answer(), earlyEnd())
        .timeout(within)
        .onErrorMap(
            TimeoutException.class,
            late ->
                new OperationTimeoutException(
                    context, "it did not answer within " + within.toMillis() + " ms", late))
        .onErrorMap(
            TransportException.class,
            failure ->
                new BackendUnavailableException(
                    context, String.valueOf(failure.getMessage()), failure));
  }

  private Mono<Void> answer() {
    return Mono.usingWhen(
        Mono.fromSupplier(
            () ->
                HttpTransport.open(new HttpAddress.Unix(socket), HttpTransportOptions.defaults())),
        transport ->
            transport
                .fetch(HttpRequest.get("/_ping"), pong -> pong.text(MOST_WORDS))
                .retryWhen(
                    Retry.fixedDelay(Long.MAX_VALUE, BETWEEN_LOOKS)
                        .filter(PrivateService::isNotYetThere))
                .then(),
        HttpTransport::close);
  }

  private static boolean isNotYetThere(Throwable error) {
    return error instanceof TransportException failure
        && (failure.kind() == TransportException.Kind.NO_SUCH_SOCKET
            || failure.kind() == TransportException.Kind.CONNECT_REFUSED);
  }

  private Mono<Void> earlyEnd() {
    return shell
        .exit()
        .flatMap(
            code ->
                words()
                    .flatMap(
                        words ->
                            Mono.error(
                                new BackendUnavailableException(
                                    context.withNativeCode("exit code " + code),
                                    words.isEmpty() ? "it ended at once" : words,
                                    null))));
  }

  /** The last line that it said, which in Podman is the error. */
  private Mono<String> words() {
    return shell
        .stderr()
        .reduceWith(StringBuilder::new, PrivateService::append)
        .map(said -> said.toString().strip().lines().reduce("", (first, second) -> second))
        .onErrorReturn(ProcessException.class, "");
  }

  private static StringBuilder append(StringBuilder said, ByteBuffer next) {
    return said.length() > MOST_WORDS ? said : said.append(StandardCharsets.UTF_8.decode(next));
  }

  /**
   * Ends it. Containers go on.
   *
   * @return completes when it has ended and its directory is gone; the same end for each
   *     subscriber. Never an error
   */
  Mono<Void> close() {
    return closing;
  }

  private Mono<Void> end() {
    return shell
        .closeInput()
        .then(shell.exit())
        .timeout(GRACE)
        .onErrorComplete()
        .then(shell.close())
        .then(launcher.close());
  }
}
