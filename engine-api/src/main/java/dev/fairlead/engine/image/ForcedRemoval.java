package dev.fairlead.engine.image;

import dev.fairlead.engine.EngineCall;
import dev.fairlead.engine.EngineClient;
import dev.fairlead.engine.EngineFilters;
import dev.fairlead.spi.error.ConflictException;
import dev.fairlead.spi.error.NotFoundException;
import dev.fairlead.spi.image.ImageInfo;
import dev.fairlead.spi.image.ImageReference;
import dev.fairlead.spi.image.ImageRemoval;
import java.util.List;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Removes an image that containers use, from a Podman: its own force takes the containers with the
 * image. So the names are taken away by {@code POST /libpod/images/{name}/untag}, and what has none
 * left is removed without force, which fails while stopped containers use it: then it stays without
 * a name, as with Docker.
 */
final class ForcedRemoval {

  private final EngineClient client;
  private final ImageReference image;
  private final String operation;

  ForcedRemoval(EngineClient client, ImageReference image) {
    this.client = client;
    this.image = image;
    this.operation = "remove image " + image;
  }

  Flux<ImageRemoval> run() {
    return client
        .object(call(client.get(operation, "/images/{}/json", EngineImages.path(image))))
        .map(ImageMapper::inspected)
        .flatMapMany(info -> running(info).thenMany(Flux.defer(() -> remove(info))))
        .onErrorResume(NotFoundException.class, gone -> Flux.empty());
  }

  private EngineCall call(EngineCall prepared) {
    return prepared.about(image.toString());
  }

  /** An error if a container that uses it runs. */
  private Mono<Void> running(ImageInfo info) {
    EngineCall call =
        call(
            client
                .get(operation, "/containers/json")
                .query("filters", EngineFilters.none().with("ancestor", id(info)).json()));
    return client
        .objects(call, json -> json.texts("Names").stream().findFirst().orElse(""))
        .flatMap(
            names ->
                names.isEmpty()
                    ? Mono.empty()
                    : Mono.error(
                        () ->
                            new ConflictException(
                                call.context().withRemedy("fairlead stop " + plain(names)),
                                "it is in use by " + plain(names) + ", which runs",
                                null)));
  }

  private static String plain(List<String> names) {
    return String.join(" ", names.stream().map(name -> name.replaceFirst("^/", "")).toList());
  }

  private Flux<ImageRemoval> remove(ImageInfo info) {
    List<ImageReference> names =
        image.isId()
            ? info.references()
            : info.references().stream()
                .filter(name -> name.canonical().equals(image.canonical()))
                .toList();
    Flux<ImageRemoval> untagged = Flux.fromIterable(names).concatMap(name -> untag(info, name), 1);
    return names.size() < info.references().size()
        ? untagged
        : untagged.concatWith(Flux.defer(() -> delete(info)));
  }

  private Mono<ImageRemoval> untag(ImageInfo info, ImageReference name) {
    EngineCall call =
        call(client.post(operation, "/libpod/images/{}/untag", id(info)))
            .query("repo", name.name())
            .query("tag", name.effectiveTag());
    return client.send(call).thenReturn(new ImageRemoval(ImageRemoval.Kind.UNTAGGED, name));
  }

  private Flux<ImageRemoval> delete(ImageInfo info) {
    return client
        .objects(call(client.delete(operation, "/images/{}", id(info))))
        .flatMapIterable(gone -> gone)
        .mapNotNull(gone -> ImageMapper.removal(gone).orElse(null))
        .onErrorResume(ConflictException.class, stoppedOnesUseIt -> Flux.empty());
  }

  private static String id(ImageInfo info) {
    return info.id().toString().replaceFirst("^sha256:", "");
  }
}
