package dev.fairlead.app;

import dev.fairlead.spi.image.ImageFilter;
import dev.fairlead.spi.image.ImageInfo;
import java.time.Instant;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import reactor.core.publisher.Mono;

/** Lists images. */
@Command(name = "ls", aliases = "list", description = "List images.")
final class ImageListCommand extends RuntimeCommand {

  @Option(
      names = {"-q", "--quiet"},
      description = "Ids only.")
  boolean quiet;

  @Mixin FormatOption format = new FormatOption();

  @Override
  Mono<Integer> execute(Session session) {
    ImageColumns.columns().check(format);
    return session
        .runtime()
        .flatMap(runtime -> runtime.images().list(ImageFilter.all()).collectList())
        .doOnNext(this::print)
        .thenReturn(ExitCodes.OK);
  }

  private void print(List<ImageInfo> images) {
    Output output = output();
    if (output.json() && !format.given()) {
      output.document(images.stream().map(image -> ImageView.document(image).fields()).toList());
    } else if (quiet && !format.given()) {
      images.forEach(image -> output.line(image.id().toString()));
    } else {
      ImageColumns.columns().print(output, format, ImageColumns.named(images, Instant.now()));
    }
  }
}
