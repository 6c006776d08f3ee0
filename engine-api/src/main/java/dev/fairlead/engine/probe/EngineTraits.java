package dev.fairlead.engine.probe;

import dev.fairlead.engine.CreationForms;
import dev.fairlead.engine.EngineClient;
import dev.fairlead.engine.HealthChecking;
import dev.fairlead.engine.ImageNames;
import dev.fairlead.engine.JsonObject;
import dev.fairlead.spi.Capabilities;
import dev.fairlead.spi.container.Containers;
import dev.fairlead.spi.pod.Pods;
import java.util.Set;
import reactor.core.publisher.Mono;

/** What a kind of engine can do, and has beyond the Engine API. */
@FunctionalInterface
public interface EngineTraits {

  /**
   * What the daemon behind a client can do.
   *
   * @param client calls it
   * @param info its answer to {@code GET /info}
   * @return the capabilities
   */
  Capabilities capabilities(EngineClient client, JsonObject info);

  /**
   * How it makes containers.
   *
   * @param client calls it
   * @return the call of the Engine API for all, unless told otherwise
   */
  default CreationForms forms(EngineClient client) {
    return CreationForms.usual();
  }

  /**
   * Which containers the engine made by itself, and nobody asked for.
   *
   * @param client calls it
   * @return their whole ids, asked for anew by each subscriber; none, unless told otherwise
   */
  default Mono<Set<String>> infrastructure(EngineClient client) {
    return Mono.just(Set.of());
  }

  /**
   * What names of images stand for.
   *
   * @param client calls it
   * @return what they say themselves, unless told otherwise
   */
  default ImageNames names(EngineClient client) {
    return ImageNames.asWritten();
  }

  /**
   * Who makes health checks.
   *
   * @param info its answer to {@code GET /info}
   * @return the daemon, unless told otherwise
   */
  default HealthChecking healthChecking(JsonObject info) {
    return HealthChecking.BY_DAEMON;
  }

  /**
   * Its pods.
   *
   * @param client calls it
   * @param containers its containers
   * @return none, unless told otherwise
   */
  default Pods pods(EngineClient client, Containers containers) {
    return Pods.unsupported(client.backend());
  }
}
