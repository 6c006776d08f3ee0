package dev.fairlead.app;

import dev.fairlead.core.ContainerRuntime;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import reactor.core.publisher.Mono;

/** Removes networks. */
@Command(name = "rm", description = "Remove networks.")
final class NetworkRemoveCommand extends RuntimeCommand {

  @Option(
      names = {"-f", "--force"},
      description = "What is not there is no error. What is in use stays.")
  boolean force;

  @Parameters(arity = "1..*", paramLabel = "NETWORK", description = "Names or ids.")
  List<String> networks = new ArrayList<>();

  @Override
  Mono<Integer> execute(Session session) {
    return session.each("network", networks, this::remove);
  }

  private Mono<Void> remove(ContainerRuntime runtime, String name) {
    Mono<Void> removal = runtime.networks().remove(name);
    return force ? removal : runtime.networks().inspect(name).then(removal);
  }
}
