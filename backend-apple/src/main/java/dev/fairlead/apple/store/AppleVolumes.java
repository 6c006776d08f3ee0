package dev.fairlead.apple.store;

import dev.fairlead.apple.program.AppleErrors;
import dev.fairlead.apple.program.AppleProgram;
import dev.fairlead.apple.program.Closing;
import dev.fairlead.apple.program.Program;
import dev.fairlead.apple.state.AppleContainer;
import dev.fairlead.apple.state.Snapshots;
import dev.fairlead.apple.state.StoreLabels;
import dev.fairlead.spi.system.PruneReport;
import dev.fairlead.spi.volume.VolumeFilter;
import dev.fairlead.spi.volume.VolumeInfo;
import dev.fairlead.spi.volume.VolumePruneOptions;
import dev.fairlead.spi.volume.VolumeSharing;
import dev.fairlead.spi.volume.VolumeSpec;
import dev.fairlead.spi.volume.Volumes;
import java.util.Objects;
import java.util.Optional;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Volumes of Apple's program (reference, sections 2.5 and 3.3). */
public final class AppleVolumes implements Volumes {

  private static final long LEAST_BYTES = 1L << 20;

  private final NamedStore<VolumeInfo> store;
  private final Closing closing;

  /**
   * Makes the facet.
   *
   * @param program by which it works
   * @param snapshots tells who uses a volume
   * @param closing ends what is under way
   */
  public AppleVolumes(Program program, Snapshots snapshots, Closing closing) {
    this.store =
        new NamedStore<>(
            new NamedStore.Sort<>(
                "volume",
                (answer, containers) -> VolumeReader.read(answer),
                VolumeInfo::name,
                VolumeInfo::labels,
                AppleContainer::volumes),
            program,
            snapshots);
    this.closing = closing;
  }

  @Override
  public String backend() {
    return AppleProgram.ID;
  }

  @Override
  public Mono<VolumeInfo> create(VolumeSpec spec) {
    String operation = "create volume " + spec.name();
    Optional<String> wrong = refusal(spec);
    return closing.guard(
        operation,
        wrong.isPresent()
            ? Mono.error(() -> AppleErrors.invalid(operation, wrong.get(), "leave it out"))
            : store.create(
                operation,
                new NamedStore.Making(
                    spec.name(),
                    spec.canonicalFields(),
                    spec.labels(),
                    labels -> StoreArguments.volume(spec, labels))));
  }

  private static Optional<String> refusal(VolumeSpec spec) {
    if (spec.driver().filter(driver -> !driver.equals("local")).isPresent()) {
      return Optional.of("local is the only driver");
    }
    if (spec.sizeBytes().isPresent() && spec.sizeBytes().getAsLong() < LEAST_BYTES) {
      return Optional.of("a volume has at least 1 MiB, and 512 GiB where no size is asked for");
    }
    return spec.sharing() != VolumeSharing.RUNTIME_DEFAULT
        ? Optional.of("a volume is for one running container at a time, always")
        : Optional.empty();
  }

  @Override
  public Mono<VolumeInfo> inspect(String name) {
    Objects.requireNonNull(name, "name");
    String operation = "inspect volume " + name;
    return closing.guard(operation, store.find(operation, name));
  }

  @Override
  public Flux<VolumeInfo> list(VolumeFilter filter) {
    Objects.requireNonNull(filter, "filter");
    String operation = "list volumes";
    return closing.guard(
        operation,
        store.all(
            operation,
            (volume, used) ->
                (filter.names().isEmpty() || filter.names().contains(volume.name()))
                    && StoreLabels.match(volume.labels(), filter.labels())
                    && (filter.usage() == VolumeFilter.Usage.ANY
                        || used == (filter.usage() == VolumeFilter.Usage.USED))));
  }

  @Override
  public Mono<Void> remove(String name) {
    Objects.requireNonNull(name, "name");
    String operation = "remove volume " + name;
    return closing.guard(operation, store.remove(operation, name));
  }

  @Override
  public Mono<PruneReport> prune(VolumePruneOptions options) {
    Objects.requireNonNull(options, "options");
    String operation = "prune volumes";
    return closing.guard(
        operation,
        store.prune(
            operation,
            volume ->
                (options.scope() == VolumePruneOptions.Scope.UNUSED
                        || VolumeReader.isAnonymous(volume.labels()))
                    && StoreLabels.match(volume.labels(), options.labels())));
  }
}
