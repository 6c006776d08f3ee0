package dev.fairlead.app;

import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;
import reactor.core.publisher.Mono;

/** Stop containers and start them again. */
@Command(name = "restart", description = "Stop containers and start them again.")
final class RestartCommand extends RuntimeCommand {

  @Mixin StopSettings stop = new StopSettings();

  @Parameters(arity = "1..*", paramLabel = "CONTAINER", description = "Names or ids.")
  List<String> containers = new ArrayList<>();

  @Override
  Mono<Integer> execute(Session session) {
    return session.eachContainer(
        containers, (runtime, id) -> runtime.containers().restart(id, stop.options()));
  }
}
