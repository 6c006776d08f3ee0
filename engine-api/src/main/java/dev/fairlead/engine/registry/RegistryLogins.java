package dev.fairlead.engine.registry;

import dev.fairlead.spi.error.ErrorContext;
import dev.fairlead.spi.image.ImageReference;
import java.util.Map;
import reactor.core.publisher.Mono;

/**
 * Where logins are looked for when a call brings none of its own. Asked anew for each call, since
 * users log in and out; nothing is kept. May be used by many threads.
 */
public interface RegistryLogins {

  /**
   * The login for the registry of an image.
   *
   * @param asking what it is needed for, for errors
   * @param image the image, by name
   * @return the login; empty where none is kept. Signals {@link
   *     dev.fairlead.spi.error.BackendFailureException} when what is kept cannot be read, or the
   *     program that keeps it fails: that is never taken for having none
   */
  Mono<RegistryLogin> find(ErrorContext asking, ImageReference image);

  /**
   * All logins, for a build, which may start from images of any registry.
   *
   * @param asking what they are needed for, for errors
   * @return the logins by registry, as in {@link ImageReference#registry()}; signals as {@link
   *     #find} does
   */
  Mono<Map<String, RegistryLogin>> all(ErrorContext asking);

  /**
   * No logins.
   *
   * @return finds nothing
   */
  static RegistryLogins none() {
    return new RegistryLogins() {
      @Override
      public Mono<RegistryLogin> find(ErrorContext asking, ImageReference image) {
        return Mono.empty();
      }

      @Override
      public Mono<Map<String, RegistryLogin>> all(ErrorContext asking) {
        return Mono.just(Map.of());
      }
    };
  }
}
