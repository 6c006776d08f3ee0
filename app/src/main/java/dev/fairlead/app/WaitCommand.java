package dev.fairlead.app;

import dev.fairlead.core.ready.Readiness;
import dev.fairlead.core.ready.ReadinessWait;
import dev.fairlead.core.ready.Ready;
import dev.fairlead.spi.container.Exit;
import dev.fairlead.spi.container.WaitCondition;
import dev.fairlead.spi.error.ContainerException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Waits for containers to end, prints each code, and ends with the last one; or waits for them to
 * be ready.
 */
@Command(
    name = "wait",
    description = "Wait for containers to end, and print their exit codes; or to be ready.")
final class WaitCommand extends RuntimeCommand {

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @Option(
      names = "--condition",
      paramLabel = "WHAT",
      description = "not-running (the default), next-exit or removed.")
  String condition = "not-running";

  @Option(
      names = "--for",
      paramLabel = "WHAT",
      description =
          "running, healthy, port=N, log=REGEX or http=PORT/PATH[:STATUS], instead of an end; may"
              + " be repeated. At most --timeout, which is 60s then.")
  List<String> conditions = new ArrayList<>();

  @Parameters(arity = "1..*", paramLabel = "CONTAINER", description = "Names or ids.")
  List<String> containers = new ArrayList<>();

  @Override
  Mono<Integer> execute(Session session) {
    return conditions.isEmpty() ? untilTheEnd(session) : untilReady(session);
  }

  private Mono<Integer> untilReady(Session session) {
    List<Readiness> wanted = conditions.stream().map(ReadinessSyntax::parse).toList();
    Duration patience = root().timeout == null ? PATIENCE : DurationSyntax.duration(root().timeout);
    if (patience.isZero()) {
      throw new IllegalArgumentException("--timeout 0 leaves no time to wait for anything");
    }
    return session
        .runtime()
        .flatMap(
            runtime ->
                Flux.fromIterable(containers)
                    .flatMapSequential(
                        name ->
                            ReadinessWait.of(runtime)
                                .untilAll(id(name), wanted, patience)
                                .doOnNext(ready -> print(name, ready))
                                .then(Mono.just(ExitCodes.OK))
                                .onErrorResume(
                                    ContainerException.class,
                                    error -> Mono.just(Failure.report(root(), error))),
                        64,
                        1)
                    .reduce(ExitCodes.OK, Math::max));
  }

  private void print(String name, Ready ready) {
    if (output().json()) {
      output()
          .element(
              new Document()
                  .with("container", name)
                  .with("condition", ready.readiness().words())
                  .with("proof", ready.proof())
                  .with("took", ready.took())
                  .fields());
    } else {
      output().line(name + " " + ready.readiness().words() + ": " + ready.proof());
    }
  }

  private Mono<Integer> untilTheEnd(Session session) {
    WaitCondition wanted = condition();
    return session
        .runtime()
        .flatMap(
            runtime ->
                Flux.fromIterable(containers)
                    .flatMapSequential(
                        name -> code(runtime.containers().waitFor(id(name), wanted)), 64, 1)
                    .doOnNext(this::print)
                    .last())
        .map(End::code);
  }

  /** How one ended; without an exit where that could not be found out. */
  private record End(int code, Optional<Exit> exit) {}

  private Mono<End> code(Mono<Exit> wait) {
    return wait.map(exit -> new End(ExitCodes.of(exit), Optional.of(exit)))
        .onErrorResume(
            error -> Mono.just(new End(Failure.report(root(), error), Optional.empty())));
  }

  private void print(End end) {
    end.exit().ifPresent(this::print);
  }

  private WaitCondition condition() {
    return switch (condition) {
      case "not-running" -> WaitCondition.NOT_RUNNING;
      case "next-exit" -> WaitCondition.NEXT_EXIT;
      case "removed" -> WaitCondition.REMOVED;
      default ->
          throw new IllegalArgumentException(
              "'" + condition + "' cannot be waited for; use not-running, next-exit or removed");
    };
  }

  private void print(Exit exit) {
    if (output().json()) {
      output().element(ContainerView.exit(exit).fields());
    } else if (exit instanceof Exit.Lost lost) {
      root().terminal().err().println("fairlead: the exit code is not known: " + lost.reason());
    } else {
      output().line(exit.code().isPresent() ? Integer.toString(exit.code().getAsInt()) : "?");
    }
  }
}
