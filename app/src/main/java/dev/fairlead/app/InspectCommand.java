package dev.fairlead.app;

import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Tells all about containers, always as a document. */
@Command(name = "inspect", description = "Tell all about containers.")
final class InspectCommand extends RuntimeCommand {

  @Mixin FormatOption format = new FormatOption();

  @Parameters(arity = "1..*", paramLabel = "CONTAINER", description = "Names or ids.")
  List<String> containers = new ArrayList<>();

  @Override
  Mono<Integer> execute(Session session) {
    format.check();
    return session
        .runtime()
        .flatMap(
            runtime ->
                Flux.fromIterable(containers)
                    .concatMap(name -> runtime.containers().inspect(id(name)))
                    .map(info -> ContainerView.document(info).fields())
                    .collectList())
        .doOnNext(documents -> format.print(output(), documents))
        .thenReturn(ExitCodes.OK);
  }
}
