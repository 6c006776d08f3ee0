package dev.fairlead.app;

import dev.fairlead.core.ContainerRuntime;
import dev.fairlead.spi.container.ContainerFilter;
import dev.fairlead.spi.container.ContainerInfo;
import dev.fairlead.spi.image.ImageFilter;
import dev.fairlead.spi.image.ImageReference;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Prints the names that completion scripts offer, a line each. Says nothing where it cannot. */
@Command(name = "__names", hidden = true, description = "Names for completion scripts.")
final class NamesCommand extends RuntimeCommand {

  /** What is named. */
  enum Kind {
    /** Containers that run. */
    running,
    /** All containers. */
    containers,
    /** Images. */
    images
  }

  @Parameters(paramLabel = "KIND", description = "running, containers or images")
  Kind kind = Kind.containers;

  @Override
  Mono<Integer> execute(Session session) {
    return session
        .runtime()
        .flatMapMany(this::names)
        .doOnNext(output()::line)
        .then(Mono.just(ExitCodes.OK))
        .onErrorReturn(ExitCodes.FAILED);
  }

  private Flux<String> names(ContainerRuntime runtime) {
    if (kind == Kind.images) {
      return runtime
          .images()
          .list(ImageFilter.all())
          .flatMapIterable(image -> image.references())
          .map(ImageReference::familiar);
    }
    return runtime
        .containers()
        .list(kind == Kind.running ? ContainerFilter.alive() : ContainerFilter.all())
        .map(ContainerInfo::name);
  }
}
