package dev.fairlead.app;

import dev.fairlead.core.ContainerRuntime;
import dev.fairlead.spi.pod.PodRemoval;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import reactor.core.publisher.Mono;

/** Removes pods with their containers. */
@Command(name = "rm", description = "Remove pods with their containers.")
final class PodRemoveCommand extends RuntimeCommand {

  @Option(
      names = {"-f", "--force"},
      description = "Also those whose containers run; what is not there is no error.")
  boolean force;

  @Parameters(arity = "1..*", paramLabel = "POD", description = "Names or ids.")
  List<String> pods = new ArrayList<>();

  @Override
  Mono<Integer> execute(Session session) {
    return session.each("pod", pods, this::remove);
  }

  private Mono<Void> remove(ContainerRuntime runtime, String name) {
    return force
        ? runtime.pods().remove(name, PodRemoval.FORCE)
        : runtime
            .pods()
            .inspect(name)
            .then(Mono.defer(() -> runtime.pods().remove(name, PodRemoval.IF_STOPPED)));
  }
}
