package dev.fairlead.kubernetes.state;

import dev.fairlead.spi.container.Exit;
import io.fabric8.kubernetes.api.model.ContainerStateRunning;
import io.fabric8.kubernetes.api.model.ContainerStateTerminated;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One run of the container of a pod, which a kubelet may start again.
 *
 * @param id tells it from other runs of the pod
 * @param number how many runs were before it, by the kubelet's count
 * @param reason the cluster's word for its end; empty text while it goes on
 * @param startedAt when it began; empty where nobody saw it
 * @param finishedAt when it ended; empty while it goes on, and where nobody saw it
 * @param exit how it ended; empty while it goes on
 */
public record PodRun(
    String id,
    int number,
    String reason,
    Optional<Instant> startedAt,
    Optional<Instant> finishedAt,
    Optional<Exit> exit) {

  /** Checks that no part is null. */
  public PodRun {
    Objects.requireNonNull(id, "id");
    Objects.requireNonNull(reason, "reason");
    Objects.requireNonNull(startedAt, "startedAt");
    Objects.requireNonNull(finishedAt, "finishedAt");
    Objects.requireNonNull(exit, "exit");
  }

  static PodRun of(ContainerStateRunning run, @Nullable String id, int number) {
    return new PodRun(
        id(id, run.getStartedAt()),
        number,
        "",
        time(run.getStartedAt()),
        Optional.empty(),
        Optional.empty());
  }

  static PodRun of(ContainerStateTerminated end, int number) {
    return new PodRun(
        id(end.getContainerID(), end.getStartedAt()),
        number,
        end.getReason() == null ? "Terminated" : end.getReason(),
        time(end.getStartedAt()),
        time(end.getFinishedAt()),
        Optional.of(PodView.exit(end)));
  }

  /**
   * Whether its program ran.
   *
   * @return false for what could not be started, and for what nobody saw begin
   */
  public boolean began() {
    return exit.isEmpty() || (startedAt.isPresent() && !(exit.get() instanceof Exit.StartFailed));
  }

  private static String id(@Nullable String container, @Nullable String began) {
    return container == null || container.isEmpty() ? String.valueOf(began) : container;
  }

  /**
   * Reads a time of the API, which knows seconds.
   *
   * @param text RFC 3339; null for none
   * @return the time; empty for what was never set
   */
  public static Optional<Instant> time(@Nullable String text) {
    try {
      return Optional.ofNullable(text).map(Instant::parse).filter(time -> time.toEpochMilli() > 0);
    } catch (DateTimeParseException e) {
      return Optional.empty();
    }
  }
}
