package dev.fairlead.apple.program;

import dev.fairlead.spi.BackendOptions;
import dev.fairlead.transport.http.Json;
import dev.fairlead.transport.process.CapturedOutput;
import dev.fairlead.transport.process.ProcessCommand;
import dev.fairlead.transport.process.ProcessLauncher;
import dev.fairlead.transport.process.RunningProcess;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/**
 * Runs the program. Some of its calls never return when its service is stuck, so that each short
 * one has a deadline after which it is killed.
 */
public final class Program {

  private static final int MOST_BYTES = 64 << 20;
  private static final int MOST_ERROR_CHARACTERS = 1 << 16;

  private final AppleProgram file;
  private final Map<String, String> environment;
  private final ProcessLauncher launcher;
  private final Duration timeout;

  /**
   * Makes one. Nothing is started yet.
   *
   * @param file where it is
   * @param options its environment and its deadline
   * @param launcher starts its processes
   */
  public Program(AppleProgram file, BackendOptions options, ProcessLauncher launcher) {
    this.file = file;
    this.environment = options.machine().environment();
    this.launcher = launcher;
    this.timeout = options.operationTimeout();
  }

  /**
   * How long a short call may take.
   *
   * @return more than zero
   */
  public Duration timeout() {
    return timeout;
  }

  /**
   * A call that ends soon, within {@link #timeout}. Cancelling kills it.
   *
   * @param operation what is done, for errors
   * @param resource what is worked on, for errors; null for nothing particular
   * @param call the call
   * @return what it printed, if it ended with 0; else the error that its words mean
   */
  public Mono<String> run(String operation, @Nullable String resource, Invocation call) {
    return run(operation, resource, call, timeout);
  }

  /**
   * The same with a deadline of its own.
   *
   * @param operation what is done, for errors
   * @param resource what is worked on, for errors; null for nothing particular
   * @param call the call
   * @param deadline after which it is killed
   * @return what it printed, if it ended with 0; else the error that its words mean
   */
  public Mono<String> run(
      String operation, @Nullable String resource, Invocation call, Duration deadline) {
    return answer(operation, call, deadline)
        .handle(
            (output, sink) -> {
              if (output.exitCode() == 0) {
                sink.next(output.stdoutText());
              } else {
                sink.error(
                    AppleErrors.of(operation, resource, output.exitCode(), output.stderrText()));
              }
            });
  }

  /**
   * A call whatever it ends with. Cancelling kills it.
   *
   * @param operation what is done, for errors
   * @param call the call
   * @param deadline after which it is killed
   * @return its code and all that it printed
   */
  public Mono<CapturedOutput> answer(String operation, Invocation call, Duration deadline) {
    return Mono.defer(
            () ->
                launcher.capture(
                    command(call).withDeadline(deadline), Flux.<ByteBuffer>empty(), MOST_BYTES))
        .onErrorMap(error -> AppleErrors.map(operation, error));
  }

  /**
   * A call that answers with a list of objects. Cancelling kills it.
   *
   * @param operation what is done, for errors
   * @param resource what is worked on, for errors; null for nothing particular
   * @param call the call
   * @return the objects; an error also if it is no whole document
   */
  public Mono<List<Fields>> objects(String operation, @Nullable String resource, Invocation call) {
    return run(operation, resource, call)
        .map(
            text -> Fields.listOf(Json.standard().readArray(text.getBytes(StandardCharsets.UTF_8))))
        .onErrorMap(error -> AppleErrors.map(operation, error));
  }

  /**
   * A process that its receiver owns.
   *
   * @param operation what is done, for errors
   * @param call the call
   * @param input whether it is written to
   * @return the process, once it runs
   */
  public Mono<RunningProcess> start(String operation, Invocation call, ProcessCommand.Input input) {
    return Mono.defer(() -> launcher.start(command(call).withInput(input)))
        .onErrorMap(error -> AppleErrors.map(operation, error));
  }

  /**
   * The output of a call, as it is asked for. Silence after the first demand ends it; once it has
   * begun, its length is its own affair. Cancelling kills it.
   *
   * @param operation what is done, for errors
   * @param resource what is worked on, for errors; null for nothing particular
   * @param call the call
   * @return the bytes; an error unless the program ends with 0
   */
  public Flux<ByteBuffer> output(String operation, @Nullable String resource, Invocation call) {
    return stream(operation, resource, call, process -> promptly(process.stdout()));
  }

  /**
   * The same of a call that may be silent for as long as it likes.
   *
   * @param operation what is done, for errors
   * @param resource what is worked on, for errors; null for nothing particular
   * @param call the call
   * @return the bytes; an error unless the program ends with 0
   */
  public Flux<ByteBuffer> endless(String operation, @Nullable String resource, Invocation call) {
    return stream(operation, resource, call, RunningProcess::stdout);
  }

  private Flux<ByteBuffer> stream(
      String operation,
      @Nullable String resource,
      Invocation call,
      Function<RunningProcess, Flux<ByteBuffer>> output) {
    return Flux.usingWhen(
            start(operation, call, ProcessCommand.Input.NONE),
            process -> {
              Mono<String> words = errors(process).cache();
              return Flux.merge(
                      1, output.apply(process), words.ignoreElement().cast(ByteBuffer.class))
                  .concatWith(ended(operation, resource, process, words));
            },
            RunningProcess::close)
        .onErrorMap(error -> AppleErrors.map(operation, error));
  }

  /**
   * A call that reads its input to the end, and lasts as long as its work. Cancelling kills it.
   *
   * @param operation what is done, for errors
   * @param call the call
   * @param input what it reads
   * @return what it printed, if it ended with 0; else the error that its words mean
   */
  public Mono<String> feed(String operation, Invocation call, Publisher<ByteBuffer> input) {
    return launcher
        .capture(command(call).withInput(ProcessCommand.Input.PIPE), input, MOST_BYTES)
        .onErrorMap(error -> AppleErrors.map(operation, error))
        .handle(
            (output, sink) -> {
              if (output.exitCode() == 0) {
                sink.next(output.stdoutText());
              } else {
                sink.error(AppleErrors.of(operation, null, output.exitCode(), output.stderrText()));
              }
            });
  }

  private static Mono<ByteBuffer> ended(
      String operation, @Nullable String resource, RunningProcess process, Mono<String> words) {
    return process
        .exit()
        .flatMap(
            code ->
                code == 0
                    ? Mono.empty()
                    : words.flatMap(
                        text -> Mono.error(AppleErrors.of(operation, resource, code, text))));
  }

  private Flux<ByteBuffer> promptly(Flux<ByteBuffer> output) {
    return Flux.defer(
        () -> {
          Sinks.Empty<Void> asked = Sinks.empty();
          return output
              .timeout(asked.asMono().then(Mono.delay(timeout)), item -> Mono.never())
              .doOnRequest(count -> asked.tryEmitEmpty());
        });
  }

  private static Mono<String> errors(RunningProcess process) {
    return process
        .stderr()
        .reduce(
            new StringBuilder(),
            (all, next) ->
                all.length() < MOST_ERROR_CHARACTERS
                    ? all.append(StandardCharsets.UTF_8.decode(next.duplicate()))
                    : all)
        .map(StringBuilder::toString);
  }

  /**
   * In a session of its own: a Ctrl-C is for Fairlead, which needs its calls to look and to clean
   * up, and nothing that an attached program is told gets to its container (issue 1747).
   */
  private ProcessCommand command(Invocation call) {
    List<String> words = new ArrayList<>(List.of(file.path().toString()));
    words.addAll(call.arguments());
    Map<String, String> variables = new HashMap<>(environment);
    variables.putAll(call.variables());
    return ProcessCommand.of(words)
        .withEnvironment(variables, ProcessCommand.EnvironmentBase.EMPTY)
        .withOwnSession();
  }
}
