package dev.fairlead.app;

import dev.fairlead.spi.image.ImagePruneOptions;
import dev.fairlead.spi.system.PruneReport;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import reactor.core.publisher.Mono;

/** Removes images that no container uses. */
@Command(name = "prune", description = "Remove images that no container uses.")
final class ImagePruneCommand extends RuntimeCommand {

  @Option(
      names = {"-a", "--all"},
      description = "Those with a name too, not only those without.")
  boolean all;

  @Option(
      names = {"-f", "--force"},
      description = "Don't ask.")
  boolean force;

  @Option(
      names = "--filter",
      paramLabel = "K=V",
      description = "label=K[=V], or until=TIME: only those that are older.")
  List<String> filters = new ArrayList<>();

  @Override
  Mono<Integer> execute(Session session) {
    ImagePruneOptions options = options(Instant.now());
    return Confirmation.of(session, root().terminal(), force, warning())
        .filter(yes -> yes)
        .flatMap(yes -> session.runtime())
        .flatMap(runtime -> runtime.images().prune(options))
        .doOnNext(this::print)
        .thenReturn(ExitCodes.OK);
  }

  private String warning() {
    return "This removes the images that no container uses"
        + (all ? ", also those with a name" : " and that have no name");
  }

  private ImagePruneOptions options(Instant now) {
    ImagePruneOptions options =
        ImagePruneOptions.of(
            all ? ImagePruneOptions.Scope.UNUSED : ImagePruneOptions.Scope.UNNAMED);
    Map<String, String> labels = new LinkedHashMap<>();
    for (String text : filters) {
      int equals = text.indexOf('=');
      String value = equals < 0 ? "" : text.substring(equals + 1);
      switch (equals < 0 ? text : text.substring(0, equals)) {
        case "label" -> {
          int end = value.indexOf('=');
          labels.put(
              end < 0 ? value : value.substring(0, end), end < 0 ? "" : value.substring(end + 1));
        }
        case "until" -> options = options.withCreatedBefore(DurationSyntax.instant(value, now));
        default ->
            throw new IllegalArgumentException(
                "'" + text + "' is not a filter; use label= or until=");
      }
    }
    return options.withLabels(labels);
  }

  private void print(PruneReport report) {
    if (output().json()) {
      output()
          .document(
              new Document()
                  .with("removed", report.removed())
                  .with("reclaimedBytes", report.reclaimedBytes())
                  .fields());
    } else {
      report.removed().forEach(output()::line);
      if (report.reclaimedBytes().isPresent()) {
        output().line("Reclaimed: " + ImageView.size(report.reclaimedBytes()));
      }
    }
  }
}
