package dev.fairlead.app;

import dev.fairlead.spi.image.ImageFilter;
import dev.fairlead.spi.image.ImageInfo;
import dev.fairlead.spi.image.ImageReference;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import reactor.core.publisher.Mono;

/** Lists images. */
@Command(name = "ls", aliases = "list", description = "List images.")
final class ImageListCommand extends RuntimeCommand {

  @Option(
      names = {"-q", "--quiet"},
      description = "Ids only.")
  boolean quiet;

  @Option(names = "--no-trunc", description = "Do not shorten ids.")
  boolean whole;

  @Option(
      names = {"-f", "--filter"},
      paramLabel = "K=V",
      description = "label=K[=V], dangling=true|false or reference=NAME.")
  List<String> filters = new ArrayList<>();

  @Parameters(
      arity = "0..1",
      paramLabel = "IMAGE",
      description = "Only this name; all its tags if none is written.")
  @Nullable String name;

  @Mixin FormatOption format = new FormatOption();

  @Override
  boolean onlyLooks() {
    return true;
  }

  @Override
  Mono<Integer> execute(Session session) {
    ImageColumns.columns().check(format);
    ImageFilter filter = filter();
    return session
        .runtime()
        .flatMap(runtime -> runtime.images().list(filter).collectList())
        .doOnNext(images -> print(images, filter.reference()))
        .thenReturn(ExitCodes.OK);
  }

  private ImageFilter filter() {
    Filters given = Filters.parse(filters, "dangling", "reference");
    Set<String> names = new LinkedHashSet<>(given.any("reference"));
    if (name != null) {
      names.add(name);
    }
    if (names.size() > 1) {
      throw new IllegalArgumentException("only one name can be looked for, not " + names);
    }
    ImageFilter filter = ImageFilter.all().withLabels(given.labels());
    for (String dangling : given.any("dangling")) {
      filter = filter.withNaming(naming(dangling));
    }
    for (String wanted : names) {
      filter = filter.withReference(ImageReference.parse(wanted));
    }
    return filter;
  }

  private static ImageFilter.Naming naming(String dangling) {
    return switch (dangling) {
      case "true" -> ImageFilter.Naming.UNNAMED;
      case "false" -> ImageFilter.Naming.NAMED;
      default -> throw new IllegalArgumentException("write dangling=true or dangling=false");
    };
  }

  private void print(List<ImageInfo> images, Optional<ImageReference> wanted) {
    Output output = output();
    if (output.json() && !format.given()) {
      output.document(images.stream().map(image -> ImageView.document(image).fields()).toList());
    } else if (quiet && !format.given()) {
      images.forEach(image -> output.line(image.id().toString()));
    } else {
      ImageColumns.columns()
          .print(output, format, ImageColumns.named(images, wanted, whole, Instant.now()));
    }
  }
}
