package dev.fairlead.app;

import dev.fairlead.core.ContainerRuntime;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;
import reactor.core.publisher.Mono;

/** Tells all about networks, always as a document. */
@Command(name = "inspect", description = "Tell all about networks.")
final class NetworkInspectCommand extends InspectingCommand {

  @Parameters(arity = "1..*", paramLabel = "NETWORK", description = "Names or ids.")
  List<String> networks = new ArrayList<>();

  @Override
  List<String> names() {
    return networks;
  }

  @Override
  Mono<Document> document(ContainerRuntime runtime, String name) {
    return runtime.networks().inspect(name).map(NetworkView::document);
  }
}
