package dev.fairlead.app;

import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Tells all about networks, always as a document. */
@Command(name = "inspect", description = "Tell all about networks.")
final class NetworkInspectCommand extends RuntimeCommand {

  @Mixin DocumentFormatOption format = new DocumentFormatOption();

  @Parameters(arity = "1..*", paramLabel = "NETWORK", description = "Names or ids.")
  List<String> networks = new ArrayList<>();

  @Override
  boolean onlyLooks() {
    return true;
  }

  @Override
  Mono<Integer> execute(Session session) {
    format.check();
    return session
        .runtime()
        .flatMap(
            runtime ->
                Flux.fromIterable(networks)
                    .concatMap(name -> runtime.networks().inspect(name))
                    .map(network -> NetworkView.document(network).fields())
                    .collectList())
        .doOnNext(documents -> format.print(output(), documents))
        .thenReturn(ExitCodes.OK);
  }
}
