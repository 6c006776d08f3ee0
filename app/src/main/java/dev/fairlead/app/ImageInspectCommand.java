package dev.fairlead.app;

import dev.fairlead.core.ContainerRuntime;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;
import reactor.core.publisher.Mono;

/** Tells all about images, always as a document. */
@Command(name = "inspect", description = "Tell all about images.")
final class ImageInspectCommand extends InspectingCommand {

  @Parameters(arity = "1..*", paramLabel = "IMAGE", description = "Names or ids.")
  List<String> images = new ArrayList<>();

  @Override
  List<String> names() {
    return images;
  }

  @Override
  Mono<Document> document(ContainerRuntime runtime, String name) {
    return ImageArgument.of(runtime.images(), name)
        .flatMap(runtime.images()::inspect)
        .map(ImageView::document);
  }
}
