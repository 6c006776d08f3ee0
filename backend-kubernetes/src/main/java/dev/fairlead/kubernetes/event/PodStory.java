package dev.fairlead.kubernetes.event;

import dev.fairlead.kubernetes.state.PodRun;
import dev.fairlead.kubernetes.state.PodView;
import dev.fairlead.kubernetes.state.StartTrouble;
import dev.fairlead.spi.container.Exit;
import dev.fairlead.spi.container.Health;
import dev.fairlead.spi.system.ContainerEvent;
import dev.fairlead.spi.system.EventAction;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * What has been told of one pod. A watch tells states; what is new in one is what happened. Of a
 * run that came and went between two states only its number is known, and nothing is told of it.
 */
final class PodStory {

  private final EventForm form;
  private Set<String> started = Set.of();
  private Set<String> ended = Set.of();
  private Optional<Health> health = Optional.empty();
  private String trouble = "";
  private boolean over;
  private boolean leaving;

  PodStory(EventForm form) {
    this.form = form;
  }

  /** Takes note of a state, and tells what is new in it. */
  List<ContainerEvent> after(PodView view, Instant seen) {
    List<ContainerEvent> news = new ArrayList<>();
    runs(view, seen, news);
    over(view, seen, news);
    healthChanged(view, seen, news);
    troubled(view, seen, news);
    if (view.deleted() && !leaving) {
      news.add(form.event(EventAction.OTHER, "Terminating", seen));
    }
    leaving = view.deleted();
    return news;
  }

  private void runs(PodView view, Instant seen, List<ContainerEvent> news) {
    Set<String> nowStarted = new HashSet<>();
    Set<String> nowEnded = new HashSet<>();
    List<PodRun> runs = view.runs();
    if (runs.isEmpty()) {
      // A kubelet may leave its word out for a while.
      return;
    }
    for (PodRun run : runs) {
      if (run.began()) {
        nowStarted.add(run.id());
        if (!started.contains(run.id())) {
          news.add(form.event(EventAction.STARTED, "Started", run.startedAt().orElse(seen)));
        }
      }
      run.exit()
          .ifPresent(
              exit -> {
                nowEnded.add(run.id());
                if (!ended.contains(run.id())) {
                  news.addAll(end(run, exit, seen));
                }
              });
    }
    started = nowStarted;
    ended = nowEnded;
  }

  private List<ContainerEvent> end(PodRun run, Exit exit, Instant seen) {
    Instant time = run.finishedAt().orElse(seen);
    if (exit instanceof Exit.StartFailed failed) {
      return List.of(
          form.event(EventAction.OTHER, run.reason(), time, Map.of("message", failed.reason())));
    }
    ContainerEvent end =
        form.exited(run.reason(), time, exit.code(), Map.of("restarts", form.number(run)));
    return exit instanceof Exit.OutOfMemory
        ? List.of(form.event(EventAction.OUT_OF_MEMORY, run.reason(), time), end)
        : List.of(end);
  }

  /** The end of a pod, such as an eviction, of which no kubelet told how its container did. */
  private void over(PodView view, Instant seen, List<ContainerEvent> news) {
    boolean now = view.hasEnded() && view.terminatedRun().isEmpty();
    if (now && !over) {
      Map<String, String> attributes = new LinkedHashMap<>();
      view.exit()
          .filter(Exit.Lost.class::isInstance)
          .ifPresent(lost -> attributes.put("message", ((Exit.Lost) lost).reason()));
      news.add(form.exited(view.word(), seen, OptionalInt.empty(), attributes));
    }
    over = now;
  }

  private void healthChanged(PodView view, Instant seen, List<ContainerEvent> news) {
    Optional<Health> now = view.health();
    boolean first = health.isEmpty() && now.equals(Optional.of(Health.STARTING));
    if (now.isPresent() && !now.equals(health) && !first) {
      news.add(
          form.event(
              EventAction.HEALTH_CHANGED,
              now.get() == Health.HEALTHY ? "Ready" : "NotReady",
              seen));
    }
    health = now;
  }

  /** Why it does not run, as it is told while it does not. */
  private void troubled(PodView view, Instant seen, List<ContainerEvent> news) {
    Optional<StartTrouble> now = view.hasEnded() ? Optional.empty() : StartTrouble.of(view);
    String reason = now.map(StartTrouble::reason).orElse("");
    if (!reason.isEmpty() && !reason.equals(trouble)) {
      news.add(form.event(EventAction.OTHER, reason, seen, Map.of("message", now.get().message())));
    }
    trouble = reason;
  }
}
