package dev.fairlead.app;

import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Tells all about volumes, always as a document. */
@Command(name = "inspect", description = "Tell all about volumes.")
final class VolumeInspectCommand extends RuntimeCommand {

  @Mixin DocumentFormatOption format = new DocumentFormatOption();

  @Parameters(arity = "1..*", paramLabel = "VOLUME", description = "Names.")
  List<String> volumes = new ArrayList<>();

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
                Flux.fromIterable(volumes)
                    .concatMap(name -> runtime.volumes().inspect(name))
                    .map(volume -> VolumeView.document(volume).fields())
                    .collectList())
        .doOnNext(documents -> format.print(output(), documents))
        .thenReturn(ExitCodes.OK);
  }
}
