package dev.fairlead.engine.volume;

import dev.fairlead.engine.EngineCall;
import dev.fairlead.engine.EngineClient;
import dev.fairlead.engine.EngineFilters;
import dev.fairlead.spi.error.ConflictException;
import dev.fairlead.spi.error.ContainerException;
import dev.fairlead.spi.system.PruneReport;
import dev.fairlead.spi.volume.VolumeFilter;
import dev.fairlead.spi.volume.VolumeInfo;
import dev.fairlead.spi.volume.VolumePruneOptions;
import dev.fairlead.spi.volume.VolumeSpec;
import dev.fairlead.spi.volume.Volumes;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * The volumes of a daemon that speaks the Engine API. May be used by many threads.
 *
 * <p>Cancelling a creation does not take it back: the daemon may have made the volume, and the same
 * creation returns it.
 */
public final class EngineVolumes implements Volumes {

  private final EngineClient client;
  private final VolumeCreation creation;

  /**
   * Creates the facet.
   *
   * @param client calls the daemon
   * @param clock tells when a volume was made, for its marks
   */
  public EngineVolumes(EngineClient client, Clock clock) {
    this.client = Objects.requireNonNull(client, "client");
    this.creation = new VolumeCreation(client, Objects.requireNonNull(clock, "clock"));
  }

  @Override
  public String backend() {
    return client.backend();
  }

  /**
   * {@inheritDoc}
   *
   * <p>Signals {@link dev.fairlead.spi.error.InvalidSpecException} for a size, which the Engine API
   * has no field for: some drivers take one as an option.
   */
  @Override
  public Mono<VolumeInfo> create(VolumeSpec spec) {
    Objects.requireNonNull(spec, "spec");
    return Mono.defer(() -> creation.create(spec));
  }

  @Override
  public Mono<VolumeInfo> inspect(String name) {
    Objects.requireNonNull(name, "name");
    return client.object(
        client.get("inspect volume " + name, "/volumes/{}", name), VolumeMapper::volume);
  }

  @Override
  public Flux<VolumeInfo> list(VolumeFilter filter) {
    Objects.requireNonNull(filter, "filter");
    return list("list volumes", filter);
  }

  private Flux<VolumeInfo> list(String operation, VolumeFilter filter) {
    boolean alternatives = client.dialect().volumeFiltersAreAlternatives();
    EngineFilters filters =
        alternatives ? EngineFilters.none() : EngineFilters.none().labels(filter.labels());
    if (filter.usage() != VolumeFilter.Usage.ANY) {
      filters =
          filters.with("dangling", String.valueOf(filter.usage() == VolumeFilter.Usage.UNUSED));
    }
    // The daemon's filter by name finds parts of names.
    return client
        .object(
            client.get(operation, "/volumes").query("filters", filters.json()),
            json -> json.objects("Volumes").stream().map(VolumeMapper::volume).toList())
        .flatMapIterable(volumes -> volumes)
        .filter(volume -> !alternatives || hasAll(volume.labels(), filter.labels()))
        .filter(volume -> filter.names().isEmpty() || filter.names().contains(volume.name()));
  }

  private static boolean hasAll(Map<String, String> labels, Map<String, String> wanted) {
    return wanted.entrySet().stream()
        .allMatch(
            label ->
                labels.containsKey(label.getKey())
                    && (label.getValue().isEmpty()
                        || label.getValue().equals(labels.get(label.getKey()))));
  }

  @Override
  public Mono<Void> remove(String name) {
    Objects.requireNonNull(name, "name");
    EngineCall call = client.delete("remove volume " + name, "/volumes/{}", name).accept(404);
    return client
        .send(call)
        .then()
        .onErrorResume(ConflictException.class, conflict -> whoUses(name, conflict, call));
  }

  /** The daemon names the containers by their ids, or not at all. */
  private Mono<Void> whoUses(String name, ConflictException conflict, EngineCall call) {
    EngineFilters filters = EngineFilters.none().with("volume", name);
    return client
        .objects(
            client
                .get("remove volume " + name, "/containers/json")
                .query("all", "1")
                .query("filters", filters.json()),
            json -> json.texts("Names").stream().findFirst().orElse("").replaceFirst("^/", ""))
        .onErrorResume(ContainerException.class, unknown -> Mono.just(List.of()))
        .flatMap(
            users ->
                Mono.error(
                    users.isEmpty()
                        ? conflict
                        : new ConflictException(
                            call.context()
                                .withNativeCode(conflict.context().nativeCode().orElse(null))
                                .withRemedy("fairlead rm " + String.join(" ", users) + " first"),
                            "it is in use by " + String.join(", ", users),
                            conflict)));
  }

  @Override
  public Mono<PruneReport> prune(VolumePruneOptions options) {
    Objects.requireNonNull(options, "options");
    return Mono.defer(() -> new VolumePrune(client, this::unused, this::remove).prune(options));
  }

  private Flux<VolumeInfo> unused(VolumePruneOptions options) {
    return list(
        "prune volumes",
        VolumeFilter.all().withLabels(options.labels()).withUsage(VolumeFilter.Usage.UNUSED));
  }
}
