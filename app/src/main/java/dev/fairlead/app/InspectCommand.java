package dev.fairlead.app;

import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Tells all about containers, always as a document. */
@Command(name = "inspect", description = "Tell all about containers.")
final class InspectCommand extends RuntimeCommand {

  @Parameters(arity = "1..*", paramLabel = "CONTAINER", description = "Names or ids.")
  List<String> containers = new ArrayList<>();

  @Override
  Mono<Integer> execute(Session session) {
    return session
        .runtime()
        .flatMap(
            runtime ->
                Flux.fromIterable(containers)
                    .concatMap(name -> runtime.containers().inspect(id(name)))
                    .map(info -> ContainerView.document(info).fields())
                    .collectList())
        .doOnNext(output()::document)
        .thenReturn(ExitCodes.OK);
  }
}
