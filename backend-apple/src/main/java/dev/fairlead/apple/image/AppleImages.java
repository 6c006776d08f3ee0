package dev.fairlead.apple.image;

import dev.fairlead.apple.program.AppleErrors;
import dev.fairlead.apple.program.AppleProgram;
import dev.fairlead.apple.program.Closing;
import dev.fairlead.apple.program.Invocation;
import dev.fairlead.apple.program.Program;
import dev.fairlead.apple.state.Snapshots;
import dev.fairlead.apple.state.StoreLabels;
import dev.fairlead.spi.Capability;
import dev.fairlead.spi.Refusal;
import dev.fairlead.spi.container.Platform;
import dev.fairlead.spi.error.NotFoundException;
import dev.fairlead.spi.image.ImageFilter;
import dev.fairlead.spi.image.ImageInUse;
import dev.fairlead.spi.image.ImageInfo;
import dev.fairlead.spi.image.ImageReference;
import dev.fairlead.spi.image.ImageRemoval;
import dev.fairlead.spi.image.Images;
import dev.fairlead.spi.image.LoadEvent;
import dev.fairlead.spi.image.PullOptions;
import dev.fairlead.spi.image.PullProgress;
import dev.fairlead.spi.image.SaveOptions;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Images of Apple's program (reference, sections 2.2 and 3.2). */
public final class AppleImages implements Images {

  private final Program program;
  private final ImageStore store;
  private final Snapshots snapshots;
  private final Platform usual;
  private final Closing closing;

  /**
   * Makes the facet.
   *
   * @param program by which it works
   * @param store looks images up
   * @param snapshots tells who uses an image
   * @param usual the platform of images that nobody asked for otherwise
   * @param closing ends what is under way
   */
  public AppleImages(
      Program program, ImageStore store, Snapshots snapshots, Platform usual, Closing closing) {
    this.program = program;
    this.store = store;
    this.snapshots = snapshots;
    this.usual = usual;
    this.closing = closing;
  }

  @Override
  public String backend() {
    return AppleProgram.ID;
  }

  /** Nothing is told while it lasts, so it may be as silent as it likes; a pull is long. */
  @Override
  public Flux<PullProgress> pull(ImageReference image, PullOptions options) {
    Objects.requireNonNull(options, "options");
    String operation = "pull " + image;
    if (options.credentials().isPresent()) {
      return Refusal.flux(backend(), Capability.REGISTRY_CREDENTIALS, operation);
    }
    return closing.guard(
        operation,
        Flux.concat(
            Mono.just(PullProgress.of(PullProgress.Phase.RESOLVING, image.canonical())),
            program
                .endless(operation, image.canonical(), ImageArguments.pull(image, options, usual))
                .thenMany(
                    Mono.fromSupplier(
                        () ->
                            PullProgress.of(
                                PullProgress.Phase.DONE, image.canonical() + " is here")))));
  }

  @Override
  public Mono<ImageInfo> inspect(ImageReference image) {
    String operation = "inspect image " + image;
    return closing.guard(
        operation,
        store
            .all(operation)
            .flatMap(
                all ->
                    Mono.justOrEmpty(
                        grouped(all).values().stream()
                            .filter(same -> matches(same, image))
                            .findFirst()))
            .map(same -> AppleImage.info(same, usual))
            .switchIfEmpty(Mono.error(() -> missing(operation, image))));
  }

  private static NotFoundException missing(String operation, ImageReference image) {
    return AppleErrors.missing(
        NotFoundException.Kind.IMAGE,
        operation,
        image.toString(),
        "there is no image " + image + " here");
  }

  private static Map<String, List<AppleImage>> grouped(List<AppleImage> images) {
    return images.stream()
        .collect(Collectors.groupingBy(AppleImage::id, LinkedHashMap::new, Collectors.toList()));
  }

  private static boolean matches(List<AppleImage> same, ImageReference image) {
    return same.stream().anyMatch(each -> ImageStore.matches(each, image));
  }

  @Override
  public Flux<ImageInfo> list(ImageFilter filter) {
    Objects.requireNonNull(filter, "filter");
    String operation = "list images";
    return closing.guard(
        operation,
        store
            .all(operation)
            .flatMapIterable(all -> grouped(all).values())
            .filter(same -> filter.reference().map(wanted -> matches(same, wanted)).orElse(true))
            .filter(same -> filter.naming() != ImageFilter.Naming.UNNAMED)
            .map(same -> AppleImage.info(same, usual))
            .filter(info -> StoreLabels.match(info.labels(), filter.labels())));
  }

  @Override
  public Mono<Void> tag(ImageReference source, ImageReference target) {
    Objects.requireNonNull(target, "target");
    String operation = "tag " + source + " as " + target;
    return closing.guard(
        operation,
        require(operation, source)
            .flatMap(
                image ->
                    program.run(
                        operation,
                        source.toString(),
                        Invocation.of("image", "tag", image.name(), target.canonical())))
            .then());
  }

  private Mono<AppleImage> require(String operation, ImageReference image) {
    return store.find(operation, image).switchIfEmpty(Mono.error(() -> missing(operation, image)));
  }

  /** The program takes away what containers use, so that they are looked at first. */
  @Override
  public Flux<ImageRemoval> remove(ImageReference image, ImageInUse inUse) {
    Objects.requireNonNull(inUse, "inUse");
    String operation = "remove image " + image;
    return closing.guard(
        operation,
        store
            .all(operation)
            .flatMapMany(
                all -> {
                  List<AppleImage> meant =
                      all.stream().filter(each -> ImageStore.matches(each, image)).toList();
                  return Flux.fromIterable(meant)
                      .concatMap(each -> remove(operation, each, inUse), 1)
                      .concatWith(Flux.fromIterable(deleted(all, meant)));
                }));
  }

  /** Images whose last name went. */
  private static List<ImageRemoval> deleted(List<AppleImage> all, List<AppleImage> gone) {
    return gone.stream()
        .map(AppleImage::id)
        .distinct()
        .filter(id -> all.stream().noneMatch(each -> each.id().equals(id) && !gone.contains(each)))
        .map(
            id -> new ImageRemoval(ImageRemoval.Kind.DELETED, ImageReference.parse("sha256:" + id)))
        .toList();
  }

  private Mono<ImageRemoval> remove(String operation, AppleImage image, ImageInUse inUse) {
    Mono<ImageRemoval> removal =
        program
            .run(operation, image.name(), Invocation.of("image", "delete", "--force", image.name()))
            .thenReturn(new ImageRemoval(ImageRemoval.Kind.UNTAGGED, image.reference()));
    return inUse == ImageInUse.FORCE
        ? removal
        : snapshots
            .all(operation)
            .flatMapIterable(all -> all.values())
            .filter(container -> container.image().equals(image.name()))
            .next()
            .flatMap(
                user ->
                    Mono.<ImageRemoval>error(
                        AppleErrors.conflict(
                            operation,
                            image.name(),
                            "container " + user.id() + " uses it",
                            "fairlead rm " + user.id())))
            .switchIfEmpty(removal);
  }

  @Override
  public Flux<ByteBuffer> save(List<ImageReference> images, SaveOptions options) {
    Objects.requireNonNull(options, "options");
    String operation = "save " + images;
    if (options.layout() == SaveOptions.Layout.DOCKER) {
      return Refusal.flux(backend(), Capability.IMAGE_LAYOUT, operation);
    }
    return closing.guard(
        operation,
        Flux.fromIterable(images)
            .concatMap(image -> require(operation, image).map(AppleImage::name))
            .collectList()
            .flatMapMany(
                names ->
                    program.endless(
                        operation,
                        String.join(", ", names),
                        ImageArguments.save(names, options, usual))));
  }

  @Override
  public Flux<LoadEvent> load(Publisher<ByteBuffer> tar) {
    Objects.requireNonNull(tar, "tar");
    String operation = "load images";
    return closing.guard(
        operation,
        program
            .feed(operation, Invocation.of("image", "load"), tar)
            .flatMapMany(
                printed -> {
                  List<LoadEvent> loaded =
                      printed
                          .lines()
                          .map(String::strip)
                          .filter(line -> !line.isEmpty())
                          .<LoadEvent>map(line -> new LoadEvent.Loaded(ImageReference.parse(line)))
                          .toList();
                  return loaded.isEmpty()
                      ? Flux.error(
                          AppleErrors.failure(operation, "the archive holds no image with a name"))
                      : Flux.fromIterable(loaded);
                }));
  }
}
