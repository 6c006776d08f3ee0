package dev.fairlead.jobs.internal.found;

import dev.fairlead.jobs.spec.JobSpec;
import dev.fairlead.jobs.status.JobPart;
import dev.fairlead.spi.container.ContainerInfo;
import dev.fairlead.spi.container.ContainerSpecBuilder;
import dev.fairlead.spi.container.Ownership;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What each container of a job says of it, so that another process finds all of the job again: its
 * rank or step, how many nodes and which steps there are, so that a missing one shows, and what
 * whoever follows it has to know.
 *
 * @param job name of the job
 * @param part which node or init step the container is
 * @param nodes how many nodes the job has
 * @param steps names of its init steps, in order
 * @param timeout how long the job may take; empty for as long as it takes
 * @param failureGrace how long the others may go on after a failure
 * @param masterWait how long the others are held back for rank 0
 * @param removal what becomes of the job after its end
 */
public record JobLabels(
    String job,
    JobPart part,
    int nodes,
    List<String> steps,
    Optional<Duration> timeout,
    Duration failureGrace,
    Duration masterWait,
    JobSpec.Removal removal) {

  /** Only containers that are nodes of a job have it. */
  public static final String RANK = Ownership.PREFIX + "job-rank";

  /** Only containers that are init steps of a job have it. */
  public static final String STEP = Ownership.PREFIX + "job-step";

  /** With a number behind it, from 0: the name of each init step of the job. */
  private static final String STEPS = STEP + "-";

  private static final String NODES = Ownership.PREFIX + "job-nodes";
  private static final String TIMEOUT = Ownership.PREFIX + "job-timeout";
  private static final String FAILURE_GRACE = Ownership.PREFIX + "job-failure-grace";
  private static final String MASTER_WAIT = Ownership.PREFIX + "job-master-wait";
  private static final String REMOVAL = Ownership.PREFIX + "job-removal";

  private static final String REMOVED = "after-the-end";

  /** Copies. */
  public JobLabels {
    steps = List.copyOf(steps);
  }

  /**
   * What a container says.
   *
   * @param spec its job
   * @param steps the names of all init steps
   * @param part which node or init step it is
   * @return its labels
   */
  public static JobLabels of(JobSpec spec, List<String> steps, JobPart part) {
    return new JobLabels(
        spec.name(),
        part,
        spec.nodes(),
        steps,
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
    container
        .label(Ownership.JOB, job)
        .label(part.isNode() ? RANK : STEP, part.tag())
        .label(NODES, String.valueOf(nodes))
        .label(FAILURE_GRACE, failureGrace.toString())
        .label(MASTER_WAIT, masterWait.toString());
    for (int at = 0; at < steps.size(); at++) {
      container.label(STEPS + at, steps.get(at));
    }
    timeout.ifPresent(value -> container.label(TIMEOUT, value.toString()));
    if (removal == JobSpec.Removal.AFTER_THE_END) {
      container.label(REMOVAL, REMOVED);
    }
  }

  /**
   * Whether a container is a part of a job, rather than something that somebody labelled.
   *
   * @param container the container
   * @return true if it says that it is a node or an init step
   */
  public static boolean areOn(ContainerInfo container) {
    return container.labels().containsKey(RANK) || container.labels().containsKey(STEP);
  }

  /**
   * Reads what a container says.
   *
   * @param container the container
   * @return its labels; empty if they make no sense, so that it is not counted: its rank or step
   *     shows as missing then
   */
  public static Optional<JobLabels> read(ContainerInfo container) {
    Map<String, String> labels = container.labels();
    String job = labels.getOrDefault(Ownership.JOB, "");
    int nodes = number(labels.get(NODES)).orElse(0);
    List<String> steps = steps(labels);
    Optional<JobPart> part = part(labels, nodes, steps);
    if (job.isEmpty() || part.isEmpty() || nodes == 0) {
      return Optional.empty();
    }
    return Optional.of(
        new JobLabels(
            job,
            part.get(),
            nodes,
            steps,
            duration(labels.get(TIMEOUT)),
            duration(labels.get(FAILURE_GRACE)).orElse(JobSpec.DEFAULT_FAILURE_GRACE),
            duration(labels.get(MASTER_WAIT)).orElse(JobSpec.DEFAULT_MASTER_WAIT),
            REMOVED.equals(labels.get(REMOVAL))
                ? JobSpec.Removal.AFTER_THE_END
                : JobSpec.Removal.KEEP));
  }

  private static List<String> steps(Map<String, String> labels) {
    List<String> steps = new ArrayList<>();
    for (String name = labels.get(STEPS + 0);
        name != null;
        name = labels.get(STEPS + steps.size())) {
      steps.add(name);
    }
    return steps;
  }

  private static Optional<JobPart> part(Map<String, String> labels, int nodes, List<String> steps) {
    return number(labels.get(RANK))
        .filter(rank -> rank < nodes)
        .map(JobPart::node)
        .or(() -> Optional.ofNullable(labels.get(STEP)).filter(steps::contains).map(JobPart::step));
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
