package dev.fairlead.app;

import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;
import reactor.core.publisher.Mono;

/** Starts all containers of pods. */
@Command(name = "start", description = "Start all containers of pods.")
final class PodStartCommand extends RuntimeCommand {

  @Parameters(arity = "1..*", paramLabel = "POD", description = "Names or ids.")
  List<String> pods = new ArrayList<>();

  @Override
  Mono<Integer> execute(Session session) {
    return session.each("pod", pods, (runtime, name) -> runtime.pods().start(name));
  }
}
