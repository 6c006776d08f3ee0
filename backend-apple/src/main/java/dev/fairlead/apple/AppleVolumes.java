package dev.fairlead.apple;

import dev.fairlead.spi.container.Ownership;
import dev.fairlead.spi.error.ConflictException;
import dev.fairlead.spi.error.NotFoundException;
import dev.fairlead.spi.system.PruneReport;
import dev.fairlead.spi.volume.VolumeFilter;
import dev.fairlead.spi.volume.VolumeInfo;
import dev.fairlead.spi.volume.VolumePruneOptions;
import dev.fairlead.spi.volume.VolumeSharing;
import dev.fairlead.spi.volume.VolumeSpec;
import dev.fairlead.spi.volume.Volumes;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Volumes of Apple's program (reference, sections 2.5 and 3.3). */
final class AppleVolumes implements Volumes {

  private final Program program;
  private final Snapshots snapshots;
  private final Closing closing;

  AppleVolumes(Program program, Snapshots snapshots, Closing closing) {
    this.program = program;
    this.snapshots = snapshots;
    this.closing = closing;
  }

  @Override
  public String backend() {
    return AppleProvider.ID;
  }

  @Override
  public Mono<VolumeInfo> create(VolumeSpec spec) {
    String operation = "create volume " + spec.name();
    return closing.guard(
        operation,
        Mono.defer(
            () -> {
              Optional<String> wrong = refusal(spec);
              if (wrong.isPresent()) {
                return Mono.error(AppleErrors.invalid(operation, wrong.get(), "leave it out"));
              }
              Map<String, String> labels = new TreeMap<>(spec.labels());
              labels.putAll(
                  Ownership.marks(spec.canonicalFields(), spec.labels(), Clock.systemUTC()));
              return program
                  .run(operation, spec.name(), StoreArguments.volume(spec, labels))
                  .then(inspect(spec.name()))
                  .onErrorResume(ConflictException.class, taken -> existing(operation, spec));
            }));
  }

  private static Optional<String> refusal(VolumeSpec spec) {
    if (spec.driver().filter(driver -> !driver.equals("local")).isPresent()) {
      return Optional.of("local is the only driver");
    }
    return spec.sharing() != VolumeSharing.RUNTIME_DEFAULT
        ? Optional.of("a volume is for one running container at a time, always")
        : Optional.empty();
  }

  private Mono<VolumeInfo> existing(String operation, VolumeSpec spec) {
    return inspect(spec.name())
        .flatMap(
            there -> {
              List<String> differing =
                  Ownership.differences(spec.canonicalFields(), there.labels());
              return differing.isEmpty()
                  ? Mono.just(there)
                  : Mono.error(
                      new ConflictException(
                          differing,
                          AppleErrors.context(operation).withResource(spec.name()),
                          "volume "
                              + spec.name()
                              + " exists and differs in "
                              + String.join(", ", differing),
                          null));
            });
  }

  @Override
  public Mono<VolumeInfo> inspect(String name) {
    Objects.requireNonNull(name, "name");
    String operation = "inspect volume " + name;
    return closing.guard(
        operation,
        program
            .objects(operation, name, Invocation.of("volume", "inspect", name))
            .flatMap(found -> Mono.justOrEmpty(found.stream().findFirst()))
            .map(VolumeReader::read));
  }

  private Flux<Fields> all(String operation) {
    return program
        .objects(operation, null, Invocation.of("volume", "list", "--format", "json"))
        .flatMapIterable(found -> found);
  }

  @Override
  public Flux<VolumeInfo> list(VolumeFilter filter) {
    Objects.requireNonNull(filter, "filter");
    String operation = "list volumes";
    return closing.guard(
        operation,
        Mono.zip(all(operation).map(VolumeReader::read).collectList(), users(operation))
            .flatMapIterable(
                both ->
                    both.getT1().stream()
                        .filter(volume -> matches(volume, filter, both.getT2()))
                        .toList()));
  }

  /** The program does not tell who uses a volume; its containers do. */
  private Mono<Map<String, String>> users(String operation) {
    return snapshots
        .all(operation)
        .map(
            containers -> {
              Map<String, String> users = new HashMap<>();
              containers
                  .values()
                  .forEach(
                      container ->
                          container.volumes().forEach(name -> users.put(name, container.id())));
              return users;
            });
  }

  private static boolean matches(
      VolumeInfo volume, VolumeFilter filter, Map<String, String> users) {
    boolean used = users.containsKey(volume.name());
    return (filter.names().isEmpty() || filter.names().contains(volume.name()))
        && StoreLabels.match(volume.labels(), filter.labels())
        && (filter.usage() == VolumeFilter.Usage.ANY
            || used == (filter.usage() == VolumeFilter.Usage.USED));
  }

  @Override
  public Mono<Void> remove(String name) {
    Objects.requireNonNull(name, "name");
    String operation = "remove volume " + name;
    return closing.guard(
        operation,
        users(operation)
            .flatMap(
                users ->
                    users.containsKey(name)
                        ? Mono.error(
                            AppleErrors.conflict(
                                operation,
                                name,
                                "container " + users.get(name) + " refers to volume " + name,
                                "fairlead rm " + users.get(name)))
                        : delete(operation, name)));
  }

  private Mono<Void> delete(String operation, String name) {
    return program
        .run(operation, name, Invocation.of("volume", "delete", name))
        .onErrorResume(NotFoundException.class, gone -> Mono.empty())
        .then();
  }

  @Override
  public Mono<PruneReport> prune(VolumePruneOptions options) {
    Objects.requireNonNull(options, "options");
    String operation = "prune volumes";
    return closing.guard(
        operation,
        Mono.zip(all(operation).collectList(), users(operation))
            .flatMapMany(
                both ->
                    Flux.fromIterable(both.getT1())
                        .filter(
                            volume ->
                                options.scope() == VolumePruneOptions.Scope.UNUSED
                                    || VolumeReader.isAnonymous(volume))
                        .map(VolumeReader::read)
                        .filter(volume -> !both.getT2().containsKey(volume.name()))
                        .filter(volume -> StoreLabels.match(volume.labels(), options.labels())))
            .concatMap(volume -> delete(operation, volume.name()).thenReturn(volume.name()), 1)
            .collectList()
            .map(removed -> new PruneReport(removed, OptionalLong.empty())));
  }
}
