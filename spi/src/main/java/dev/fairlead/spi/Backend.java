package dev.fairlead.spi;

import dev.fairlead.spi.container.ContainerSpec;
import dev.fairlead.spi.container.Containers;
import dev.fairlead.spi.image.Images;
import dev.fairlead.spi.job.IndexedJobs;
import dev.fairlead.spi.network.Networks;
import dev.fairlead.spi.pod.Pods;
import dev.fairlead.spi.system.RuntimeSystem;
import dev.fairlead.spi.volume.Volumes;
import reactor.core.publisher.Mono;

/**
 * One opened runtime. Safe for use by several threads.
 *
 * <p>Every operation of every facet is cold: nothing happens before subscription, and each
 * subscription is a new act. Arguments are checked when the method is called; all else arrives as
 * {@link dev.fairlead.spi.error.ContainerException} through {@code onError}. Every call has a
 * deadline of its own, so silence is an {@link dev.fairlead.spi.error.OperationTimeoutException},
 * never a hang. Signals may arrive on a thread that serves other calls too: whoever blocks moves
 * elsewhere first.
 */
public interface Backend {

  /**
   * The name of the backend.
   *
   * @return the id of the provider that opened it
   */
  String id();

  /**
   * Where the runtime answers.
   *
   * @return the endpoint that was opened
   */
  Endpoint endpoint();

  /**
   * What this runtime, as it answered when it was opened, can do.
   *
   * @return the capabilities
   */
  Capabilities capabilities();

  /**
   * Tells what a specification would become here, and creates nothing.
   *
   * @param spec what is asked for
   * @return the native request and the fate of each field that is set
   */
  Mono<Plan> plan(ContainerSpec spec);

  /**
   * Containers.
   *
   * @return the facet that every backend has
   */
  Containers containers();

  /**
   * Images.
   *
   * @return the facet; by default each of its operations is refused
   */
  default Images images() {
    return Images.unsupported(id());
  }

  /**
   * Named volumes.
   *
   * @return the facet; by default each of its operations is refused
   */
  default Volumes volumes() {
    return Volumes.unsupported(id());
  }

  /**
   * Networks.
   *
   * @return the facet; by default each of its operations is refused
   */
  default Networks networks() {
    return Networks.unsupported(id());
  }

  /**
   * Pods.
   *
   * @return the facet; by default each of its operations is refused
   */
  default Pods pods() {
    return Pods.unsupported(id());
  }

  /**
   * Ranked jobs that the runtime itself schedules.
   *
   * @return the facet; by default each of its operations is refused
   */
  default IndexedJobs indexedJobs() {
    return IndexedJobs.unsupported(id());
  }

  /**
   * The runtime itself.
   *
   * @return the facet that every backend has
   */
  RuntimeSystem system();

  /**
   * Releases all connections, processes and threads; containers are left as they are. What
   * cancelled calls still take back, and removals under way, are waited for (see {@link Cleanups});
   * other operations under way end in an error, and later ones signal {@link
   * dev.fairlead.spi.error.BackendUnavailableException}.
   *
   * @return completes when all is released; safe to subscribe to more than once
   */
  Mono<Void> close();
}
