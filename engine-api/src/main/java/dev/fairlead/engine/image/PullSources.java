package dev.fairlead.engine.image;

import dev.fairlead.spi.error.ContainerException;
import dev.fairlead.spi.error.NotFoundException;
import dev.fairlead.spi.image.ImageReference;
import dev.fairlead.spi.image.PullProgress;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import reactor.core.publisher.Flux;

/**
 * A pull of a name that may stand for an image of several registries: the first that has it.
 *
 * @param image the name as it was written
 * @param sources what it may stand for, at least one
 */
record PullSources(ImageReference image, List<ImageReference> sources) {

  /** Tries one after the other; where none of several has it, the error names all of them. */
  Flux<PullProgress> steps(Function<ImageReference, Flux<PullProgress>> fetch) {
    return from(0, fetch, List.of());
  }

  private Flux<PullProgress> from(
      int index,
      Function<ImageReference, Flux<PullProgress>> fetch,
      List<ContainerException> failed) {
    ImageReference source = sources.get(index);
    Flux<PullProgress> pull = fetch.apply(source);
    Flux<PullProgress> told = source.equals(image) ? pull : pull.startWith(standsFor(source));
    if (sources.size() == 1) {
      return told;
    }
    return told.onErrorResume(
        ContainerException.class,
        error -> {
          List<ContainerException> all = Stream.concat(failed.stream(), Stream.of(error)).toList();
          return index + 1 < sources.size()
              ? from(index + 1, fetch, all)
              : Flux.error(() -> nowhere(error, all));
        });
  }

  private NotFoundException nowhere(ContainerException last, List<ContainerException> all) {
    String words =
        all.stream()
            .map(error -> String.valueOf(error.getMessage()))
            .collect(Collectors.joining("; "));
    return new NotFoundException(
        NotFoundException.Kind.IMAGE,
        last.context().withResource(image.toString()),
        "none of the registries that are searched for it has it: " + words,
        last);
  }

  private PullProgress standsFor(ImageReference source) {
    return PullProgress.of(
        PullProgress.Phase.RESOLVING, image + " stands for " + source.canonical());
  }
}
