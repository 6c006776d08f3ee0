package dev.fairlead.engine.image;

import dev.fairlead.engine.EngineCall;
import dev.fairlead.engine.EngineClient;
import dev.fairlead.engine.JsonObject;
import dev.fairlead.spi.Capability;
import dev.fairlead.spi.Refusal;
import dev.fairlead.spi.error.InvalidSpecException;
import dev.fairlead.spi.image.ImageFilter;
import dev.fairlead.spi.image.ImageInUse;
import dev.fairlead.spi.image.ImageInfo;
import dev.fairlead.spi.image.ImageReference;
import dev.fairlead.spi.image.ImageRemoval;
import dev.fairlead.spi.image.Images;
import dev.fairlead.spi.image.PullOptions;
import dev.fairlead.spi.image.PullProgress;
import dev.fairlead.spi.image.RegistryTransport;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * The images of a daemon that speaks the Engine API: pull, inspect, list, tag and remove. What else
 * there is in the contract is refused. May be used by many threads.
 */
public final class EngineImages implements Images {

  private static final int NOT_FOUND = 404;

  private final EngineClient client;

  /**
   * Creates the facet.
   *
   * @param client calls the daemon
   */
  public EngineImages(EngineClient client) {
    this.client = Objects.requireNonNull(client, "client");
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
    return Flux.defer(() -> new Pull(client, image, options, this::inspect).steps());
  }

  @Override
  public Mono<ImageInfo> inspect(ImageReference image) {
    Objects.requireNonNull(image, "image");
    EngineCall call =
        about(client.get("inspect image " + image, "/images/{}/json", path(image)), image);
    return client.object(call).map(ImageMapper::inspected);
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
    EngineCall call =
        about(client.post(operation, "/images/{}/tag", path(source)), source)
            .query("repo", target.name())
            .query("tag", target.effectiveTag());
    return client.send(call).then();
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

  /** A name in full, or with its digest alone: daemons do not find one with tag and digest. */
  private static String path(ImageReference image) {
    Optional<String> digest = image.digest();
    return digest.isPresent() ? image.name() + "@" + digest.get() : image.canonical();
  }

  private static EngineCall about(EngineCall call, ImageReference image) {
    return call.about(image.toString());
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
