package dev.fairlead.tck.fake;

import dev.fairlead.spi.container.Signal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * The small part of the POSIX shell that virtual processes understand: commands joined by {@code
 * ;}, newlines, {@code &&} and {@code ||}, {@code while ...; do ...; done}, quotes, variables,
 * {@code $@}, {@code $$}, {@code $?}, the redirections {@code >&2} and {@code >/dev/null}, {@code
 * trap}, {@code exit}, {@code exec}, and the commands of {@link FakeCommands}. Anything else is a
 * command that is not found.
 */
public final class FakeShell implements FakeProgram {

  private final String script;
  private final List<String> arguments;

  /**
   * A shell that executes a script.
   *
   * @param script the script
   * @param arguments {@code $0}, {@code $1} and so on
   */
  public FakeShell(String script, List<String> arguments) {
    this.script = script;
    this.arguments = List.copyOf(arguments);
  }

  @Override
  public Mono<Integer> run(FakeProcess process) {
    return Mono.defer(
        () -> {
          Context context = new Context(process, arguments);
          return sequence(new FakeShellParser(script).parse(), context)
              .onErrorResume(ExitRequest.class, request -> Mono.just(request.code));
        });
  }

  /** One step of a script. */
  interface Step {
    Mono<Integer> run(Context context);
  }

  /** How a step is joined to the one before it. */
  enum Join {
    /** Always executed. */
    ALWAYS,
    /** Executed after success. */
    AND,
    /** Executed after failure. */
    OR
  }

  /**
   * A step and how it is joined to the one before.
   *
   * @param join when it is executed
   * @param step what is executed
   */
  record Joined(Join join, Step step) {}

  /** What steps share. */
  static final class Context {

    final FakeProcess process;
    final List<String> arguments;
    final Map<String, String> variables = new HashMap<>();
    int status;

    Context(FakeProcess process, List<String> arguments) {
      this.process = process;
      this.arguments = arguments;
    }

    String variable(String name) {
      if ("$".equals(name)) {
        return String.valueOf(process.pid());
      }
      if ("?".equals(name)) {
        return String.valueOf(status);
      }
      if (name.matches("[0-9]")) {
        int index = Integer.parseInt(name);
        return index < arguments.size() ? arguments.get(index) : "";
      }
      String set = variables.get(name);
      return set != null ? set : process.variable(name).orElse("");
    }
  }

  /** Ends the script from within. */
  static final class ExitRequest extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final int code;

    ExitRequest(int code) {
      super("exit " + code, null, false, false);
      this.code = code;
    }
  }

  static Mono<Integer> sequence(List<Joined> steps, Context context) {
    return Flux.fromIterable(steps)
        .concatMap(joined -> one(joined, context), 1)
        .then(Mono.fromSupplier(() -> context.status));
  }

  private static Mono<Integer> one(Joined joined, Context context) {
    return Mono.defer(
        () -> {
          boolean skip =
              (joined.join() == Join.AND && context.status != 0)
                  || (joined.join() == Join.OR && context.status == 0);
          return skip
              ? Mono.empty()
              : joined
                  .step()
                  .run(context)
                  .doOnNext(code -> context.status = code)
                  .flatMap(code -> traps(context).thenReturn(code));
        });
  }

  private static Mono<Void> traps(Context context) {
    Optional<String> action = context.process.caught();
    return action.isEmpty()
        ? Mono.empty()
        : sequence(new FakeShellParser(action.get()).parse(), context).then();
  }

  /** {@code while}: as long as the condition succeeds. */
  static Step loop(List<Joined> condition, List<Joined> body) {
    return context ->
        Mono.defer(() -> sequence(condition, context))
            .flatMap(
                code -> code == 0 ? sequence(body, context).thenReturn(true) : Mono.just(false))
            .repeat()
            .takeWhile(more -> more)
            .then(Mono.just(0));
  }

  /** {@code trap 'action' SIGNAL...}. */
  static Mono<Integer> trap(List<String> arguments, Context context) {
    for (String signal : arguments.subList(Math.min(1, arguments.size()), arguments.size())) {
      context.process.trap(Signal.parse(signal), arguments.get(0));
    }
    return Mono.just(0);
  }

  /** Splits the words of a command from its redirections, and expands them. */
  static Step command(List<FakeShellParser.Word> words, FakeCommands.Output output) {
    return context -> {
      List<String> expanded = new ArrayList<>();
      words.forEach(word -> word.expand(context, expanded));
      return expanded.isEmpty() ? Mono.just(0) : FakeCommands.execute(expanded, output, context);
    };
  }
}
