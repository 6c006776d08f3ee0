package dev.fairlead.app;

import dev.fairlead.core.ContainerRuntime;
import dev.fairlead.spi.container.ContainerFilter;
import dev.fairlead.spi.container.ContainerInfo;
import dev.fairlead.spi.image.ImageFilter;
import dev.fairlead.spi.image.ImageInfo;
import dev.fairlead.spi.image.ImageReference;
import dev.fairlead.spi.network.NetworkFilter;
import dev.fairlead.spi.network.NetworkInfo;
import dev.fairlead.spi.volume.VolumeFilter;
import dev.fairlead.spi.volume.VolumeInfo;
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
    images,
    /** Volumes. */
    volumes,
    /** Networks. */
    networks
  }

  @Parameters(paramLabel = "KIND", description = "running, containers, images, ...")
  Kind kind = Kind.containers;

  @Override
  boolean onlyLooks() {
    return true;
  }

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
    return switch (kind) {
      case running -> runtime.containers().list(ContainerFilter.alive()).map(ContainerInfo::name);
      case containers -> runtime.containers().list(ContainerFilter.all()).map(ContainerInfo::name);
      case images ->
          runtime
              .images()
              .list(ImageFilter.all())
              .flatMapIterable(ImageInfo::references)
              .map(ImageReference::familiar);
      case volumes -> runtime.volumes().list(VolumeFilter.all()).map(VolumeInfo::name);
      case networks -> runtime.networks().list(NetworkFilter.all()).map(NetworkInfo::name);
    };
  }
}
