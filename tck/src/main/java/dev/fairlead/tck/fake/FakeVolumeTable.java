package dev.fairlead.tck.fake;

import dev.fairlead.spi.container.Mount;
import dev.fairlead.spi.container.Ownership;
import dev.fairlead.spi.volume.VolumeInfo;
import dev.fairlead.spi.volume.VolumeSpec;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** The volumes that exist in a fake world, and who uses them. */
final class FakeVolumeTable {

  private final FakeWorld world;
  private final Map<String, VolumeInfo> volumes = new LinkedHashMap<>();
  private final Map<String, FakeTree> trees = new HashMap<>();

  FakeVolumeTable(FakeWorld world) {
    this.world = world;
  }

  synchronized List<VolumeInfo> all() {
    return List.copyOf(volumes.values());
  }

  synchronized Optional<VolumeInfo> find(String name) {
    return Optional.ofNullable(volumes.get(name));
  }

  /** Makes one that a container mentions, as runtimes do. */
  synchronized void ensure(String name) {
    volumes.computeIfAbsent(name, key -> volume(key, "fake", Map.of(), Map.of()));
  }

  synchronized VolumeInfo create(VolumeSpec spec) {
    VolumeInfo existing = volumes.get(spec.name());
    if (existing != null) {
      List<String> differences = Ownership.differences(spec.canonicalFields(), existing.labels());
      if (!differences.isEmpty()) {
        throw world.errors.differs("create volume", spec.name(), differences);
      }
      return existing;
    }
    Map<String, String> labels = new LinkedHashMap<>(spec.labels());
    labels.putAll(
        Ownership.marks(
            spec.canonicalFields(), spec.labels(), Clock.fixed(world.now(), ZoneOffset.UTC)));
    VolumeInfo made =
        volume(spec.name(), spec.driver().orElse("fake"), labels, spec.driverOptions());
    volumes.put(spec.name(), made);
    return made;
  }

  private VolumeInfo volume(
      String name, String driver, Map<String, String> labels, Map<String, String> options) {
    return new VolumeInfo(
        name,
        driver,
        Optional.empty(),
        Optional.of(world.now()),
        labels,
        options,
        OptionalLong.empty());
  }

  synchronized void remove(String name) {
    List<String> users = users(name);
    if (!users.isEmpty()) {
      throw world.errors.conflict("remove volume", name, "it is in use by " + users);
    }
    volumes.remove(name);
    trees.remove(name);
  }

  /** What lies on a volume. */
  synchronized FakeTree files(String name) {
    return trees.computeIfAbsent(name, key -> new FakeTree());
  }

  /** Names of the containers that refer to a volume. */
  List<String> users(String name) {
    return world.containers().stream()
        .filter(
            container ->
                container.spec.mounts().stream()
                    .anyMatch(
                        mount ->
                            mount instanceof Mount.NamedVolume volume
                                && volume.name().equals(Optional.of(name))))
        .map(FakeContainer::name)
        .toList();
  }
}
