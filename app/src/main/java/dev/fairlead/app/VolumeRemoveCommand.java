package dev.fairlead.app;

import dev.fairlead.core.ContainerRuntime;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import reactor.core.publisher.Mono;

/** Removes volumes. */
@Command(name = "rm", description = "Remove volumes and what is in them.")
final class VolumeRemoveCommand extends RuntimeCommand {

  @Option(
      names = {"-f", "--force"},
      description = "What is not there is no error. What is in use stays.")
  boolean force;

  @Parameters(arity = "1..*", paramLabel = "VOLUME", description = "Names.")
  List<String> volumes = new ArrayList<>();

  @Override
  Mono<Integer> execute(Session session) {
    return session.each("volume", volumes, this::remove);
  }

  private Mono<Void> remove(ContainerRuntime runtime, String name) {
    Mono<Void> removal = runtime.volumes().remove(name);
    return force ? removal : runtime.volumes().inspect(name).then(removal);
  }
}
