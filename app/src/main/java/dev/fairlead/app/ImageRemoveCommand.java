package dev.fairlead.app;

import dev.fairlead.spi.image.ImageInUse;
import dev.fairlead.spi.image.ImageRemoval;
import dev.fairlead.spi.image.Images;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Takes names away from images, and images with their last name. */
@Command(name = "rm", aliases = "remove", description = "Remove names of images, and images.")
final class ImageRemoveCommand extends RuntimeCommand {

  @Option(
      names = {"-f", "--force"},
      description = "Although stopped containers use it; what is not here is no error.")
  boolean force;

  @Parameters(arity = "1..*", paramLabel = "IMAGE", description = "Names or ids.")
  List<String> names = new ArrayList<>();

  @Override
  Mono<Integer> execute(Session session) {
    return session
        .runtime()
        .flatMap(
            runtime ->
                Flux.fromIterable(names)
                    .concatMap(
                        name ->
                            remove(runtime.images(), name)
                                .then(Mono.just(ExitCodes.OK))
                                .onErrorResume(error -> Mono.just(Failure.report(root(), error))))
                    .reduce(ExitCodes.OK, Math::max));
  }

  /** Removing is idempotent in the contract; whoever mistypes a name still wants to know. */
  private Mono<Void> remove(Images images, String name) {
    ImageInUse inUse = force ? ImageInUse.FORCE : ImageInUse.REFUSE;
    return ImageArgument.of(images, name)
        .flatMapMany(
            image ->
                force
                    ? images.remove(image, inUse)
                    : images.inspect(image).thenMany(images.remove(image, inUse)))
        .doOnNext(this::print)
        .then();
  }

  private void print(ImageRemoval removal) {
    if (output().json()) {
      output()
          .element(
              new Document()
                  .with("kind", removal.kind())
                  .with("image", removal.reference())
                  .fields());
    } else {
      String word = removal.kind() == ImageRemoval.Kind.UNTAGGED ? "Untagged: " : "Deleted: ";
      output().line(word + removal.reference().familiar());
    }
  }
}
