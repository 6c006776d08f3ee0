package dev.fairlead.tck.fake;

import dev.fairlead.spi.Capability;
import dev.fairlead.spi.image.BuildEvent;
import dev.fairlead.spi.image.BuildSpec;
import dev.fairlead.spi.image.ImageFilter;
import dev.fairlead.spi.image.ImageHistoryEntry;
import dev.fairlead.spi.image.ImageInUse;
import dev.fairlead.spi.image.ImageInfo;
import dev.fairlead.spi.image.ImagePruneOptions;
import dev.fairlead.spi.image.ImageReference;
import dev.fairlead.spi.image.ImageRemoval;
import dev.fairlead.spi.image.Images;
import dev.fairlead.spi.image.ImportSpec;
import dev.fairlead.spi.image.LoadEvent;
import dev.fairlead.spi.image.PullOptions;
import dev.fairlead.spi.image.PullProgress;
import dev.fairlead.spi.image.PushOptions;
import dev.fairlead.spi.image.PushProgress;
import dev.fairlead.spi.image.SaveOptions;
import dev.fairlead.spi.system.PruneReport;
import dev.fairlead.tck.TarSample;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** The images of a fake backend. */
final class FakeImages implements Images {

  private final FakeWorld world;
  private final FakeImageStore store;
  private final FakeRegistries registries;
  private final FakeImageRemoval removal;

  FakeImages(FakeWorld world, FakeImageStore store, FakeRegistries registries) {
    this.world = world;
    this.store = store;
    this.registries = registries;
    this.removal = new FakeImageRemoval(world, store);
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
          FakeImage fetched = registries.fetch(image, options.credentials());
          return Flux.just(
                  PullProgress.of(PullProgress.Phase.RESOLVING, "looking for " + image),
                  PullProgress.of(PullProgress.Phase.DONE, "here"))
              .doOnComplete(() -> store.add(image, fetched));
        });
  }

  @Override
  public Flux<PushProgress> push(ImageReference image, PushOptions options) {
    return world.stream(
        FakeOptions.of(options),
        "push",
        () -> {
          ImageReference id = store.require("push", image);
          registries.store(image, store.image(id), options.credentials());
          return Flux.just(
              PushProgress.of(PushProgress.Phase.UPLOADING, "sending " + image),
              new PushProgress(
                  Optional.empty(),
                  PushProgress.Phase.DONE,
                  "there",
                  OptionalLong.empty(),
                  OptionalLong.empty(),
                  Optional.of(id.canonical())));
        });
  }

  @Override
  public Flux<BuildEvent> build(BuildSpec spec) {
    return world.stream(
        FakeOptions.of(spec), "build", () -> new FakeBuild(world, store, spec).events());
  }

  @Override
  public Mono<ImageInfo> inspect(ImageReference image) {
    return world.call(
        FakeOptions.of(Capability.IMAGE_INSPECT),
        "inspectImage",
        () -> Mono.fromSupplier(() -> info(store.require("inspect", image))));
  }

  private ImageInfo info(ImageReference id) {
    FakeImage image = store.image(id);
    ImageInfo.Builder info =
        ImageInfo.builder(id).configuration(image.configuration()).labels(image.labels());
    store.names(id).forEach(info::reference);
    return info.build();
  }

  @Override
  public Flux<ImageInfo> list(ImageFilter filter) {
    return world.stream(
        FakeOptions.of(Capability.IMAGE_LIST),
        "listImages",
        () -> Flux.fromIterable(store.ids()).map(this::info).filter(info -> matches(info, filter)));
  }

  private static boolean matches(ImageInfo info, ImageFilter filter) {
    boolean named = !info.references().isEmpty();
    boolean naming =
        filter.naming() == ImageFilter.Naming.ANY
            || named == (filter.naming() == ImageFilter.Naming.NAMED);
    return naming
        && FakeImageRemoval.labelled(info.labels(), filter.labels())
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
        () -> Mono.fromRunnable(() -> store.name(target, store.require("tag", source))));
  }

  @Override
  public Flux<ImageRemoval> remove(ImageReference image, ImageInUse inUse) {
    return world.stream(
        FakeOptions.of(Capability.IMAGE_REMOVE), "removeImage", () -> removal.remove(image, inUse));
  }

  @Override
  public Mono<PruneReport> prune(ImagePruneOptions options) {
    return world.call(
        FakeOptions.of(Capability.IMAGE_PRUNE),
        "pruneImages",
        () -> Mono.fromSupplier(() -> removal.prune(options)));
  }

  @Override
  public Flux<ImageHistoryEntry> history(ImageReference image) {
    return world.stream(
        FakeOptions.of(Capability.IMAGE_HISTORY),
        "history",
        () -> {
          ImageReference id = store.require("show the history of", image);
          List<String> newestFirst = new ArrayList<>(store.image(id).history());
          Collections.reverse(newestFirst);
          return Flux.fromIterable(newestFirst).map(FakeImages::step);
        });
  }

  private static ImageHistoryEntry step(String instruction) {
    return new ImageHistoryEntry(
        Optional.empty(), Optional.empty(), instruction, "", OptionalLong.empty(), List.of());
  }

  @Override
  public Flux<ByteBuffer> save(List<ImageReference> images, SaveOptions options) {
    return world.stream(
        FakeOptions.of(options),
        "save",
        () -> {
          Map<ImageReference, FakeImage> wanted = new LinkedHashMap<>();
          images.forEach(name -> wanted.put(name, store.image(store.require("save", name))));
          return FakeArchives.bytes(FakeArchives.pack(wanted));
        });
  }

  @Override
  public Flux<LoadEvent> load(Publisher<ByteBuffer> tar) {
    return world.stream(
        FakeOptions.of(Capability.IMAGE_LOAD),
        "load",
        () ->
            FakeArchives.read(tar)
                .map(FakeArchives::unpack)
                .onErrorMap(
                    IllegalArgumentException.class,
                    e -> world.errors.invalid("load images", String.valueOf(e.getMessage())))
                .flatMapMany(this::loaded));
  }

  private Flux<LoadEvent> loaded(Map<ImageReference, FakeImage> images) {
    if (images.isEmpty()) {
      return Flux.error(world.errors.invalid("load images", "there is none in the archive"));
    }
    return Flux.fromIterable(images.entrySet())
        .map(
            entry -> {
              ImageReference name = entry.getKey();
              if (name.isId()) {
                store.add(entry.getValue());
              } else {
                store.add(name, entry.getValue());
              }
              return new LoadEvent.Loaded(name);
            });
  }

  @Override
  public Mono<ImageInfo> importArchive(Publisher<ByteBuffer> tar, ImportSpec spec) {
    return world.call(
        FakeOptions.of(Capability.IMAGE_IMPORT),
        "importArchive",
        () ->
            FakeArchives.read(tar)
                .onErrorMap(
                    IllegalArgumentException.class,
                    e -> world.errors.invalid("import an image", String.valueOf(e.getMessage())))
                .map(archive -> info(imported(archive, spec))));
  }

  private ImageReference imported(TarSample archive, ImportSpec spec) {
    FakeImage image = FakeImage.from("an archive").withFiles(archive.files());
    for (String change : spec.changes()) {
      image = image.changed(change);
    }
    return spec.target().isPresent() ? store.add(spec.target().get(), image) : store.add(image);
  }
}
