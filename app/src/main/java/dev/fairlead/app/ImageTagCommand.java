package dev.fairlead.app;

import dev.fairlead.spi.image.ImageReference;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;
import reactor.core.publisher.Mono;

/** Gives an image a further name. */
@Command(name = "tag", description = "Give an image a further name.")
final class ImageTagCommand extends RuntimeCommand {

  @Parameters(index = "0", paramLabel = "IMAGE", description = "Name or id of the image.")
  String image = "";

  @Parameters(index = "1", paramLabel = "NAME", description = "The further name.")
  String name = "";

  @Override
  Mono<Integer> execute(Session session) {
    ImageReference target = ImageReference.parse(name);
    return session
        .runtime()
        .flatMap(
            runtime ->
                ImageArgument.of(runtime.images(), image)
                    .flatMap(source -> runtime.images().tag(source, target)))
        .then(
            Mono.fromSupplier(
                () -> {
                  if (output().json()) {
                    output().element(new Document().with("image", target).fields());
                  }
                  return ExitCodes.OK;
                }));
  }
}
