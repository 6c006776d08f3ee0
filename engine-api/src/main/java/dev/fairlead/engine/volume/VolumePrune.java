package dev.fairlead.engine.volume;

import dev.fairlead.engine.EngineClient;
import dev.fairlead.engine.EngineFilters;
import dev.fairlead.spi.error.ConflictException;
import dev.fairlead.spi.system.PruneReport;
import dev.fairlead.spi.volume.VolumeInfo;
import dev.fairlead.spi.volume.VolumePruneOptions;
import java.util.OptionalLong;
import java.util.function.Function;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Removes what nobody uses. {@code POST /volumes/prune} takes named volumes too before API 1.42,
 * and only those without a name from then on unless the filter {@code all} is set, which older
 * daemons and Podman do not know. Where it would do the wrong thing, volumes are removed one by
 * one.
 */
final class VolumePrune {

  private final EngineClient client;
  private final Function<VolumePruneOptions, Flux<VolumeInfo>> unused;
  private final Function<String, Mono<Void>> remove;

  VolumePrune(
      EngineClient client,
      Function<VolumePruneOptions, Flux<VolumeInfo>> unused,
      Function<String, Mono<Void>> remove) {
    this.client = client;
    this.unused = unused;
    this.remove = remove;
  }

  Mono<PruneReport> prune(VolumePruneOptions options) {
    boolean all = options.scope() == VolumePruneOptions.Scope.UNUSED;
    boolean onlyAll = !client.dialect().pruneKnowsAll(client.api());
    if (onlyAll && (!all || client.dialect().volumeFiltersAreAlternatives())) {
      return oneByOne(options, all);
    }
    EngineFilters filters = EngineFilters.none().labels(options.labels());
    return natively(all && !onlyAll ? filters.with("all", "true") : filters);
  }

  private Mono<PruneReport> natively(EngineFilters filters) {
    return client
        .object(
            client
                .post("prune volumes", "/volumes/prune")
                .query("filters", filters.json())
                .lasting())
        .map(json -> new PruneReport(json.texts("VolumesDeleted"), json.number("SpaceReclaimed")));
  }

  private Mono<PruneReport> oneByOne(VolumePruneOptions options, boolean all) {
    return unused
        .apply(options)
        .filter(volume -> all || VolumeMapper.anonymous(volume))
        .concatMap(
            volume ->
                remove
                    .apply(volume.name())
                    .thenReturn(volume.name())
                    .onErrorResume(ConflictException.class, used -> Mono.empty()),
            1)
        .collectList()
        .map(removed -> new PruneReport(removed, OptionalLong.empty()));
  }
}
