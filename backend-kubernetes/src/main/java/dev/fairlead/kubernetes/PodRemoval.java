package dev.fairlead.kubernetes;

import dev.fairlead.kubernetes.mapping.SecretMapping;
import dev.fairlead.kubernetes.state.PodView;
import dev.fairlead.kubernetes.workload.Belongings;
import dev.fairlead.spi.container.ContainerId;
import dev.fairlead.spi.container.RemoveOptions;
import dev.fairlead.spi.error.ConflictException;
import dev.fairlead.spi.error.ErrorContext;
import dev.fairlead.spi.error.NotFoundException;
import java.time.Duration;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Deletes pods and waits until they are gone. */
final class PodRemoval {

  /** As little as a kubelet takes and still ends the processes before the pod is gone. */
  private static final long KILLED = 1;

  private static final long NOTHING_RUNS = 0;

  /**
   * A kubelet of 1.20 that is asked to end a pod while it starts it was seen to go on with that,
   * and to come back to it after a minute. A pod that is gone from the server it ends within a
   * second or two.
   */
  private static final Duration WHILE_IT_STARTS = Duration.ofSeconds(2);

  private final PodStore store;

  PodRemoval(PodStore store) {
    this.store = store;
  }

  /** Removes the pod of a container; a {@link NotFoundException} if there is none. */
  Mono<Void> remove(ContainerId id, RemoveOptions options) {
    String operation = "remove container " + id;
    return store
        .find(id, operation)
        .flatMap(
            view ->
                view.state().alive() && options.running() == RemoveOptions.Running.REFUSE
                    ? Mono.<Void>error(() -> running(id, operation))
                    : end(view, operation)
                        .onErrorResume(NotFoundException.class, gone -> Mono.empty()));
  }

  /** Ends a pod whatever it does, and waits until it is gone. */
  Mono<Void> end(PodView view, String operation) {
    Mono<Void> ended =
        view.mayRun()
            ? store.delete(view, KILLED, operation).then(ended(view, operation))
            : Mono.empty();
    return ended
        .then(Mono.defer(() -> forgotten(view, operation)))
        .then(Mono.defer(() -> secrets(view, operation)));
  }

  /** Waits until a pod that is deleted by others has ended in its time, and is gone. */
  Mono<Void> leave(PodView view, String operation) {
    return store.ended(view, operation).then(Mono.defer(() -> forgotten(view, operation)));
  }

  private Mono<Void> forgotten(PodView view, String operation) {
    return forget(view, operation).then(Mono.defer(() -> store.gone(view, operation)));
  }

  private Mono<Void> ended(PodView view, String operation) {
    Mono<Void> told = store.ended(view, operation);
    return view.hasStarted() ? told : told.timeout(WHILE_IT_STARTS, Mono.empty());
  }

  /**
   * A kubelet of 1.20 that has ended the processes was seen to leave the pod there for up to a
   * minute. Another pod of the name, which the server tells from this one, is left alone.
   */
  private Mono<Void> forget(PodView view, String operation) {
    return store
        .delete(view, NOTHING_RUNS, operation)
        .onErrorResume(NotFoundException.class, gone -> Mono.empty())
        .onErrorResume(ConflictException.class, another -> Mono.empty());
  }

  private Mono<Void> secrets(PodView view, String operation) {
    return Belongings.deleteSecrets(
        store.secrets(), Flux.fromIterable(SecretMapping.of(view.pod())), operation);
  }

  private static ConflictException running(ContainerId id, String operation) {
    return new ConflictException(
        ErrorContext.of(KubernetesProvider.ID, operation)
            .withResource(id.value())
            .withRemedy("fairlead stop " + id + ", or fairlead rm -f " + id),
        "it runs",
        null);
  }
}
