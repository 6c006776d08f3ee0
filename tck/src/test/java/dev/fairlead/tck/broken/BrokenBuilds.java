package dev.fairlead.tck.broken;

import dev.fairlead.spi.Backend;
import dev.fairlead.spi.image.BuildEvent;
import dev.fairlead.spi.image.BuildSpec;
import java.util.List;
import java.util.Map;
import reactor.core.publisher.Flux;

/** Backends whose builds are wrong. */
public final class BrokenBuilds {

  private BrokenBuilds() {}

  public static Backend takesFailedStepsForSuccess(Backend honest) {
    return BrokenImages.images(
        honest,
        images ->
            new ForwardingImages(images) {
              @Override
              public Flux<BuildEvent> build(BuildSpec spec) {
                return super.build(spec).onErrorComplete();
              }
            });
  }

  public static Backend keepsTheOutputOfSteps(Backend honest) {
    return BrokenImages.images(
        honest,
        images ->
            new ForwardingImages(images) {
              @Override
              public Flux<BuildEvent> build(BuildSpec spec) {
                return super.build(spec).filter(event -> !(event instanceof BuildEvent.Output));
              }
            });
  }

  public static Backend ignoresBuildArguments(Backend honest) {
    return BrokenImages.images(
        honest,
        images ->
            new ForwardingImages(images) {
              @Override
              public Flux<BuildEvent> build(BuildSpec spec) {
                return super.build(
                    new BuildSpec(
                        spec.context(),
                        spec.dockerfile(),
                        spec.tags(),
                        Map.of(),
                        spec.labels(),
                        spec.target(),
                        spec.platform(),
                        spec.cache(),
                        spec.basePull(),
                        spec.credentials(),
                        spec.transport()));
              }
            });
  }

  public static Backend ignoresTheNamesOfBuilds(Backend honest) {
    return BrokenImages.images(
        honest,
        images ->
            new ForwardingImages(images) {
              @Override
              public Flux<BuildEvent> build(BuildSpec spec) {
                return super.build(
                    new BuildSpec(
                        spec.context(),
                        spec.dockerfile(),
                        List.of(),
                        spec.buildArgs(),
                        spec.labels(),
                        spec.target(),
                        spec.platform(),
                        spec.cache(),
                        spec.basePull(),
                        spec.credentials(),
                        spec.transport()));
              }
            });
  }

  public static Backend ignoresTheLabelsOfBuilds(Backend honest) {
    return BrokenImages.images(
        honest,
        images ->
            new ForwardingImages(images) {
              @Override
              public Flux<BuildEvent> build(BuildSpec spec) {
                return super.build(
                    new BuildSpec(
                        spec.context(),
                        spec.dockerfile(),
                        spec.tags(),
                        spec.buildArgs(),
                        Map.of(),
                        spec.target(),
                        spec.platform(),
                        spec.cache(),
                        spec.basePull(),
                        spec.credentials(),
                        spec.transport()));
              }
            });
  }
}
