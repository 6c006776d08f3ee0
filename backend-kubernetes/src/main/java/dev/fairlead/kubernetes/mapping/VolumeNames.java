package dev.fairlead.kubernetes.mapping;

import dev.fairlead.spi.FieldPlan;
import dev.fairlead.spi.SpecField;
import dev.fairlead.spi.container.ContainerSpec;
import dev.fairlead.spi.container.Mount;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Which volumes a specification mounts, and what becomes of them in a cluster. */
public final class VolumeNames {

  private static final String NAMELESS =
      "a volume without a name is an empty directory, which ends with the pod";

  private final StorageClasses storage;
  private final Wishes wishes;
  private final List<Mount.NamedVolume> volumes;

  /**
   * Looks at a specification.
   *
   * @param spec the specification
   * @param storage whether named volumes can be claims
   */
  public VolumeNames(ContainerSpec spec, StorageClasses storage) {
    this.storage = storage;
    this.wishes = new Wishes(spec.backendOptions());
    this.volumes =
        spec.mounts().stream()
            .filter(Mount.NamedVolume.class::isInstance)
            .map(Mount.NamedVolume.class::cast)
            .toList();
  }

  private Stream<String> names() {
    return volumes.stream().map(Mount.NamedVolume::name).flatMap(Optional::stream).distinct();
  }

  /**
   * The volumes that are claims.
   *
   * @return their names as the specification has them; none where nothing would meet a claim
   */
  public List<String> claimed() {
    return refusal().isPresent() ? List.of() : names().toList();
  }

  /**
   * The class of storage that new ones ask for.
   *
   * @return its name; empty where the specification does not say
   */
  public Optional<String> storageClass() {
    return wishes.storageClass();
  }

  /**
   * The size that new ones ask for.
   *
   * @return for example {@code 20Gi}
   */
  public String size() {
    return wishes.text("volume-size").orElse(storage.size());
  }

  private Optional<String> refusal() {
    return storage.refusal(wishes.storageClass());
  }

  FieldPlan fate(SpecField field) {
    Optional<String> refusal = names().findAny().isPresent() ? refusal() : Optional.empty();
    if (refusal.isPresent()) {
      return FieldPlan.dropped(
          field,
          refusal.get()
              + "; with --lenient an empty directory stands in for a volume, which ends with the"
              + " pod");
    }
    List<String> how = new ArrayList<>();
    if (names().findAny().isPresent()) {
      String named =
          storage
              .chosen(wishes.storageClass())
              .or(storage::standard)
              .map(name -> " of class " + name)
              .orElse("");
      how.add(
          "a PersistentVolumeClaim"
              + named
              + ", made with "
              + size()
              + " if it is not there; it begins empty, and its pods share one node unless it was"
              + " made to be shared");
    }
    if (volumes.stream().anyMatch(volume -> volume.name().isEmpty())) {
      how.add(NAMELESS);
    }
    return FieldPlan.approximated(field, String.join("; ", how));
  }
}
