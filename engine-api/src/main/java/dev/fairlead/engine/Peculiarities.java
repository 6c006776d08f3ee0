package dev.fairlead.engine;

import java.util.Objects;
import java.util.Set;
import reactor.core.publisher.Mono;

/**
 * What a kind of daemon does about containers in another way than the Engine API has it.
 *
 * @param forms chooses how a container is made
 * @param infrastructure tells the whole ids of containers that the daemon made by itself, anew for
 *     each subscriber
 * @param names tells what names of images stand for
 * @param healthChecking who makes health checks
 */
public record Peculiarities(
    CreationForms forms,
    Mono<Set<String>> infrastructure,
    ImageNames names,
    HealthChecking healthChecking) {

  /** Checks that all are there. */
  public Peculiarities {
    Objects.requireNonNull(forms, "forms");
    Objects.requireNonNull(infrastructure, "infrastructure");
    Objects.requireNonNull(names, "names");
    Objects.requireNonNull(healthChecking, "healthChecking");
  }

  /**
   * Those of a daemon that has none.
   *
   * @return the Engine API as it is
   */
  public static Peculiarities none() {
    return new Peculiarities(
        CreationForms.usual(),
        Mono.just(Set.of()),
        ImageNames.asWritten(),
        HealthChecking.BY_DAEMON);
  }
}
