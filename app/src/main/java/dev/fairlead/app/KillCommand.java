package dev.fairlead.app;

import dev.fairlead.spi.container.Signal;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import reactor.core.publisher.Mono;

/** Send a signal to containers. */
@Command(name = "kill", description = "Send a signal to containers.")
final class KillCommand extends RuntimeCommand {

  @Option(
      names = {"-s", "--signal"},
      paramLabel = "SIGNAL",
      description = "Name or number (default: KILL).")
  String signal = "KILL";

  @Parameters(arity = "1..*", paramLabel = "CONTAINER", description = "Names or ids.")
  List<String> containers = new ArrayList<>();

  @Override
  Mono<Integer> execute(Session session) {
    return session.eachContainer(
        containers, (runtime, id) -> runtime.containers().kill(id, Signal.parse(signal)));
  }
}
