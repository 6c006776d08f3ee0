package dev.fairlead.app;

import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;
import reactor.core.publisher.Mono;

/** Freeze containers. */
@Command(name = "pause", description = "Freeze containers.")
final class PauseCommand extends RuntimeCommand {

  @Parameters(arity = "1..*", paramLabel = "CONTAINER", description = "Names or ids.")
  List<String> containers = new ArrayList<>();

  @Override
  Mono<Integer> execute(Session session) {
    return session.eachContainer(containers, (runtime, id) -> runtime.containers().pause(id));
  }
}
