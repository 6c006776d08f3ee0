package dev.fairlead.app;

import dev.fairlead.spi.container.Exit;
import dev.fairlead.spi.container.WaitCondition;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Waits for containers to end, prints each code, and ends with the last one. */
@Command(name = "wait", description = "Wait for containers to end, and print their exit codes.")
final class WaitCommand extends RuntimeCommand {

  @Option(
      names = "--condition",
      paramLabel = "WHAT",
      description = "not-running (the default), next-exit or removed.")
  String condition = "not-running";

  @Parameters(arity = "1..*", paramLabel = "CONTAINER", description = "Names or ids.")
  List<String> containers = new ArrayList<>();

  @Override
  Mono<Integer> execute(Session session) {
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
