package dev.fairlead.kubernetes.mapping;

import dev.fairlead.spi.container.ContainerSpec;
import dev.fairlead.spi.container.Mount;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeBuilder;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.fabric8.kubernetes.api.model.VolumeMountBuilder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/**
 * Volumes of the pod: memory file systems, shared memory, and claims for named volumes. A volume
 * without a name is an empty directory, and so is in lenient mode one whose claim nothing would
 * meet. Binds leave no trace here: the plan drops them.
 */
final class VolumeMapping {

  private final List<Volume> volumes = new ArrayList<>();
  private final List<VolumeMount> mounts = new ArrayList<>();

  /** A kubelet waits for ever where two volumes of a pod are one claim (seen on 1.20.2). */
  private final Map<String, String> named = new HashMap<>();

  VolumeMapping(ContainerSpec spec, StorageClasses storage) {
    boolean claimed = storage.refusal(new Wishes(spec.backendOptions()).storageClass()).isEmpty();
    for (Mount mount : spec.mounts()) {
      if (mount instanceof Mount.Tmpfs tmpfs) {
        memory(tmpfs.target(), tmpfs.sizeBytes());
      } else if (mount instanceof Mount.NamedVolume volume) {
        String name =
            volume
                .name()
                .map(known -> named.computeIfAbsent(known, any -> volume(volume, claimed)))
                .orElseGet(() -> volume(volume, claimed));
        mount(name, mount.target(), mount.access());
      }
    }
    spec.resources().shmBytes().ifPresent(bytes -> memory("/dev/shm", OptionalLong.of(bytes)));
  }

  private String volume(Mount.NamedVolume volume, boolean claimed) {
    VolumeBuilder source = new VolumeBuilder().withName(nextName());
    volumes.add(
        (claimed && volume.name().isPresent()
                ? source
                    .withNewPersistentVolumeClaim()
                    .withClaimName(Names.pod(volume.name().get()))
                    .endPersistentVolumeClaim()
                : source.withNewEmptyDir().endEmptyDir())
            .build());
    return source.getName();
  }

  private void memory(String target, OptionalLong sizeBytes) {
    String name = nextName();
    Quantity size =
        sizeBytes.isPresent() ? new Quantity(Long.toString(sizeBytes.getAsLong())) : null;
    volumes.add(
        new VolumeBuilder()
            .withName(name)
            .withNewEmptyDir()
            .withMedium("Memory")
            .withSizeLimit(size)
            .endEmptyDir()
            .build());
    mount(name, target, Mount.Access.READ_WRITE);
  }

  private void mount(String name, String target, Mount.Access access) {
    mounts.add(
        new VolumeMountBuilder()
            .withName(name)
            .withMountPath(target)
            .withReadOnly(access == Mount.Access.READ_ONLY ? Boolean.TRUE : null)
            .build());
  }

  private String nextName() {
    return "v" + volumes.size();
  }

  List<Volume> volumes() {
    return volumes;
  }

  List<VolumeMount> mounts() {
    return mounts;
  }
}
