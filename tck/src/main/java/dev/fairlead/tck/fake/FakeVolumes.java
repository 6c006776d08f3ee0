package dev.fairlead.tck.fake;

import dev.fairlead.spi.Capability;
import dev.fairlead.spi.error.NotFoundException;
import dev.fairlead.spi.system.PruneReport;
import dev.fairlead.spi.volume.VolumeFilter;
import dev.fairlead.spi.volume.VolumeInfo;
import dev.fairlead.spi.volume.VolumePruneOptions;
import dev.fairlead.spi.volume.VolumeSpec;
import dev.fairlead.spi.volume.Volumes;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** The volumes of a fake backend. All of them have a name that somebody gave. */
final class FakeVolumes implements Volumes {

  private final FakeWorld world;

  FakeVolumes(FakeWorld world) {
    this.world = world;
  }

  private static FakeOptions needed() {
    return FakeOptions.of(Capability.VOLUMES);
  }

  @Override
  public String backend() {
    return world.id;
  }

  @Override
  public Mono<VolumeInfo> create(VolumeSpec spec) {
    return world.call(
        needed(), "createVolume", () -> Mono.fromSupplier(() -> world.volumeTable.create(spec)));
  }

  @Override
  public Mono<VolumeInfo> inspect(String name) {
    return world.call(
        needed(),
        "inspectVolume",
        () ->
            Mono.fromSupplier(
                () ->
                    world
                        .volumeTable
                        .find(name)
                        .orElseThrow(
                            () ->
                                world.errors.missing(
                                    NotFoundException.Kind.VOLUME, "inspect volume", name))));
  }

  @Override
  public Flux<VolumeInfo> list(VolumeFilter filter) {
    return world.stream(
        needed(),
        "listVolumes",
        () ->
            Flux.fromIterable(world.volumeTable.all())
                .filter(
                    volume -> filter.names().isEmpty() || filter.names().contains(volume.name()))
                .filter(volume -> FakeLabels.match(volume.labels(), filter.labels()))
                .filter(volume -> used(volume, filter.usage())));
  }

  private boolean used(VolumeInfo volume, VolumeFilter.Usage wanted) {
    return wanted == VolumeFilter.Usage.ANY
        || world.volumeTable.users(volume.name()).isEmpty()
            == (wanted == VolumeFilter.Usage.UNUSED);
  }

  @Override
  public Mono<Void> remove(String name) {
    return world.call(
        needed(), "removeVolume", () -> Mono.fromRunnable(() -> world.volumeTable.remove(name)));
  }

  @Override
  public Mono<PruneReport> prune(VolumePruneOptions options) {
    return world.call(needed(), "pruneVolumes", () -> Mono.fromSupplier(() -> pruneNow(options)));
  }

  private PruneReport pruneNow(VolumePruneOptions options) {
    List<String> removed = new ArrayList<>();
    if (options.scope() == VolumePruneOptions.Scope.UNUSED) {
      for (VolumeInfo volume : world.volumeTable.all()) {
        if (FakeLabels.match(volume.labels(), options.labels())
            && used(volume, VolumeFilter.Usage.UNUSED)) {
          world.volumeTable.remove(volume.name());
          removed.add(volume.name());
        }
      }
    }
    return new PruneReport(removed, OptionalLong.empty());
  }
}
