package dev.fairlead.app;

import dev.fairlead.spi.container.Platform;
import dev.fairlead.spi.image.SaveOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Packs images into one archive. */
@Command(name = "save", description = "Pack images into one archive.")
final class ImageSaveCommand extends RuntimeCommand {

  /** Takes {@code -o}. */
  final ArchiveOutput archive = new ArchiveOutput();

  @Option(
      names = "--platform",
      paramLabel = "OS/ARCH",
      description = "This platform alone of an image that has several.")
  @Nullable String platform;

  @Option(
      names = "--layout",
      paramLabel = "LAYOUT",
      description = "docker or oci (default: the runtime's own)")
  SaveOptions.@Nullable Layout layout;

  @Option(
      names = {"-q", "--quiet"},
      description = "No progress.")
  boolean quiet;

  @Parameters(arity = "1..*", paramLabel = "IMAGE", description = "Names or ids.")
  List<String> names = new ArrayList<>();

  @Override
  Mono<Integer> execute(Session session) {
    SaveOptions defaults = SaveOptions.defaults();
    SaveOptions chosen = layout == null ? defaults : defaults.withLayout(layout);
    SaveOptions options = platform == null ? chosen : chosen.withPlatform(Platform.parse(platform));
    return session
        .runtime()
        .flatMap(
            runtime ->
                Flux.fromIterable(names)
                    .concatMap(name -> ImageArgument.of(runtime.images(), name))
                    .collectList()
                    .flatMap(
                        images ->
                            archive.write(
                                session,
                                runtime.images().save(images, options),
                                target -> runtime.images().saveTo(images, options, target),
                                quiet)))
        .doOnNext(this::print)
        .thenReturn(ExitCodes.OK);
  }

  private void print(OptionalLong bytes) {
    if (bytes.isPresent() && output().json()) {
      output()
          .document(
              new Document()
                  .with("file", archive.file())
                  .with("images", names)
                  .with("sizeBytes", bytes)
                  .fields());
    }
  }
}
