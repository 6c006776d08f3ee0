package dev.fairlead.tck.broken;

import dev.fairlead.spi.Backend;
import dev.fairlead.spi.image.ImageFilter;
import dev.fairlead.spi.image.ImageInUse;
import dev.fairlead.spi.image.ImageInfo;
import dev.fairlead.spi.image.ImageReference;
import dev.fairlead.spi.image.ImageRemoval;
import dev.fairlead.spi.image.Images;
import dev.fairlead.spi.image.PullOptions;
import dev.fairlead.spi.image.PullProgress;
import dev.fairlead.spi.system.ContainerEvent;
import dev.fairlead.spi.system.EventFilter;
import dev.fairlead.spi.system.RuntimeSystem;
import dev.fairlead.spi.system.SystemInfo;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.UnaryOperator;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Backends whose events or images are wrong. */
public final class BrokenFacets {

  private BrokenFacets() {}

  private static Backend events(
      Backend honest, BiFunction<RuntimeSystem, EventFilter, Flux<ContainerEvent>> broken) {
    return new BrokenBackend(honest, honest.containers()) {
      @Override
      public RuntimeSystem system() {
        RuntimeSystem system = super.system();
        return new RuntimeSystem() {
          @Override
          public String backend() {
            return system.backend();
          }

          @Override
          public Mono<SystemInfo> info() {
            return system.info();
          }

          @Override
          public Flux<ContainerEvent> events(EventFilter filter) {
            return broken.apply(system, filter);
          }
        };
      }
    };
  }

  public static Backend endsEventsEarly(Backend honest) {
    return events(honest, (system, filter) -> Flux.empty());
  }

  public static Backend endsEventsWhenCut(Backend honest) {
    return events(honest, (system, filter) -> system.events(filter).onErrorComplete());
  }

  public static Backend tellsEventsWithoutEnd(Backend honest) {
    return events(
        honest,
        (system, filter) ->
            system.events(
                new EventFilter(
                    filter.kinds(),
                    filter.actions(),
                    filter.resources(),
                    filter.labels(),
                    filter.since(),
                    Optional.empty())));
  }

  public static Backend ignoresTheActionsOfEvents(Backend honest) {
    return events(
        honest,
        (system, filter) ->
            system.events(
                new EventFilter(
                    filter.kinds(),
                    Set.of(),
                    filter.resources(),
                    filter.labels(),
                    filter.since(),
                    filter.until())));
  }

  public static Backend forgetsThePast(Backend honest) {
    return events(
        honest,
        (system, filter) ->
            system.events(
                new EventFilter(
                    filter.kinds(),
                    filter.actions(),
                    filter.resources(),
                    filter.labels(),
                    filter.since().map(since -> Instant.now()),
                    filter.until().map(until -> Instant.now().plusMillis(100)))));
  }

  private static Backend images(Backend honest, UnaryOperator<Images> broken) {
    return new BrokenBackend(honest, honest.containers()) {
      @Override
      public Images images() {
        return broken.apply(super.images());
      }
    };
  }

  /** Passes everything on; a broken one overrides what it breaks. */
  private static class ForwardingImages implements Images {

    private final Images honest;

    ForwardingImages(Images honest) {
      this.honest = honest;
    }

    @Override
    public String backend() {
      return honest.backend();
    }

    @Override
    public Flux<PullProgress> pull(ImageReference image, PullOptions options) {
      return honest.pull(image, options);
    }

    @Override
    public Mono<ImageInfo> inspect(ImageReference image) {
      return honest.inspect(image);
    }

    @Override
    public Flux<ImageInfo> list(ImageFilter filter) {
      return honest.list(filter);
    }

    @Override
    public Mono<Void> tag(ImageReference source, ImageReference target) {
      return honest.tag(source, target);
    }

    @Override
    public Flux<ImageRemoval> remove(ImageReference image, ImageInUse inUse) {
      return honest.remove(image, inUse);
    }
  }

  public static Backend passesOverErrorsOfPulls(Backend honest) {
    return images(
        honest,
        images ->
            new ForwardingImages(images) {
              @Override
              public Flux<PullProgress> pull(ImageReference image, PullOptions options) {
                return super.pull(image, options).onErrorComplete();
              }
            });
  }

  public static Backend hasNoMissingImages(Backend honest) {
    return images(
        honest,
        images ->
            new ForwardingImages(images) {
              @Override
              public Mono<ImageInfo> inspect(ImageReference image) {
                return super.inspect(image).onErrorComplete();
              }
            });
  }

  public static Backend listsAllImages(Backend honest) {
    return images(
        honest,
        images ->
            new ForwardingImages(images) {
              @Override
              public Flux<ImageInfo> list(ImageFilter filter) {
                return super.list(ImageFilter.all());
              }
            });
  }
}
