package dev.fairlead.app;

import dev.fairlead.core.ContainerRuntime;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;
import reactor.core.publisher.Mono;

/** Tells all about containers, always as a document. */
@Command(name = "inspect", description = "Tell all about containers.")
final class InspectCommand extends InspectingCommand {

  @Parameters(arity = "1..*", paramLabel = "CONTAINER", description = "Names or ids.")
  List<String> containers = new ArrayList<>();

  @Override
  List<String> names() {
    return containers;
  }

  @Override
  Mono<Document> document(ContainerRuntime runtime, String name) {
    return runtime.containers().inspect(id(name)).map(ContainerView::document);
  }
}
