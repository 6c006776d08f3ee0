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
import java.util.TreeMap;
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
    ofTheJob().forEach(container::label);
    container.label(part.isNode() ? RANK : STEP, part.tag());
  }

  /**
   * What all parts of a job say, and the job itself where the runtime schedules it.
   *
   * @return labels without a rank and a step
   */
  public Map<String, String> ofTheJob() {
    Map<String, String> labels = new TreeMap<>();
    labels.put(Ownership.JOB, job);
    labels.put(NODES, String.valueOf(nodes));
    labels.put(FAILURE_GRACE, failureGrace.toString());
    labels.put(MASTER_WAIT, masterWait.toString());
    for (int at = 0; at < steps.size(); at++) {
      labels.put(STEPS + at, steps.get(at));
    }
    timeout.ifPresent(value -> labels.put(TIMEOUT, value.toString()));
    if (removal == JobSpec.Removal.AFTER_THE_END) {
      labels.put(REMOVAL, REMOVED);
    }
    return labels;
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
    return read(container.labels());
  }

  /**
   * Reads what a job says that the runtime schedules.
   *
   * @param labels its labels
   * @return the labels, with a part that says nothing; empty if it is none of this module
   */
  public static Optional<JobLabels> readJob(Map<String, String> labels) {
    Map<String, String> ranked = new TreeMap<>(labels);
    ranked.put(RANK, "0");
    return read(ranked);
  }

  private static Optional<JobLabels> read(Map<String, String> labels) {
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
