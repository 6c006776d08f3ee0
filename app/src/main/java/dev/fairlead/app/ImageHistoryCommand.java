package dev.fairlead.app;

import dev.fairlead.spi.image.ImageHistoryEntry;
import java.time.Instant;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import reactor.core.publisher.Mono;

/** Tells how an image was made, the newest step first. */
@Command(name = "history", description = "Tell how an image was made, the newest step first.")
final class ImageHistoryCommand extends RuntimeCommand {

  private static final List<String> HEADING =
      List.of("IMAGE", "CREATED", "CREATED BY", "SIZE", "COMMENT");
  private static final int SHOWN = 45;

  @Option(
      names = {"-q", "--quiet"},
      description = "Ids only, of the steps that have one.")
  boolean quiet;

  @Option(names = "--no-trunc", description = "Do not shorten ids and instructions.")
  boolean whole;

  @Parameters(paramLabel = "IMAGE", description = "Name or id.")
  String image = "";

  @Override
  boolean onlyLooks() {
    return true;
  }

  @Override
  Mono<Integer> execute(Session session) {
    return session
        .runtime()
        .flatMap(
            runtime ->
                ImageArgument.of(runtime.images(), image)
                    .flatMapMany(runtime.images()::history)
                    .collectList())
        .doOnNext(this::print)
        .thenReturn(ExitCodes.OK);
  }

  private void print(List<ImageHistoryEntry> steps) {
    Output output = output();
    if (output.json()) {
      output.document(steps.stream().map(step -> document(step).fields()).toList());
    } else if (quiet) {
      steps.stream()
          .flatMap(step -> step.id().stream())
          .forEach(id -> output.line(ImageView.id(id, whole)));
    } else {
      Instant now = Instant.now();
      output.table(HEADING, steps.stream().map(step -> row(step, now)).toList());
    }
  }

  private static Document document(ImageHistoryEntry step) {
    return new Document()
        .with("id", step.id())
        .with("createdAt", step.created())
        .with("createdBy", step.createdBy())
        .with("comment", step.comment())
        .with("sizeBytes", step.sizeBytes())
        .with("references", step.tags());
  }

  private List<String> row(ImageHistoryEntry step, Instant now) {
    String by = step.createdBy().strip().replaceAll("\\s+", " ");
    return List.of(
        step.id().map(id -> ImageView.id(id, whole)).orElse("<missing>"),
        step.created().map(time -> Elapsed.ago(time, now)).orElse(""),
        whole || by.length() <= SHOWN ? by : by.substring(0, SHOWN - 1) + "…",
        ImageView.size(step.sizeBytes()),
        step.comment().strip().replaceAll("\\s+", " "));
  }
}
