package dev.fairlead.engine.image;

import dev.fairlead.engine.EngineCall;
import dev.fairlead.engine.EngineClient;
import dev.fairlead.engine.ImageNames;
import dev.fairlead.engine.JsonObject;
import dev.fairlead.engine.registry.RegistryLogin;
import dev.fairlead.engine.registry.RegistryLogins;
import dev.fairlead.spi.Capability;
import dev.fairlead.spi.Refusal;
import dev.fairlead.spi.error.ErrorContext;
import dev.fairlead.spi.error.InvalidSpecException;
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
import dev.fairlead.spi.image.RegistryCredentials;
import dev.fairlead.spi.image.RegistryTransport;
import dev.fairlead.spi.image.SaveOptions;
import dev.fairlead.spi.system.PruneReport;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** The images of a daemon that speaks the Engine API. May be used by many threads. */
public final class EngineImages implements Images {

  private static final int NOT_FOUND = 404;

  private final EngineClient client;
  private final RegistryLogins logins;
  private final ImageNames names;
  private final Archives archives;

  /**
   * Creates the facet of a daemon that takes names as they are written.
   *
   * @param client calls the daemon
   * @param logins where the login for a registry is looked for when a call brings none
   */
  public EngineImages(EngineClient client, RegistryLogins logins) {
    this(client, logins, ImageNames.asWritten());
  }

  /**
   * Creates the facet.
   *
   * @param client calls the daemon
   * @param logins where the login for a registry is looked for when a call brings none
   * @param names tells what names stand for
   */
  public EngineImages(EngineClient client, RegistryLogins logins, ImageNames names) {
    this.names = Objects.requireNonNull(names, "names");
    this.client = Objects.requireNonNull(client, "client");
    this.logins = Objects.requireNonNull(logins, "logins");
    this.archives = new Archives(client);
  }

  @Override
  public String backend() {
    return client.backend();
  }

  @Override
  public Flux<PullProgress> pull(ImageReference image, PullOptions options) {
    Objects.requireNonNull(image, "image");
    Objects.requireNonNull(options, "options");
    if (image.isId()) {
      return Flux.error(() -> needsName("pull " + image, image));
    }
    if (options.transport() == RegistryTransport.INSECURE) {
      return Refusal.flux(
          backend(), Capability.REGISTRY_TRANSPORT, "pull " + image + " without protection");
    }
    return names
        .sources(image)
        .flatMapMany(sources -> new PullSources(image, sources).steps(one -> fetch(one, options)));
  }

  private Flux<PullProgress> fetch(ImageReference image, PullOptions options) {
    return login("pull " + image, image, options.credentials())
        .flatMapMany(login -> new Pull(client, image, options, login, this::look).steps());
  }

  @Override
  public Flux<PushProgress> push(ImageReference image, PushOptions options) {
    Objects.requireNonNull(image, "image");
    Objects.requireNonNull(options, "options");
    if (image.isId() || image.digest().isPresent()) {
      return Flux.error(() -> needsName("push " + image, image));
    }
    if (options.transport() == RegistryTransport.INSECURE) {
      return Refusal.flux(
          backend(), Capability.REGISTRY_TRANSPORT, "push " + image + " without protection");
    }
    return names
        .here(image)
        .flatMapMany(
            here ->
                login("push " + here, here, options.credentials())
                    .flatMapMany(login -> new Push(client, here, options, login).steps()));
  }

  /** That of the call, else the one that is stored. */
  private Mono<Optional<RegistryLogin>> login(
      String operation, ImageReference image, Optional<RegistryCredentials> given) {
    if (given.isPresent()) {
      return Mono.just(Optional.of(new RegistryLogin(given.get(), "this call")));
    }
    ErrorContext asking = ErrorContext.of(backend(), operation).withResource(image.toString());
    return logins.find(asking, image).map(Optional::of).defaultIfEmpty(Optional.empty());
  }

  /**
   * {@inheritDoc}
   *
   * <p>By the daemon's classic builder: what only BuildKit knows, such as {@code RUN --mount}, is
   * an error of its step. Stored logins are sent along, those of the specification before them.
   */
  @Override
  public Flux<BuildEvent> build(BuildSpec spec) {
    String operation = Build.operation(Objects.requireNonNull(spec, "spec"));
    if (spec.transport() == RegistryTransport.INSECURE) {
      return Refusal.flux(
          backend(), Capability.REGISTRY_TRANSPORT, operation + " without protection");
    }
    return logins
        .all(ErrorContext.of(backend(), operation))
        .flatMapMany(stored -> new Build(client, spec, merged(stored, spec), this::look).events());
  }

  private static Map<String, RegistryCredentials> merged(
      Map<String, RegistryLogin> stored, BuildSpec spec) {
    Map<String, RegistryCredentials> logins = new HashMap<>();
    stored.forEach((registry, login) -> logins.put(registry, login.credentials()));
    logins.putAll(spec.credentials());
    return logins;
  }

  @Override
  public Mono<ImageInfo> inspect(ImageReference image) {
    return names.here(Objects.requireNonNull(image, "image")).flatMap(this::look);
  }

  /** Looks at an image by a name that stands for itself. */
  private Mono<ImageInfo> look(ImageReference image) {
    EngineCall call =
        about(client.get("inspect image " + image, "/images/{}/json", path(image)), image);
    return client.object(call).map(ImageMapper::inspected);
  }

  @Override
  public Mono<ImageReference> qualify(ImageReference image) {
    return names.here(Objects.requireNonNull(image, "image"));
  }

  @Override
  public Flux<ImageInfo> list(ImageFilter filter) {
    ImageSelection selection = new ImageSelection(Objects.requireNonNull(filter, "filter"));
    return client
        .objects(client.get("list images", "/images/json").query("filters", selection.query()))
        .flatMapIterable(images -> images)
        .map(ImageMapper::listed)
        .filter(selection::matches);
  }

  @Override
  public Mono<Void> tag(ImageReference source, ImageReference target) {
    Objects.requireNonNull(source, "source");
    String operation = "tag " + source + " as " + Objects.requireNonNull(target, "target");
    if (target.isId() || target.digest().isPresent()) {
      return Mono.error(() -> needsName(operation, target));
    }
    return names
        .here(source)
        .flatMap(
            here ->
                client.send(
                    about(client.post(operation, "/images/{}/tag", path(here)), source)
                        .query("repo", target.name())
                        .query("tag", target.effectiveTag())))
        .then();
  }

  /**
   * {@inheritDoc}
   *
   * <p>{@link ImageInUse#FORCE} on a name takes that name away; on an id, all names of the image.
   */
  @Override
  public Flux<ImageRemoval> remove(ImageReference image, ImageInUse inUse) {
    Objects.requireNonNull(image, "image");
    Objects.requireNonNull(inUse, "inUse");
    return names
        .here(image)
        .flatMapMany(
            here ->
                here.isId() && !image.isId()
                    ? Flux.error(() -> noneOfItsNames(image))
                    : removeHere(here, inUse));
  }

  private Flux<ImageRemoval> removeHere(ImageReference image, ImageInUse inUse) {
    if (inUse == ImageInUse.FORCE && client.dialect().forcedImageRemovalTakesContainers()) {
      return new ForcedRemoval(client, image).run();
    }
    EngineCall call =
        about(client.delete("remove image " + image, "/images/{}", path(image)), image)
            .query("force", inUse == ImageInUse.FORCE ? "1" : "0")
            .accept(NOT_FOUND);
    return client
        .fetch(
            call,
            response ->
                response.status() == NOT_FOUND
                    ? response.bytes(1 << 16).then(Mono.just(List.<JsonObject>of()))
                    : response.bytes(1 << 24).map(JsonObject::readList))
        .flatMapIterable(gone -> gone)
        .mapNotNull(gone -> ImageMapper.removal(gone).orElse(null));
  }

  @Override
  public Mono<PruneReport> prune(ImagePruneOptions options) {
    return new Pruning(client).prune(Objects.requireNonNull(options, "options"));
  }

  @Override
  public Flux<ImageHistoryEntry> history(ImageReference image) {
    return names
        .here(Objects.requireNonNull(image, "image"))
        .flatMap(
            here ->
                client.objects(
                    about(
                        client.get(
                            "show the history of " + image, "/images/{}/history", path(here)),
                        image),
                    ImageMapper::history))
        .flatMapIterable(steps -> steps);
  }

  /**
   * {@inheritDoc}
   *
   * <p>Docker's own layout has a {@code manifest.json}; from Engine 25 (API 1.44) on, the archive
   * has the {@code index.json} of the OCI layout beside it.
   *
   * @throws IllegalArgumentException if no image is given
   */
  @Override
  public Flux<ByteBuffer> save(List<ImageReference> images, SaveOptions options) {
    return saving(images, options, wanted -> archives.save(wanted, options));
  }

  /**
   * {@inheritDoc}
   *
   * @throws IllegalArgumentException if no image is given
   */
  @Override
  public Flux<Long> saveTo(
      List<ImageReference> images, SaveOptions options, WritableByteChannel target) {
    Objects.requireNonNull(target, "target");
    return saving(images, options, wanted -> archives.saveTo(wanted, options, target));
  }

  private <T> Flux<T> saving(
      List<ImageReference> images,
      SaveOptions options,
      Function<List<ImageReference>, Flux<T>> saved) {
    List<ImageReference> wanted = List.copyOf(images);
    if (wanted.isEmpty()) {
      throw new IllegalArgumentException("there is no image to save");
    }
    if (options.layout() != SaveOptions.Layout.RUNTIME_DEFAULT
        && !client.dialect().savesBothLayouts(client.api())) {
      return Refusal.flux(
          backend(),
          Capability.IMAGE_LAYOUT,
          "save " + wanted + " in the layout " + options.layout());
    }
    return Flux.fromIterable(wanted).concatMap(names::here).collectList().flatMapMany(saved);
  }

  @Override
  public Flux<LoadEvent> load(Publisher<ByteBuffer> tar) {
    return archives.load(Objects.requireNonNull(tar, "tar"));
  }

  @Override
  public Flux<LoadEvent> loadFrom(Path archive) {
    return archives.loadFrom(Objects.requireNonNull(archive, "archive"));
  }

  @Override
  public Mono<ImageInfo> importArchive(Publisher<ByteBuffer> tar, ImportSpec spec) {
    Objects.requireNonNull(tar, "tar");
    return archives.importArchive(tar, Objects.requireNonNull(spec, "spec")).flatMap(this::look);
  }

  /** A name in full, or with its digest alone: daemons do not find one with tag and digest. */
  static String path(ImageReference image) {
    Optional<String> digest = image.digest();
    return digest.isPresent() ? image.name() + "@" + digest.get() : image.canonical();
  }

  private static EngineCall about(EngineCall call, ImageReference image) {
    return call.about(image.toString());
  }

  /** Taking the image by its id would take all of its names. */
  private InvalidSpecException noneOfItsNames(ImageReference image) {
    return new InvalidSpecException(
        client
            .get("remove image " + image, "/images/json")
            .about(image.toString())
            .remedy("one of the names that fairlead image inspect " + image + " lists")
            .context(),
        image + " stands for an image that has several names, and is none of them",
        null);
  }

  private InvalidSpecException needsName(String operation, ImageReference image) {
    return new InvalidSpecException(
        client
            .get(operation, "/images/json")
            .about(image.toString())
            .remedy("a name, with a tag if it needs one")
            .context(),
        image + " does not name an image in a registry",
        null);
  }
}
