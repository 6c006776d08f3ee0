package dev.fairlead.kubernetes.volume;

import dev.fairlead.kubernetes.mapping.Names;
import dev.fairlead.kubernetes.mapping.PodLabels;
import dev.fairlead.kubernetes.mapping.StorageClasses;
import dev.fairlead.spi.volume.VolumeInfo;
import dev.fairlead.spi.volume.VolumeSharing;
import dev.fairlead.spi.volume.VolumeSpec;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaimBuilder;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaimStatus;
import io.fabric8.kubernetes.api.model.Quantity;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** A volume as a claim (v1, PersistentVolumeClaim), and a claim as the volume that it is. */
final class ClaimMapping {

  private static final String STORAGE = "storage";

  /** What provides a claim that names no class: a volume that somebody made by hand. */
  private static final String NO_CLASS = "no-class";

  private ClaimMapping() {}

  /** The claim for a volume; its size is taken from the specification, else {@code size}. */
  static PersistentVolumeClaim claim(
      VolumeSpec spec, Map<String, String> labels, StorageClasses classes, String size) {
    Map<String, String> annotations = new LinkedHashMap<>();
    PodLabels.others(labels).ifPresent(text -> annotations.put(PodLabels.ANNOTATION, text));
    String name = Names.pod(spec.name());
    if (!name.equals(spec.name())) {
      annotations.put(Names.ANNOTATION, spec.name());
    }
    Quantity wanted =
        spec.sizeBytes().isPresent()
            ? new Quantity(Long.toString(spec.sizeBytes().getAsLong()))
            : new Quantity(size);
    return new PersistentVolumeClaimBuilder()
        .withMetadata(
            new ObjectMetaBuilder()
                .withName(name)
                .withLabels(PodLabels.fitting(labels))
                .withAnnotations(annotations)
                .build())
        .withNewSpec()
        .withAccessModes(spec.sharing() == VolumeSharing.SHARED ? "ReadWriteMany" : "ReadWriteOnce")
        .withStorageClassName(classes.chosen(spec.driver()).orElse(null))
        .withNewResources()
        .addToRequests(STORAGE, wanted)
        .endResources()
        .endSpec()
        .build();
  }

  static VolumeInfo info(PersistentVolumeClaim claim) {
    ObjectMeta meta = claim.getMetadata();
    String driver = claim.getSpec().getStorageClassName();
    return new VolumeInfo(
        name(meta),
        driver == null || driver.isEmpty() ? NO_CLASS : driver,
        Optional.empty(),
        time(meta.getCreationTimestamp()),
        PodLabels.read(meta),
        Map.of(),
        size(claim));
  }

  /** The name that it was asked for. */
  static String name(ObjectMeta meta) {
    return Optional.ofNullable(meta.getAnnotations())
        .map(notes -> notes.get(Names.ANNOTATION))
        .orElse(meta.getName());
  }

  static boolean deleted(PersistentVolumeClaim claim) {
    return claim.getMetadata().getDeletionTimestamp() != null;
  }

  /** What it got; what it asked for while it has nothing yet. */
  private static OptionalLong size(PersistentVolumeClaim claim) {
    Map<String, Quantity> got =
        Optional.ofNullable(claim.getStatus())
            .map(PersistentVolumeClaimStatus::getCapacity)
            .orElse(Map.of());
    Map<String, Quantity> asked =
        claim.getSpec().getResources() == null
            ? Map.of()
            : claim.getSpec().getResources().getRequests();
    Quantity size = got.getOrDefault(STORAGE, asked == null ? null : asked.get(STORAGE));
    return size == null
        ? OptionalLong.empty()
        : OptionalLong.of(size.getNumericalAmount().longValue());
  }

  private static Optional<Instant> time(String text) {
    try {
      return Optional.ofNullable(text).map(Instant::parse);
    } catch (DateTimeParseException e) {
      return Optional.empty();
    }
  }
}
