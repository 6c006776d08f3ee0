package dev.fairlead.core.internal.policy;

import dev.fairlead.spi.container.Ownership;
import dev.fairlead.spi.system.PruneReport;
import dev.fairlead.spi.volume.VolumeFilter;
import dev.fairlead.spi.volume.VolumeInfo;
import dev.fairlead.spi.volume.VolumePruneOptions;
import dev.fairlead.spi.volume.VolumeSpec;
import dev.fairlead.spi.volume.Volumes;
import java.util.Optional;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Volumes with deadlines, retries and an owner. */
public final class VolumesUnderPolicy implements Volumes {

  private final Volumes below;
  private final Calls calls;

  /**
   * Puts policies on top.
   *
   * @param below the backend's own
   * @param calls what is added
   */
  public VolumesUnderPolicy(Volumes below, Calls calls) {
    this.below = below;
    this.calls = calls;
  }

  @Override
  public String backend() {
    return below.backend();
  }

  @Override
  public Mono<VolumeInfo> create(VolumeSpec spec) {
    return calls.repeatable("create volume " + spec.name(), below.create(owned(spec)));
  }

  private VolumeSpec owned(VolumeSpec spec) {
    Optional<String> owner = calls.policies().owner();
    return owner.isEmpty() || spec.labels().containsKey(Ownership.OWNER)
        ? spec
        : spec.toBuilder().label(Ownership.OWNER, owner.get()).build();
  }

  @Override
  public Mono<VolumeInfo> inspect(String name) {
    return calls.repeatable("inspect volume " + name, below.inspect(name));
  }

  @Override
  public Flux<VolumeInfo> list(VolumeFilter filter) {
    return calls.repeatable("list volumes", below.list(filter));
  }

  @Override
  public Mono<Void> remove(String name) {
    return calls.repeatable("remove volume " + name, below.remove(name));
  }

  @Override
  public Mono<PruneReport> prune(VolumePruneOptions options) {
    return calls.work("prune volumes", below.prune(options));
  }
}
