package dev.fairlead.core;

import dev.fairlead.spi.Backend;
import dev.fairlead.spi.Capabilities;
import dev.fairlead.spi.Capability;
import dev.fairlead.spi.container.ContainerSpec;
import dev.fairlead.spi.container.Platform;
import dev.fairlead.spi.container.PullPolicy;
import dev.fairlead.spi.error.ErrorContext;
import dev.fairlead.spi.error.InvalidSpecException;
import dev.fairlead.spi.error.NotFoundException;
import dev.fairlead.spi.image.ImageInfo;
import dev.fairlead.spi.image.ImageReference;
import dev.fairlead.spi.image.Images;
import dev.fairlead.spi.image.PullOptions;
import dev.fairlead.spi.image.PullProgress;
import java.util.Optional;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Carries out pull policies, where the runtime pulls on request. */
final class ImagePresence {

  private final Backend backend;
  private final Images images;

  ImagePresence(Backend backend, Images images) {
    this.backend = backend;
    this.images = images;
  }

  Flux<PullProgress> ensure(ContainerSpec spec, PullOptions options) {
    return Flux.defer(
        () -> {
          Capabilities capabilities = backend.capabilities();
          if (spec.pullPolicy() == PullPolicy.NEVER || !capabilities.has(Capability.IMAGE_PULL)) {
            return Flux.empty();
          }
          if (spec.pullPolicy() == PullPolicy.ALWAYS) {
            return pull(spec, options);
          }
          return capabilities.has(Capability.IMAGE_INSPECT)
              ? pullIfAbsent(spec, options)
              : Flux.empty();
        });
  }

  private Flux<PullProgress> pullIfAbsent(ContainerSpec spec, PullOptions options) {
    ImageReference image = parse(spec);
    return images
        .inspect(image)
        .filter(info -> fits(info, spec.platform()))
        .map(info -> true)
        .onErrorResume(
            NotFoundException.class, absent -> image.isId() ? Mono.just(true) : Mono.empty())
        .switchIfEmpty(Mono.just(false))
        .flatMapMany(here -> here ? Flux.empty() : pull(spec, options));
  }

  /** An id cannot be pulled: creating tells that there is no such image. */
  private Flux<PullProgress> pull(ContainerSpec spec, PullOptions options) {
    ImageReference image = parse(spec);
    return image.isId() ? Flux.empty() : images.pull(image, complete(spec, options));
  }

  private static PullOptions complete(ContainerSpec spec, PullOptions options) {
    PullOptions platform = spec.platform().map(options::withPlatform).orElse(options);
    return platform.credentials().isPresent()
        ? platform
        : spec.imageCredentials().map(platform::withCredentials).orElse(platform);
  }

  private static boolean fits(ImageInfo info, Optional<Platform> wanted) {
    if (wanted.isEmpty() || info.platform().isEmpty()) {
      return true;
    }
    Platform here = info.platform().get();
    Platform asked = wanted.get();
    return here.os().equals(asked.os())
        && here.architecture().equals(asked.architecture())
        && (asked.variant().isEmpty()
            || here.variant().isEmpty()
            || asked.variant().equals(here.variant()));
  }

  private ImageReference parse(ContainerSpec spec) {
    try {
      return ImageReference.parse(spec.image());
    } catch (IllegalArgumentException e) {
      throw new InvalidSpecException(
          ErrorContext.of(backend.id(), "use image " + spec.image()),
          String.valueOf(e.getMessage()),
          e);
    }
  }
}
