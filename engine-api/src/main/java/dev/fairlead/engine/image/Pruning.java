package dev.fairlead.engine.image;

import dev.fairlead.engine.EngineCall;
import dev.fairlead.engine.EngineClient;
import dev.fairlead.engine.JsonObject;
import dev.fairlead.spi.image.ImagePruneOptions;
import dev.fairlead.spi.image.ImageReference;
import dev.fairlead.spi.system.PruneReport;
import dev.fairlead.transport.http.Json;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import reactor.core.publisher.Mono;

/** Removes images that no container uses, {@code POST /images/prune?filters=}. */
final class Pruning {

  private static final Duration REMOVING = Duration.ofMinutes(10);

  private final EngineClient client;

  Pruning(EngineClient client) {
    this.client = client;
  }

  Mono<PruneReport> prune(ImagePruneOptions options) {
    Duration usual = client.options().operationTimeout();
    EngineCall call =
        client
            .post("prune images", "/images/prune")
            .query("filters", filters(options))
            .within(usual.compareTo(REMOVING) > 0 ? usual : REMOVING)
            .lasting();
    return client.object(call, Pruning::report);
  }

  private static String filters(ImagePruneOptions options) {
    Map<String, List<String>> filters = new TreeMap<>();
    boolean unnamed = options.scope() == ImagePruneOptions.Scope.UNNAMED;
    filters.put("dangling", List.of(String.valueOf(unnamed)));
    if (!options.labels().isEmpty()) {
      List<String> labels = new ArrayList<>();
      options
          .labels()
          .forEach((name, value) -> labels.add(value.isEmpty() ? name : name + "=" + value));
      filters.put("label", labels);
    }
    options.createdBefore().ifPresent(time -> filters.put("until", List.of(seconds(time))));
    return new String(Json.standard().write(filters), StandardCharsets.UTF_8);
  }

  private static String seconds(Instant time) {
    return String.format(Locale.ROOT, "%d.%09d", time.getEpochSecond(), time.getNano());
  }

  /** Podman's have no algorithm. */
  private static String id(String deleted) {
    return ImageMapper.reference(deleted).map(ImageReference::canonical).orElse(deleted);
  }

  private static PruneReport report(JsonObject answer) {
    return new PruneReport(
        answer.objects("ImagesDeleted").stream()
            .flatMap(
                gone -> Stream.of(gone.text("Untagged"), gone.text("Deleted").map(Pruning::id)))
            .flatMap(Optional::stream)
            .toList(),
        answer.number("SpaceReclaimed"));
  }
}
