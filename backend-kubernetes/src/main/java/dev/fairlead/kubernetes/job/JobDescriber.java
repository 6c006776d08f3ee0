package dev.fairlead.kubernetes.job;

import dev.fairlead.kubernetes.mapping.PodLabels;
import dev.fairlead.kubernetes.state.PodDescriber;
import dev.fairlead.kubernetes.state.PodRun;
import dev.fairlead.kubernetes.state.PodView;
import dev.fairlead.spi.container.ContainerInfo;
import dev.fairlead.spi.container.ContainerState;
import dev.fairlead.spi.job.IndexedJobInfo;
import dev.fairlead.spi.job.IndexedJobNode;
import dev.fairlead.spi.job.IndexedJobState;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobCondition;
import io.fabric8.kubernetes.api.model.batch.v1.JobStatus;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Tells of a Job and its pods what a runtime tells of a ranked job. */
final class JobDescriber {

  /** Why a Job failed whose {@code activeDeadlineSeconds} were over ({@code batch/v1}). */
  private static final String OVERDUE = "DeadlineExceeded";

  private static final Comparator<PodView> BY_AGE =
      Comparator.comparing(view -> PodDescriber.created(view, Instant.EPOCH));

  private final Job job;
  private final TreeMap<Integer, List<PodView>> pods;

  private JobDescriber(Job job, Collection<Pod> pods) {
    this.job = job;
    this.pods =
        pods.stream()
            .filter(pod -> index(pod) >= 0)
            .collect(
                Collectors.groupingBy(
                    JobDescriber::index,
                    TreeMap::new,
                    Collectors.mapping(PodView::new, Collectors.toList())));
    this.pods.values().forEach(of -> of.sort(BY_AGE));
  }

  /**
   * Describes.
   *
   * @param job the Job
   * @param pods its pods, those that were replaced included
   * @return the ranked job
   */
  static IndexedJobInfo of(Job job, Collection<Pod> pods) {
    return new JobDescriber(job, pods).info();
  }

  private IndexedJobInfo info() {
    IndexedJobState state = state();
    return new IndexedJobInfo(
        job.getMetadata().getName(),
        state,
        nativeState(),
        IntStream.range(0, nodes()).mapToObj(this::node).toList(),
        leaderAddress(),
        reason(state),
        PodRun.time(job.getMetadata().getCreationTimestamp()),
        ended(),
        PodLabels.read(job.getMetadata()));
  }

  private Optional<String> leaderAddress() {
    return Optional.ofNullable(job.getSpec().getTemplate().getSpec().getSubdomain())
        .map(service -> JobMapping.leader(job.getMetadata().getName(), service));
  }

  private int nodes() {
    Integer completions = job.getSpec().getCompletions();
    return completions == null ? 0 : completions;
  }

  /** The index that the controller wrote on a pod; less than 0 if it did not. */
  private static int index(Pod pod) {
    String text =
        pod.getMetadata().getAnnotations() == null
            ? null
            : pod.getMetadata().getAnnotations().get(JobMapping.INDEX);
    return text == null || !text.matches("\\d{1,9}") ? -1 : Integer.parseInt(text);
  }

  private IndexedJobNode node(int index) {
    List<PodView> all = pods.getOrDefault(index, List.of());
    if (all.isEmpty()) {
      return new IndexedJobNode(
          index,
          Optional.empty(),
          ContainerState.ABSENT,
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          0);
    }
    PodView newest = all.get(all.size() - 1);
    ContainerInfo container = PodDescriber.of(newest.pod());
    return new IndexedJobNode(
        index,
        Optional.of(container.id()),
        container.state(),
        container.exit(),
        container.startedAt(),
        container.finishedAt(),
        all.size() - 1);
  }

  private IndexedJobState state() {
    if (job.getMetadata().getDeletionTimestamp() != null) {
      return IndexedJobState.REMOVING;
    }
    Optional<JobCondition> failed = condition("Failed");
    if (failed.isPresent()) {
      return OVERDUE.equals(failed.get().getReason())
          ? IndexedJobState.TIMED_OUT
          : IndexedJobState.FAILED;
    }
    if (condition("Complete").isPresent()) {
      // Only what the controller counted: a policy of somebody else may call fewer a success.
      return succeeded() == nodes() ? IndexedJobState.SUCCEEDED : IndexedJobState.UNKNOWN;
    }
    if (condition("Suspended").isPresent()) {
      return IndexedJobState.SUSPENDED;
    }
    return IntStream.range(0, nodes()).allMatch(this::hasStarted)
        ? IndexedJobState.RUNNING
        : IndexedJobState.PENDING;
  }

  private boolean hasStarted(int index) {
    List<PodView> all = pods.getOrDefault(index, List.of());
    return !all.isEmpty() && all.get(all.size() - 1).hasStarted();
  }

  private int succeeded() {
    return status().map(JobStatus::getSucceeded).orElse(0);
  }

  private Optional<JobStatus> status() {
    return Optional.ofNullable(job.getStatus());
  }

  private Optional<JobCondition> condition(String type) {
    return status().map(JobStatus::getConditions).stream()
        .flatMap(List::stream)
        .filter(each -> type.equals(each.getType()) && "True".equals(each.getStatus()))
        .findFirst();
  }

  private Optional<JobCondition> last() {
    return condition("Failed").or(() -> condition("Complete")).or(() -> condition("Suspended"));
  }

  private String nativeState() {
    return last()
        .map(each -> each.getType() + bracketed(said(each)))
        .orElseGet(
            () ->
                count(status().map(JobStatus::getActive).orElse(null))
                    + " active, "
                    + count(status().map(JobStatus::getSucceeded).orElse(null))
                    + " succeeded, "
                    + count(status().map(JobStatus::getFailed).orElse(null))
                    + " failed");
  }

  private static int count(@Nullable Integer number) {
    return number == null ? 0 : number;
  }

  private static String bracketed(String text) {
    return text.isEmpty() ? "" : " (" + text + ")";
  }

  private static String said(JobCondition condition) {
    String reason = condition.getReason() == null ? "" : condition.getReason();
    String message = condition.getMessage() == null ? "" : condition.getMessage();
    return message.isBlank() ? reason : reason + ": " + message;
  }

  /** Why it failed; or what the first node that has not started waits for. */
  private Optional<String> reason(IndexedJobState state) {
    switch (state) {
      case FAILED, TIMED_OUT, SUSPENDED, UNKNOWN:
        return last().map(JobDescriber::said).filter(text -> !text.isEmpty());
      case PENDING:
        return IntStream.range(0, nodes())
            .filter(index -> !hasStarted(index))
            .mapToObj(this::waiting)
            .findFirst();
      default:
        return Optional.empty();
    }
  }

  private String waiting(int index) {
    List<PodView> all = pods.getOrDefault(index, List.of());
    return "node "
        + index
        + ": "
        + (all.isEmpty() ? "no pod yet" : all.get(all.size() - 1).nativeState());
  }

  private Optional<Instant> ended() {
    return condition("Failed")
        .flatMap(each -> PodRun.time(each.getLastTransitionTime()))
        .or(() -> status().map(JobStatus::getCompletionTime).flatMap(PodRun::time));
  }
}
