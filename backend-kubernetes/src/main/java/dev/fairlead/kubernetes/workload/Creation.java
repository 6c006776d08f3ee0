package dev.fairlead.kubernetes.workload;

import dev.fairlead.kubernetes.state.PodView;
import dev.fairlead.spi.container.CreateResult.Outcome;
import dev.fairlead.spi.error.ConflictException;
import java.util.Objects;
import reactor.core.publisher.Mono;

/** One attempt to make what a container is in a cluster. */
public interface Creation {

  /**
   * A pod that runs the container, and whether this attempt made the container.
   *
   * @param view the pod
   * @param outcome whether the container was there
   */
  record Made(PodView view, Outcome outcome) {
    /** Checks that no part is null. */
    public Made {
      Objects.requireNonNull(view, "view");
      Objects.requireNonNull(outcome, "outcome");
    }
  }

  /**
   * The name of what is made.
   *
   * @return the id of the container
   */
  String name();

  /**
   * Makes it, once for all subscribers.
   *
   * @return its pod, which may not have started yet
   */
  Mono<Made> made();

  /**
   * That somebody else has the name.
   *
   * @param why what is known of that
   * @return the error to signal
   */
  ConflictException taken(String why);

  /**
   * Removes what this attempt made, once it is known what that is, and nothing else.
   *
   * @return completes when nothing is left
   */
  Mono<Void> takeBack();
}
