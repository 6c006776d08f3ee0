package dev.fairlead.app;

import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import reactor.core.publisher.Mono;

/** Starts containers; with {@code -a} it attaches first, so that no output is lost. */
@Command(name = "start", description = "Start containers.")
final class StartCommand extends RuntimeCommand {

  @Option(
      names = {"-a", "--attach"},
      description = "Attach to its output first, and end with its exit code.")
  boolean attach;

  @Option(
      names = {"-i", "--interactive"},
      description = "Attach standard input too.")
  boolean interactive;

  @Parameters(arity = "1..*", paramLabel = "CONTAINER", description = "Names or ids.")
  List<String> containers = new ArrayList<>();

  @Override
  Mono<Integer> execute(Session session) {
    if (!attach && !interactive) {
      return session.eachContainer(containers, (runtime, id) -> runtime.containers().start(id));
    }
    if (containers.size() != 1) {
      throw new IllegalArgumentException("only one container can be attached to at a time");
    }
    return session
        .runtime()
        .flatMap(
            runtime ->
                Attachment.to(
                    session,
                    runtime
                        .containers()
                        .startAttached(id(containers.get(0)), Attachment.options(interactive)),
                    interactive));
  }
}
