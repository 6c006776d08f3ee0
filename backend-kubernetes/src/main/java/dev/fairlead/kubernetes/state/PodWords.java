package dev.fairlead.kubernetes.state;

import io.fabric8.kubernetes.api.model.ContainerStateTerminated;
import io.fabric8.kubernetes.api.model.PodCondition;
import io.fabric8.kubernetes.api.model.PodStatus;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What the cluster says itself of a pod: its phase, and a reason with a message if there is one.
 */
final class PodWords {

  private final PodView view;
  private final Optional<PodStatus> status;

  PodWords(PodView view) {
    this.view = view;
    this.status = Optional.ofNullable(view.pod().getStatus());
  }

  /** The reason of the pod itself, or its phase. */
  String one() {
    return status.map(PodStatus::getReason).orElseGet(view::phase);
  }

  /** The phase, and the reason and message in brackets, on one line. */
  String whole() {
    String reason = reason().strip().replaceAll("\\s+", " ");
    String phase = view.deleted() ? "Terminating" : view.phase();
    return reason.isEmpty() || reason.equals(phase) ? phase : phase + " (" + reason + ")";
  }

  /** Why no node has it, as the scheduler says. */
  Optional<PodCondition> unplaced() {
    return status.map(PodStatus::getConditions).stream()
        .flatMap(List::stream)
        .filter(condition -> "PodScheduled".equals(condition.getType()))
        .filter(condition -> "False".equals(condition.getStatus()))
        .findFirst();
  }

  private String reason() {
    return status
        .filter(known -> known.getReason() != null)
        .map(known -> said(known.getReason(), known.getMessage()))
        .or(() -> view.waiting().map(wait -> said(wait.getReason(), wait.getMessage())))
        .or(() -> view.terminated().map(ContainerStateTerminated::getReason))
        .or(() -> unplaced().map(why -> said(why.getReason(), why.getMessage())))
        .orElse("");
  }

  private static String said(@Nullable String reason, @Nullable String message) {
    String word = reason == null ? "" : reason;
    return message == null || message.isBlank() ? word : word + ": " + message;
  }
}
