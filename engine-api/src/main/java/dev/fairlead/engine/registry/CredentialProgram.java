package dev.fairlead.engine.registry;

import dev.fairlead.engine.JsonObject;
import dev.fairlead.spi.error.BackendFailureException;
import dev.fairlead.spi.error.ErrorContext;
import dev.fairlead.spi.image.RegistryCredentials;
import dev.fairlead.transport.http.TransportException;
import dev.fairlead.transport.process.CapturedOutput;
import dev.fairlead.transport.process.ProcessCommand;
import dev.fairlead.transport.process.ProcessCommand.EnvironmentBase;
import dev.fairlead.transport.process.ProcessException;
import dev.fairlead.transport.process.ProcessLauncher;
import java.io.File;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/**
 * A program {@code docker-credential-NAME} on the {@code PATH} that keeps logins. It gets the
 * registry on standard input and answers {@code {"ServerURL","Username","Secret"}}; the user {@code
 * <token>} means that the secret is an identity token. Whatever else happens is an error that names
 * the program, save its saying that it has none.
 *
 * @see <a href="https://github.com/docker/docker-credential-helpers">the programs and their
 *     protocol</a>
 */
final class CredentialProgram {

  private static final String PREFIX = "docker-credential-";
  private static final String NONE = "credentials not found";
  private static final String TOKEN = "<token>";
  private static final int MAX_BYTES = 1 << 20;
  private static final int SHOWN = 300;

  /** It may ask the user for the key of a store. */
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  private final String program;
  private final Path namedBy;
  private final Map<String, String> environment;
  private final ErrorContext asking;

  CredentialProgram(
      String name, Path namedBy, Map<String, String> environment, ErrorContext asking) {
    this.program = PREFIX + name;
    this.namedBy = namedBy;
    this.environment = environment;
    this.asking = asking;
  }

  /** The login of a registry; empty if the program says that it has none. */
  Mono<RegistryLogin> get(String server) {
    return run("get", server)
        .flatMap(
            output -> {
              String words = words(output);
              if (output.exitCode() == 0) {
                return Mono.just(login(output));
              }
              return words.contains(NONE)
                  ? Mono.empty()
                  : Mono.error(() -> failed(server, output.exitCode(), words));
            });
  }

  /** The servers that it has logins of. */
  Mono<List<String>> list() {
    return run("list", "")
        .flatMap(
            output ->
                output.exitCode() == 0
                    ? Mono.fromCallable(() -> answer(output).names())
                    : Mono.error(() -> failed("all registries", output.exitCode(), words(output))));
  }

  private Mono<CapturedOutput> run(String verb, String server) {
    ByteBuffer input = ByteBuffer.wrap(server.getBytes(StandardCharsets.UTF_8));
    return Mono.fromCallable(() -> command(verb))
        .subscribeOn(Schedulers.boundedElastic())
        .flatMap(
            command ->
                Mono.usingWhen(
                    Mono.fromSupplier(ProcessLauncher::open),
                    launcher -> launcher.capture(command, Flux.just(input), MAX_BYTES),
                    ProcessLauncher::close))
        .onErrorMap(
            ProcessException.class,
            e ->
                new BackendFailureException(
                    asking.withRemedy(remedy()),
                    program + ", which " + namedBy + " names, did not answer: " + e.getMessage(),
                    e));
  }

  private ProcessCommand command(String verb) {
    Path found =
        onPath()
            .orElseThrow(
                () ->
                    new BackendFailureException(
                        asking.withRemedy(remedy()),
                        program + ", which " + namedBy + " names, is not on the PATH",
                        null));
    return ProcessCommand.of(found.toString(), verb)
        .withInput(ProcessCommand.Input.PIPE)
        .withEnvironment(environment, EnvironmentBase.EMPTY)
        .withDeadline(PATIENCE);
  }

  private Optional<Path> onPath() {
    if (program.indexOf('/') >= 0 || program.indexOf('\\') >= 0) {
      return Optional.empty();
    }
    return Arrays.stream(environment.getOrDefault("PATH", "").split(File.pathSeparator, -1))
        .flatMap(directory -> path(directory).stream())
        .map(directory -> directory.resolve(program))
        .filter(place -> Files.isRegularFile(place) && Files.isExecutable(place))
        .findFirst();
  }

  private static Optional<Path> path(String directory) {
    try {
      return Optional.of(Path.of(directory));
    } catch (InvalidPathException noDirectory) {
      return Optional.empty();
    }
  }

  private RegistryLogin login(CapturedOutput output) {
    JsonObject answer = answer(output);
    Optional<String> user = answer.text("Username");
    Optional<String> secret = answer.text("Secret");
    if (user.isEmpty() || secret.isEmpty()) {
      throw senseless();
    }
    return new RegistryLogin(
        user.get().equals(TOKEN)
            ? RegistryCredentials.identityToken(secret.get())
            : RegistryCredentials.basic(user.get(), secret.get()),
        program);
  }

  private JsonObject answer(CapturedOutput output) {
    try {
      return JsonObject.read(output.stdoutText().getBytes(StandardCharsets.UTF_8));
    } catch (TransportException notJson) {
      // Its own words quote the answer, which may be a secret.
      throw senseless();
    }
  }

  private BackendFailureException senseless() {
    return new BackendFailureException(
        asking.withRemedy(remedy()),
        program + ", which " + namedBy + " names, gave no user and secret",
        null);
  }

  private BackendFailureException failed(String server, int code, String words) {
    // What looks like an answer may hold a secret.
    boolean quotable = !words.isEmpty() && words.indexOf('{') < 0;
    return new BackendFailureException(
        asking.withRemedy(remedy()),
        program
            + ", which "
            + namedBy
            + " names, failed for "
            + server
            + " with exit code "
            + code
            + (quotable ? ": " + words.substring(0, Math.min(SHOWN, words.length())) : ""),
        null);
  }

  private String remedy() {
    return program + " itself, or take it out of " + namedBy;
  }

  private static String words(CapturedOutput output) {
    return (output.stdoutText().strip() + " " + output.stderrText().strip()).strip();
  }

  @Override
  public String toString() {
    return "CredentialProgram[" + program + "]";
  }
}
