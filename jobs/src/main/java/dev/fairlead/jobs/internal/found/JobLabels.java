package dev.fairlead.jobs.internal.found;

import dev.fairlead.jobs.spec.JobSpec;
import dev.fairlead.spi.container.ContainerInfo;
import dev.fairlead.spi.container.ContainerSpecBuilder;
import dev.fairlead.spi.container.Ownership;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What each container of a job says of it, so that another process finds all of the job again: its
 * rank, how many there are, so that a missing one shows, and what whoever follows it has to know.
 *
 * @param job name of the job
 * @param rank the container's rank, from 0
 * @param nodes how many containers the job has
 * @param timeout how long the job may take; empty for as long as it takes
 * @param failureGrace how long the others may go on after a failure
 * @param masterWait how long the others are held back for rank 0
 * @param removal what becomes of the job after its end
 */
public record JobLabels(
    String job,
    int rank,
    int nodes,
    Optional<Duration> timeout,
    Duration failureGrace,
    Duration masterWait,
    JobSpec.Removal removal) {

  /** Only containers that are nodes of a job have it. */
  public static final String RANK = Ownership.PREFIX + "job-rank";

  private static final String NODES = Ownership.PREFIX + "job-nodes";
  private static final String TIMEOUT = Ownership.PREFIX + "job-timeout";
  private static final String FAILURE_GRACE = Ownership.PREFIX + "job-failure-grace";
  private static final String MASTER_WAIT = Ownership.PREFIX + "job-master-wait";
  private static final String REMOVAL = Ownership.PREFIX + "job-removal";

  private static final String REMOVED = "after-the-end";

  /**
   * What a node says.
   *
   * @param spec its job
   * @param rank its rank
   * @return its labels
   */
  public static JobLabels of(JobSpec spec, int rank) {
    return new JobLabels(
        spec.name(),
        rank,
        spec.nodes(),
        spec.timeout(),
        spec.failureGrace(),
        spec.masterWait(),
        spec.removal());
  }

  /**
   * Labels a container. All values fit the narrowest grammar of the runtimes: letters, digits,
   * points and hyphens.
   *
   * @param container what gets the labels
   */
  public void addTo(ContainerSpecBuilder container) {
    ofTheJob().forEach(container::label);
    container.label(RANK, String.valueOf(rank));
  }

  /**
   * What all nodes of a job say, and the job itself where the runtime schedules it.
   *
   * @return labels without a rank
   */
  public Map<String, String> ofTheJob() {
    Map<String, String> labels = new TreeMap<>();
    labels.put(Ownership.JOB, job);
    labels.put(NODES, String.valueOf(nodes));
    labels.put(FAILURE_GRACE, failureGrace.toString());
    labels.put(MASTER_WAIT, masterWait.toString());
    timeout.ifPresent(value -> labels.put(TIMEOUT, value.toString()));
    if (removal == JobSpec.Removal.AFTER_THE_END) {
      labels.put(REMOVAL, REMOVED);
    }
    return labels;
  }

  /**
   * Reads what a container says.
   *
   * @param container the container
   * @return its labels; empty if they make no sense, so that it is not counted: its rank shows as
   *     missing then
   */
  public static Optional<JobLabels> read(ContainerInfo container) {
    return read(container.labels());
  }

  /**
   * Reads what a job says that the runtime schedules.
   *
   * @param labels its labels
   * @return the labels, with a rank that says nothing; empty if it is none of this module
   */
  public static Optional<JobLabels> readJob(Map<String, String> labels) {
    Map<String, String> ranked = new TreeMap<>(labels);
    ranked.put(RANK, "0");
    return read(ranked);
  }

  private static Optional<JobLabels> read(Map<String, String> labels) {
    String job = labels.getOrDefault(Ownership.JOB, "");
    Optional<Integer> rank = number(labels.get(RANK));
    Optional<Integer> nodes = number(labels.get(NODES));
    if (job.isEmpty() || rank.isEmpty() || nodes.isEmpty() || rank.get() >= nodes.get()) {
      return Optional.empty();
    }
    return Optional.of(
        new JobLabels(
            job,
            rank.get(),
            nodes.get(),
            duration(labels.get(TIMEOUT)),
            duration(labels.get(FAILURE_GRACE)).orElse(JobSpec.DEFAULT_FAILURE_GRACE),
            duration(labels.get(MASTER_WAIT)).orElse(JobSpec.DEFAULT_MASTER_WAIT),
            REMOVED.equals(labels.get(REMOVAL))
                ? JobSpec.Removal.AFTER_THE_END
                : JobSpec.Removal.KEEP));
  }

  private static Optional<Integer> number(@Nullable String text) {
    return Optional.ofNullable(text)
        .filter(digits -> digits.matches("[0-9]{1,4}"))
        .map(Integer::valueOf);
  }

  private static Optional<Duration> duration(@Nullable String text) {
    try {
      return Optional.ofNullable(text).map(Duration::parse);
    } catch (DateTimeParseException e) {
      return Optional.empty();
    }
  }
}
