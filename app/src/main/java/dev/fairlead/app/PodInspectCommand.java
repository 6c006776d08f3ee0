package dev.fairlead.app;

import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Tells all about pods, always as a document. */
@Command(name = "inspect", description = "Tell all about pods.")
final class PodInspectCommand extends RuntimeCommand {

  @Mixin DocumentFormatOption format = new DocumentFormatOption();

  @Parameters(arity = "1..*", paramLabel = "POD", description = "Names or ids.")
  List<String> pods = new ArrayList<>();

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
                Flux.fromIterable(pods)
                    .concatMap(name -> runtime.pods().inspect(name))
                    .map(pod -> PodView.document(pod).fields())
                    .collectList())
        .doOnNext(documents -> format.print(output(), documents))
        .thenReturn(ExitCodes.OK);
  }
}
