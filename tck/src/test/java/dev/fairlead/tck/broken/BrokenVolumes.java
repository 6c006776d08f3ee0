package dev.fairlead.tck.broken;

import dev.fairlead.spi.Backend;
import dev.fairlead.spi.error.ConflictException;
import dev.fairlead.spi.system.PruneReport;
import dev.fairlead.spi.volume.VolumeFilter;
import dev.fairlead.spi.volume.VolumeInfo;
import dev.fairlead.spi.volume.VolumePruneOptions;
import dev.fairlead.spi.volume.VolumeSpec;
import dev.fairlead.spi.volume.Volumes;
import java.util.Map;
import java.util.function.UnaryOperator;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Backends whose volumes are wrong. */
public final class BrokenVolumes {

  private BrokenVolumes() {}

  private static Backend volumes(Backend honest, UnaryOperator<Volumes> broken) {
    return new BrokenBackend(honest, honest.containers()) {
      @Override
      public Volumes volumes() {
        return broken.apply(super.volumes());
      }
    };
  }

  /** Passes everything on; a broken one overrides what it breaks. */
  private static class ForwardingVolumes implements Volumes {

    private final Volumes honest;

    ForwardingVolumes(Volumes honest) {
      this.honest = honest;
    }

    @Override
    public String backend() {
      return honest.backend();
    }

    @Override
    public Mono<VolumeInfo> create(VolumeSpec spec) {
      return honest.create(spec);
    }

    @Override
    public Mono<VolumeInfo> inspect(String name) {
      return honest.inspect(name);
    }

    @Override
    public Flux<VolumeInfo> list(VolumeFilter filter) {
      return honest.list(filter);
    }

    @Override
    public Mono<Void> remove(String name) {
      return honest.remove(name);
    }

    @Override
    public Mono<PruneReport> prune(VolumePruneOptions options) {
      return honest.prune(options);
    }
  }

  public static Backend takesAnyVolumeOfTheName(Backend honest) {
    return volumes(
        honest,
        volumes ->
            new ForwardingVolumes(volumes) {
              @Override
              public Mono<VolumeInfo> create(VolumeSpec spec) {
                return super.create(spec)
                    .onErrorResume(ConflictException.class, taken -> inspect(spec.name()));
              }
            });
  }

  public static Backend marksNoVolume(Backend honest) {
    return volumes(
        honest,
        volumes ->
            new ForwardingVolumes(volumes) {
              @Override
              public Mono<VolumeInfo> create(VolumeSpec spec) {
                return super.create(spec)
                    .map(
                        made ->
                            new VolumeInfo(
                                made.name(),
                                made.driver(),
                                made.mountpoint(),
                                made.created(),
                                spec.labels(),
                                made.driverOptions(),
                                made.sizeBytes()));
              }
            });
  }

  public static Backend failsToRemoveAVolumeTwice(Backend honest) {
    return volumes(
        honest,
        volumes ->
            new ForwardingVolumes(volumes) {
              @Override
              public Mono<Void> remove(String name) {
                return inspect(name).then(super.remove(name));
              }
            });
  }

  public static Backend saysThatItRemovedWhatIsUsed(Backend honest) {
    return volumes(
        honest,
        volumes ->
            new ForwardingVolumes(volumes) {
              @Override
              public Mono<Void> remove(String name) {
                return super.remove(name).onErrorComplete(ConflictException.class);
              }
            });
  }

  public static Backend ignoresTheUseOfVolumes(Backend honest) {
    return volumes(
        honest,
        volumes ->
            new ForwardingVolumes(volumes) {
              @Override
              public Flux<VolumeInfo> list(VolumeFilter filter) {
                return super.list(filter.withUsage(VolumeFilter.Usage.ANY));
              }
            });
  }

  public static Backend prunesNamedVolumesUnasked(Backend honest) {
    return volumes(
        honest,
        volumes ->
            new ForwardingVolumes(volumes) {
              @Override
              public Mono<PruneReport> prune(VolumePruneOptions options) {
                return super.prune(
                    VolumePruneOptions.of(VolumePruneOptions.Scope.UNUSED)
                        .withLabels(options.labels()));
              }
            });
  }

  public static Backend prunesVolumesOfOthers(Backend honest) {
    return volumes(
        honest,
        volumes ->
            new ForwardingVolumes(volumes) {
              @Override
              public Mono<PruneReport> prune(VolumePruneOptions options) {
                return super.prune(options.withLabels(Map.of()));
              }
            });
  }
}
