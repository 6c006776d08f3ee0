package dev.fairlead.spi.volume;

import dev.fairlead.spi.Capability;
import dev.fairlead.spi.Refusal;
import dev.fairlead.spi.system.PruneReport;
import java.util.Objects;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * The named volumes of one runtime. All operations need {@link Capability#VOLUMES}; they are cold,
 * and safe for concurrent use.
 */
public interface Volumes {

  /**
   * The backend that these volumes belong to.
   *
   * @return its id
   */
  String backend();

  /**
   * Makes a volume, or returns the one that exists with the same specification.
   *
   * @param spec what it is to be
   * @return the volume. Signals {@link dev.fairlead.spi.error.ConflictException} naming the
   *     differing fields when the name exists with another specification
   */
  default Mono<VolumeInfo> create(VolumeSpec spec) {
    return Refusal.mono(backend(), Capability.VOLUMES, "create volume " + spec.name());
  }

  /**
   * Looks at one volume.
   *
   * @param name its name
   * @return the volume. Signals {@link dev.fairlead.spi.error.NotFoundException} when it does not
   *     exist
   */
  default Mono<VolumeInfo> inspect(String name) {
    return Refusal.mono(backend(), Capability.VOLUMES, "inspect volume " + name);
  }

  /**
   * Lists volumes.
   *
   * @param filter which ones
   * @return the volumes, in no special order
   */
  default Flux<VolumeInfo> list(VolumeFilter filter) {
    return Refusal.flux(backend(), Capability.VOLUMES, "list volumes");
  }

  /**
   * Removes a volume and what is in it. Never removes a container.
   *
   * @param name its name
   * @return completes when it is gone, also when it was gone before. Signals {@link
   *     dev.fairlead.spi.error.ConflictException} while a container refers to it
   */
  default Mono<Void> remove(String name) {
    return Refusal.mono(backend(), Capability.VOLUMES, "remove volume " + name);
  }

  /**
   * Removes volumes that no container refers to.
   *
   * @param options which of them
   * @return what went
   */
  default Mono<PruneReport> prune(VolumePruneOptions options) {
    return Refusal.mono(backend(), Capability.VOLUMES, "prune volumes");
  }

  /**
   * The volumes of a backend that has none.
   *
   * @param backend its id
   * @return refuses every operation
   */
  static Volumes unsupported(String backend) {
    Objects.requireNonNull(backend, "backend");
    return () -> backend;
  }
}
