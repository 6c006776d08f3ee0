package dev.fairlead.app;

import dev.fairlead.core.ContainerRuntime;
import dev.fairlead.spi.container.ContainerId;
import dev.fairlead.spi.container.RemoveOptions;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import reactor.core.publisher.Mono;

/** Removes containers. */
@Command(name = "rm", description = "Remove containers.")
final class RemoveCommand extends RuntimeCommand {

  @Option(
      names = {"-f", "--force"},
      description = "Kill what runs; what is not there is no error.")
  boolean force;

  @Option(
      names = {"-v", "--volumes"},
      description = "Remove volumes without a name too.")
  boolean volumes;

  @Parameters(arity = "1..*", paramLabel = "CONTAINER", description = "Names or ids.")
  List<String> containers = new ArrayList<>();

  @Override
  Mono<Integer> execute(Session session) {
    return session.eachContainer(containers, this::remove);
  }

  /** Removing is idempotent in the contract; whoever mistypes a name still wants to know. */
  private Mono<Void> remove(ContainerRuntime runtime, ContainerId id) {
    RemoveOptions options =
        new RemoveOptions(
            force ? RemoveOptions.Running.KILL : RemoveOptions.Running.REFUSE,
            volumes ? RemoveOptions.AnonymousVolumes.REMOVE : RemoveOptions.AnonymousVolumes.KEEP);
    Mono<Void> removal = runtime.containers().remove(id, options);
    return force ? removal : runtime.containers().inspect(id).then(removal);
  }
}
