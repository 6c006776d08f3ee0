package dev.fairlead.kubernetes.workload;

import dev.fairlead.kubernetes.state.PodView;
import dev.fairlead.spi.container.ContainerId;
import dev.fairlead.spi.log.LogEvent;
import dev.fairlead.spi.log.LogOptions;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** What a Deployment's container needs of its single pods. */
public interface PodLife {

  /**
   * Waits until a pod has begun to run, or will not.
   *
   * @param made the pod
   * @param operation what is asked
   * @return the pod once its container runs or has run
   */
  Mono<PodView> started(PodView made, String operation);

  /**
   * Ends a pod whatever it does.
   *
   * @param view the pod
   * @param operation what is asked
   * @return completes when it is gone
   */
  Mono<Void> end(PodView view, String operation);

  /**
   * Waits until nothing of a pod that is being deleted runs any more, and until it is gone.
   *
   * @param view the pod
   * @param operation what is asked
   * @return completes when it is gone
   */
  Mono<Void> leave(PodView view, String operation);

  /**
   * Reads the log of a pod.
   *
   * @param pod its name
   * @param options which part
   * @return output, and gaps
   */
  Flux<LogEvent> log(ContainerId pod, LogOptions options);
}
