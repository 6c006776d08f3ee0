package dev.fairlead.tck.broken;

import dev.fairlead.spi.ArchiveFile;
import dev.fairlead.spi.Backend;
import dev.fairlead.spi.container.CommitSpec;
import dev.fairlead.spi.container.ContainerId;
import dev.fairlead.spi.container.Containers;
import dev.fairlead.spi.error.AccessDeniedException;
import dev.fairlead.spi.error.ErrorContext;
import dev.fairlead.spi.image.ImageFilter;
import dev.fairlead.spi.image.ImageHistoryEntry;
import dev.fairlead.spi.image.ImageInUse;
import dev.fairlead.spi.image.ImageInfo;
import dev.fairlead.spi.image.ImagePruneOptions;
import dev.fairlead.spi.image.ImageReference;
import dev.fairlead.spi.image.Images;
import dev.fairlead.spi.image.ImportSpec;
import dev.fairlead.spi.image.LoadEvent;
import dev.fairlead.spi.image.PullOptions;
import dev.fairlead.spi.image.PullProgress;
import dev.fairlead.spi.image.PushOptions;
import dev.fairlead.spi.image.PushProgress;
import dev.fairlead.spi.image.RegistryCredentials;
import dev.fairlead.spi.image.SaveOptions;
import dev.fairlead.spi.system.PruneReport;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Path;
import java.util.List;
import java.util.function.UnaryOperator;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Backends whose images are wrong. */
public final class BrokenImages {

  private BrokenImages() {}

  static Backend images(Backend honest, UnaryOperator<Images> broken) {
    return new BrokenBackend(honest, honest.containers()) {
      @Override
      public Images images() {
        return broken.apply(super.images());
      }
    };
  }

  public static Backend passesOverErrorsOfPulls(Backend honest) {
    return images(
        honest,
        images ->
            new ForwardingImages(images) {
              @Override
              public Flux<PullProgress> pull(ImageReference image, PullOptions options) {
                return super.pull(image, options).onErrorComplete();
              }
            });
  }

  public static Backend hasNoMissingImages(Backend honest) {
    return images(
        honest,
        images ->
            new ForwardingImages(images) {
              @Override
              public Mono<ImageInfo> inspect(ImageReference image) {
                return super.inspect(image).onErrorComplete();
              }
            });
  }

  public static Backend listsAllImages(Backend honest) {
    return images(
        honest,
        images ->
            new ForwardingImages(images) {
              @Override
              public Flux<ImageInfo> list(ImageFilter filter) {
                return super.list(ImageFilter.all());
              }
            });
  }

  public static Backend cutsArchivesAndCompletes(Backend honest) {
    return images(
        honest,
        images ->
            new ForwardingImages(images) {
              @Override
              public Flux<ByteBuffer> save(List<ImageReference> images, SaveOptions options) {
                return super.save(images, options).map(part -> part.slice(0, part.remaining() - 1));
              }
            });
  }

  public static Backend savesNothingOfMissingImages(Backend honest) {
    return images(
        honest,
        images ->
            new ForwardingImages(images) {
              @Override
              public Flux<ByteBuffer> save(List<ImageReference> images, SaveOptions options) {
                return super.save(images, options).onErrorComplete();
              }
            });
  }

  public static Backend passesOverErrorsOfLoads(Backend honest) {
    return images(
        honest,
        images ->
            new ForwardingImages(images) {
              @Override
              public Flux<LoadEvent> load(Publisher<ByteBuffer> tar) {
                return super.load(tar).onErrorComplete();
              }
            });
  }

  public static Backend leavesTheEndOutOfFiles(Backend honest) {
    return images(
        honest,
        images ->
            new ForwardingImages(images) {
              @Override
              public Flux<Long> saveTo(
                  List<ImageReference> images, SaveOptions options, WritableByteChannel target) {
                return ArchiveFile.write(super.save(images, options).skipLast(1), target);
              }
            });
  }

  public static Backend passesOverErrorsOfFiles(Backend honest) {
    return images(
        honest,
        images ->
            new ForwardingImages(images) {
              @Override
              public Flux<Long> saveTo(
                  List<ImageReference> images, SaveOptions options, WritableByteChannel target) {
                return super.saveTo(images, options, target).onErrorComplete();
              }

              @Override
              public Flux<LoadEvent> loadFrom(Path archive) {
                return super.loadFrom(archive).onErrorComplete();
              }
            });
  }

  public static Backend forgetsNamesOfArchives(Backend honest) {
    return images(
        honest,
        images ->
            new ForwardingImages(images) {
              @Override
              public Flux<LoadEvent> load(Publisher<ByteBuffer> tar) {
                return super.load(tar)
                    .concatMap(
                        event ->
                            event instanceof LoadEvent.Loaded loaded
                                ? super.remove(loaded.image(), ImageInUse.FORCE)
                                    .thenMany(Flux.just(event))
                                : Flux.just(event));
              }
            });
  }

  public static Backend ignoresInstructionsOfImports(Backend honest) {
    return images(
        honest,
        images ->
            new ForwardingImages(images) {
              @Override
              public Mono<ImageInfo> importArchive(Publisher<ByteBuffer> tar, ImportSpec spec) {
                return super.importArchive(tar, spec.withChanges(List.of()));
              }
            });
  }

  public static Backend hasAHistoryOfEverything(Backend honest) {
    return images(
        honest,
        images ->
            new ForwardingImages(images) {
              @Override
              public Flux<ImageHistoryEntry> history(ImageReference image) {
                return super.history(image).onErrorComplete();
              }
            });
  }

  public static Backend prunesEverything(Backend honest) {
    return images(
        honest,
        images ->
            new ForwardingImages(images) {
              @Override
              public Mono<PruneReport> prune(ImagePruneOptions options) {
                return super.prune(ImagePruneOptions.of(options.scope()));
              }
            });
  }

  public static Backend prunesNothing(Backend honest) {
    return images(
        honest,
        images ->
            new ForwardingImages(images) {
              @Override
              public Mono<PruneReport> prune(ImagePruneOptions options) {
                return Mono.just(PruneReport.nothing());
              }
            });
  }

  public static Backend passesOverErrorsOfPushes(Backend honest) {
    return images(
        honest,
        images ->
            new ForwardingImages(images) {
              @Override
              public Flux<PushProgress> push(ImageReference image, PushOptions options) {
                return super.push(image, options).onErrorComplete();
              }
            });
  }

  public static Backend pushesNothing(Backend honest) {
    return images(
        honest,
        images ->
            new ForwardingImages(images) {
              @Override
              public Flux<PushProgress> push(ImageReference image, PushOptions options) {
                return Flux.just(PushProgress.of(PushProgress.Phase.DONE, "there"));
              }
            });
  }

  public static Backend showsThePassword(Backend honest) {
    return images(
        honest,
        images ->
            new ForwardingImages(images) {
              @Override
              public Flux<PushProgress> push(ImageReference image, PushOptions options) {
                return super.push(image, options).onErrorMap(error -> quoting(options));
              }
            });
  }

  private static AccessDeniedException quoting(PushOptions options) {
    String shown =
        options.credentials().orElseThrow() instanceof RegistryCredentials.Basic basic
            ? basic.password()
            : "";
    return new AccessDeniedException(ErrorContext.of("fake", "push"), "not " + shown, null);
  }

  public static Backend passesOverRefusedPulls(Backend honest) {
    return images(
        honest,
        images ->
            new ForwardingImages(images) {
              @Override
              public Flux<PullProgress> pull(ImageReference image, PullOptions options) {
                return super.pull(image, options).onErrorComplete(AccessDeniedException.class);
              }
            });
  }

  public static Backend forgetsCredentials(Backend honest) {
    return images(
        honest,
        images ->
            new ForwardingImages(images) {
              @Override
              public Flux<PullProgress> pull(ImageReference image, PullOptions options) {
                return super.pull(image, PullOptions.defaults());
              }
            });
  }

  private static Backend containers(Backend honest, UnaryOperator<Containers> broken) {
    return new BrokenBackend(honest, broken.apply(honest.containers()));
  }

  public static Backend cutsExportsAndCompletes(Backend honest) {
    return containers(
        honest,
        containers ->
            new ForwardingContainers(containers) {
              @Override
              public Flux<ByteBuffer> export(ContainerId id) {
                return super.export(id).map(part -> part.slice(0, part.remaining() - 1));
              }

              @Override
              public Flux<Long> exportTo(ContainerId id, WritableByteChannel target) {
                return ArchiveFile.write(export(id), target);
              }
            });
  }

  public static Backend ignoresChangesOfCommits(Backend honest) {
    return containers(
        honest,
        containers ->
            new ForwardingContainers(containers) {
              @Override
              public Mono<String> commit(ContainerId id, CommitSpec spec) {
                return super.commit(
                    id,
                    new CommitSpec(
                        spec.reference(),
                        spec.author(),
                        spec.message(),
                        spec.running(),
                        List.of()));
              }
            });
  }

  public static Backend commitsWhatIsMissing(Backend honest) {
    return containers(
        honest,
        containers ->
            new ForwardingContainers(containers) {
              @Override
              public Mono<String> commit(ContainerId id, CommitSpec spec) {
                return super.commit(id, spec).onErrorReturn("sha256:" + "0".repeat(64));
              }
            });
  }
}
