package dev.fairlead.app;

import dev.fairlead.core.ContainerRuntime;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;
import reactor.core.publisher.Mono;

/** Tells all about pods, always as a document. */
@Command(name = "inspect", description = "Tell all about pods.")
final class PodInspectCommand extends InspectingCommand {

  @Parameters(arity = "1..*", paramLabel = "POD", description = "Names or ids.")
  List<String> pods = new ArrayList<>();

  @Override
  List<String> names() {
    return pods;
  }

  @Override
  Mono<Document> document(ContainerRuntime runtime, String name) {
    return runtime.pods().inspect(name).map(PodView::document);
  }
}
