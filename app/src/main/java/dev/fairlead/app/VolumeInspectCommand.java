package dev.fairlead.app;

import dev.fairlead.core.ContainerRuntime;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;
import reactor.core.publisher.Mono;

/** Tells all about volumes, always as a document. */
@Command(name = "inspect", description = "Tell all about volumes.")
final class VolumeInspectCommand extends InspectingCommand {

  @Parameters(arity = "1..*", paramLabel = "VOLUME", description = "Names.")
  List<String> volumes = new ArrayList<>();

  @Override
  List<String> names() {
    return volumes;
  }

  @Override
  Mono<Document> document(ContainerRuntime runtime, String name) {
    return runtime.volumes().inspect(name).map(VolumeView::document);
  }
}
