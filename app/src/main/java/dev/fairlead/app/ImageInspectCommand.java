package dev.fairlead.app;

import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Tells all about images, always as a document. */
@Command(name = "inspect", description = "Tell all about images.")
final class ImageInspectCommand extends RuntimeCommand {

  @Mixin DocumentFormatOption format = new DocumentFormatOption();

  @Parameters(arity = "1..*", paramLabel = "IMAGE", description = "Names or ids.")
  List<String> images = new ArrayList<>();

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
                Flux.fromIterable(images)
                    .concatMap(name -> ImageArgument.of(runtime.images(), name))
                    .concatMap(runtime.images()::inspect)
                    .map(image -> ImageView.document(image).fields())
                    .collectList())
        .doOnNext(documents -> format.print(output(), documents))
        .thenReturn(ExitCodes.OK);
  }
}
