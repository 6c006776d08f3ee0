package dev.fairlead.tck.fake;

import dev.fairlead.spi.Capability;
import dev.fairlead.spi.error.NotFoundException;
import dev.fairlead.spi.image.ImageConfiguration;
import dev.fairlead.spi.image.ImageFilter;
import dev.fairlead.spi.image.ImageInUse;
import dev.fairlead.spi.image.ImageInfo;
import dev.fairlead.spi.image.ImageReference;
import dev.fairlead.spi.image.ImageRemoval;
import dev.fairlead.spi.image.Images;
import dev.fairlead.spi.image.PullOptions;
import dev.fairlead.spi.image.PullProgress;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** The images of a fake backend: names and nothing behind them. */
final class FakeImages implements Images {

  private final FakeWorld world;
  private final Map<ImageReference, ImageReference> idsByName = new ConcurrentHashMap<>();
  private final Set<ImageReference> registry;

  FakeImages(FakeWorld world, Set<String> images, Set<String> registry) {
    this.world = world;
    this.registry =
        registry.stream().map(ImageReference::parse).collect(Collectors.toUnmodifiableSet());
    images.forEach(image -> add(ImageReference.parse(image)));
  }

  private void add(ImageReference name) {
    idsByName.computeIfAbsent(
        name, key -> ImageReference.parse(String.format("sha256:%064x", world.nextNumber())));
  }

  /** The id of an image; an error if it is not here. */
  ImageReference require(String operation, String image) {
    return find(ImageReference.parse(image))
        .orElseThrow(
            () -> world.errors.missing(NotFoundException.Kind.IMAGE, operation + " image", image));
  }

  private Optional<ImageReference> find(ImageReference image) {
    return image.isId()
        ? Optional.of(image).filter(idsByName::containsValue)
        : Optional.ofNullable(idsByName.get(image));
  }

  @Override
  public String backend() {
    return world.id;
  }

  @Override
  public Flux<PullProgress> pull(ImageReference image, PullOptions options) {
    return world.stream(
        FakeOptions.of(options),
        "pull",
        () -> {
          if (!registry.contains(image)) {
            return Flux.error(
                world.errors.missing(NotFoundException.Kind.IMAGE, "pull image", image.toString()));
          }
          return Flux.just(
                  PullProgress.of(PullProgress.Phase.RESOLVING, "looking for " + image),
                  PullProgress.of(PullProgress.Phase.DONE, "here"))
              .doOnComplete(() -> add(image));
        });
  }

  @Override
  public Mono<ImageInfo> inspect(ImageReference image) {
    return world.call(
        FakeOptions.of(Capability.IMAGE_INSPECT),
        "inspectImage",
        () -> Mono.fromSupplier(() -> info(require("inspect", image.toString()))));
  }

  private ImageInfo info(ImageReference id) {
    ImageInfo.Builder info =
        ImageInfo.builder(id)
            .configuration(
                new ImageConfiguration(
                    List.of(),
                    List.of(),
                    Map.of(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    List.of()));
    idsByName.forEach(
        (name, other) -> {
          if (other.equals(id)) {
            info.reference(name);
          }
        });
    return info.build();
  }

  @Override
  public Flux<ImageInfo> list(ImageFilter filter) {
    return world.stream(
        FakeOptions.of(Capability.IMAGE_LIST),
        "listImages",
        () ->
            Flux.fromIterable(idsByName.values())
                .distinct()
                .map(this::info)
                .filter(info -> matches(info, filter)));
  }

  private static boolean matches(ImageInfo info, ImageFilter filter) {
    return filter.labels().isEmpty()
        && filter.naming() != ImageFilter.Naming.UNNAMED
        && (filter.reference().isEmpty()
            || info.references().stream().anyMatch(name -> named(name, filter.reference().get())));
  }

  private static boolean named(ImageReference name, ImageReference wanted) {
    return wanted.tag().isEmpty() ? name.name().equals(wanted.name()) : name.equals(wanted);
  }

  @Override
  public Mono<Void> tag(ImageReference source, ImageReference target) {
    return world.call(
        FakeOptions.of(Capability.IMAGE_TAG),
        "tag",
        () -> Mono.fromRunnable(() -> idsByName.put(target, require("tag", source.toString()))));
  }

  @Override
  public Flux<ImageRemoval> remove(ImageReference image, ImageInUse inUse) {
    return world.stream(
        FakeOptions.of(Capability.IMAGE_REMOVE),
        "removeImage",
        () ->
            Mono.justOrEmpty(find(image))
                .flatMapMany(
                    id -> image.isId() ? removeAll(id, inUse) : removeName(image, id, inUse)));
  }

  private Flux<ImageRemoval> removeName(ImageReference name, ImageReference id, ImageInUse inUse) {
    boolean last = idsByName.values().stream().filter(id::equals).count() == 1;
    refuseInUse(last, name, inUse);
    idsByName.remove(name);
    ImageRemoval untagged = new ImageRemoval(ImageRemoval.Kind.UNTAGGED, name);
    return last
        ? Flux.just(untagged, new ImageRemoval(ImageRemoval.Kind.DELETED, id))
        : Flux.just(untagged);
  }

  private Flux<ImageRemoval> removeAll(ImageReference id, ImageInUse inUse) {
    boolean several = idsByName.values().stream().filter(id::equals).count() > 1;
    if (several && inUse == ImageInUse.REFUSE) {
      throw world.errors.conflict("remove image", id.toString(), "it has several names");
    }
    refuseInUse(true, id, inUse);
    idsByName.values().removeIf(id::equals);
    return Flux.just(new ImageRemoval(ImageRemoval.Kind.DELETED, id));
  }

  private void refuseInUse(boolean last, ImageReference image, ImageInUse inUse) {
    ImageReference id = find(image).orElseThrow();
    boolean used =
        world.containers().stream()
            .filter(container -> inUse == ImageInUse.REFUSE || container.alive())
            .anyMatch(
                container ->
                    find(ImageReference.parse(container.spec.image()))
                        .filter(id::equals)
                        .isPresent());
    if (last && used) {
      throw world.errors.conflict("remove image", image.toString(), "a container uses it");
    }
  }
}
