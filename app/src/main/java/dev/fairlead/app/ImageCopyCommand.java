package dev.fairlead.app;

import dev.fairlead.core.ContainerRuntime;
import dev.fairlead.spi.container.Platform;
import dev.fairlead.spi.image.ImageInfo;
import dev.fairlead.spi.image.ImageReference;
import dev.fairlead.spi.image.LoadEvent;
import dev.fairlead.spi.image.SaveOptions;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Copies images from one runtime into another. What the one packs goes straight to the other: no
 * more of it is held than the two connections do, and nothing is written to a disk of this machine.
 */
@Command(
    name = "copy",
    description = {
      "Copy images from one runtime into another.",
      "RUNTIME is a name, an endpoint, or both: docker, tcp://127.0.0.1:2375,"
          + " podman@unix:///run/podman/podman.sock"
    })
final class ImageCopyCommand extends RuntimeCommand {

  @Option(
      names = "--from",
      paramLabel = "RUNTIME",
      description = "Where the images are (default: as -r and -H say)")
  @Nullable String from;

  @Option(names = "--to", required = true, paramLabel = "RUNTIME", description = "Where they go.")
  String to = "";

  @Option(
      names = "--platform",
      paramLabel = "OS/ARCH",
      description = "This platform alone of an image that has several.")
  @Nullable String platform;

  @Option(
      names = {"-q", "--quiet"},
      description = "Only the images' names.")
  boolean quiet;

  @Parameters(arity = "1..*", paramLabel = "IMAGE", description = "Names or ids.")
  List<String> names = new ArrayList<>();

  @Override
  Mono<Integer> execute(Session session) {
    Mono<ContainerRuntime> source =
        from == null ? session.runtime() : session.open(RuntimeSyntax.selection(from));
    Mono<ContainerRuntime> target = session.open(RuntimeSyntax.selection(to));
    return Mono.zip(source, target)
        .flatMapMany(both -> copy(session, both.getT1(), both.getT2()))
        .then(Mono.just(ExitCodes.OK));
  }

  private Flux<ImageInfo> copy(Session session, ContainerRuntime source, ContainerRuntime target) {
    SaveOptions defaults = SaveOptions.defaults();
    SaveOptions options =
        platform == null ? defaults : defaults.withPlatform(Platform.parse(platform));
    return Flux.fromIterable(names)
        .concatMap(name -> ImageArgument.of(source.images(), name))
        // Asked for before the archive is, so that what is not there is told by its name.
        .concatMap(image -> source.images().inspect(image).thenReturn(image))
        .collectList()
        .flatMapMany(
            images ->
                HubNames.of(source.images(), images, target.images())
                    .flatMapMany(
                        hub ->
                            transfer(session, source.images().save(images, options), target, hub)));
  }

  private Flux<ImageInfo> transfer(
      Session session, Flux<ByteBuffer> archive, ContainerRuntime target, HubNames hub) {
    return Flux.using(
        () -> TransferView.of(session, !quiet && !output().json()),
        view ->
            target
                .images()
                .load(counted(archive, view))
                .ofType(LoadEvent.Loaded.class)
                .concatMap(loaded -> hub.restore(loaded.image()))
                .concatMap(
                    name ->
                        target.images().inspect(name).doOnNext(image -> print(view, name, image))),
        TransferView::close);
  }

  private static Flux<ByteBuffer> counted(Flux<ByteBuffer> archive, TransferView view) {
    AtomicLong bytes = new AtomicLong();
    return archive.doOnNext(
        part ->
            view.step(
                Optional.empty(),
                "Copied",
                OptionalLong.of(bytes.addAndGet(part.remaining())),
                OptionalLong.empty()));
  }

  private void print(TransferView view, ImageReference name, ImageInfo image) {
    if (output().json()) {
      output()
          .element(
              new Document().with("image", name).with("id", image.id()).with("to", to).fields());
    } else {
      view.close();
      output().line(quiet ? name.familiar() : "Copied image: " + name.familiar());
    }
  }
}
