package dev.fairlead.app;

import dev.fairlead.spi.container.Platform;
import dev.fairlead.spi.image.ImageInfo;
import dev.fairlead.spi.image.ImageReference;
import dev.fairlead.spi.image.ImportSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import reactor.core.publisher.Mono;

/** Makes an image of the archive of a file system. */
@Command(name = "import", description = "Make an image of the archive of a file system.")
final class ImageImportCommand extends RuntimeCommand {

  @Option(
      names = {"-c", "--change"},
      paramLabel = "INSTRUCTION",
      description = "Dockerfile instruction that is applied, for example 'CMD [\"sh\"]'.")
  List<String> changes = new ArrayList<>();

  @Option(
      names = {"-m", "--message"},
      paramLabel = "TEXT",
      description = "A comment for its history.")
  @Nullable String message;

  @Option(names = "--platform", paramLabel = "OS/ARCH", description = "What it runs on.")
  @Nullable String platform;

  @Parameters(index = "0", paramLabel = "FILE", description = "The archive; - is standard input.")
  String file = "";

  @Parameters(index = "1", arity = "0..1", paramLabel = "NAME", description = "Name of the image.")
  @Nullable String name;

  @Override
  Mono<Integer> execute(Session session) {
    ImportSpec wanted =
        new ImportSpec(
            Optional.ofNullable(name).map(ImageReference::parse),
            changes,
            Optional.ofNullable(message),
            Optional.ofNullable(platform).map(Platform::parse));
    return session
        .runtime()
        .flatMap(
            runtime -> runtime.images().importArchive(ArchiveInput.open(session, file), wanted))
        .doOnNext(this::print)
        .thenReturn(ExitCodes.OK);
  }

  private void print(ImageInfo image) {
    if (output().json()) {
      output().document(ImageView.document(image).fields());
    } else {
      output().line(image.id().canonical());
    }
  }
}
