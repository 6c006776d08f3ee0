package dev.fairlead.jobs.internal.found;

import dev.fairlead.core.ContainerRuntime;
import dev.fairlead.jobs.spec.JobSpec;
import dev.fairlead.jobs.status.JobInfo;
import dev.fairlead.jobs.status.JobMember;
import dev.fairlead.jobs.status.JobPart;
import dev.fairlead.jobs.status.JobStatus;
import dev.fairlead.jobs.status.MemberState;
import dev.fairlead.spi.Capability;
import dev.fairlead.spi.container.Ownership;
import dev.fairlead.spi.job.IndexedJobInfo;
import dev.fairlead.spi.job.IndexedJobNode;
import dev.fairlead.spi.job.IndexedJobState;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import reactor.core.publisher.Flux;

/** Jobs that the runtime itself schedules, where it does, told in the words of all jobs. */
public final class ScheduledJobs {

  private static final String IMAGE = Ownership.PREFIX + "job-image";

  private final ContainerRuntime runtime;

  /**
   * Looks for nothing yet.
   *
   * @param runtime where the jobs are
   */
  public ScheduledJobs(ContainerRuntime runtime) {
    this.runtime = runtime;
  }

  /**
   * Whether the runtime schedules jobs itself.
   *
   * @param runtime the runtime
   * @return true if it has {@link Capability#INDEXED_JOBS}
   */
  public static boolean areOn(ContainerRuntime runtime) {
    return runtime.capabilities().has(Capability.INDEXED_JOBS);
  }

  /**
   * What such a job says of itself, so that another process finds it with all that it has to know.
   *
   * @param spec the job
   * @param steps the names of its init steps, which are containers of their own
   * @return its labels
   */
  public static Map<String, String> labels(JobSpec spec, List<String> steps) {
    Map<String, String> labels =
        new TreeMap<>(JobLabels.of(spec, steps, JobPart.node(0)).ofTheJob());
    labels.put(IMAGE, spec.template().image());
    return labels;
  }

  /** Those that this module made, in the runtime's own words; none where it schedules none. */
  Flux<IndexedJobInfo> named(Map<String, String> labels) {
    return areOn(runtime)
        ? runtime
            .indexedJobs()
            .list(labels)
            .filter(job -> JobLabels.readJob(job.labels()).isPresent())
        : Flux.empty();
  }

  /**
   * In the words of all jobs, with the init steps that were found beside it. A step that the job
   * does not have is somebody's own label.
   */
  static Optional<JobInfo> info(IndexedJobInfo job, List<JobMember> steps) {
    return JobLabels.readJob(job.labels())
        .map(
            labels ->
                new JobInfo(
                    job.name(),
                    job.labels().getOrDefault(IMAGE, ""),
                    labels.nodes(),
                    job.created(),
                    labels.timeout(),
                    labels.failureGrace(),
                    labels.masterWait(),
                    labels.removal(),
                    JobInfo.Form.SCHEDULED,
                    JobStatus.fold(
                        JobInfo.Form.SCHEDULED,
                        labels.nodes(),
                        labels.steps(),
                        Stream.concat(
                                steps.stream()
                                    .filter(step -> labels.steps().contains(step.part().step())),
                                members(job, labels.nodes()).stream())
                            .toList())));
  }

  /**
   * How the nodes of such a job are: by what was observed of their containers, as in every job, and
   * never by what the runtime calls the job.
   *
   * @param job the job
   * @param nodes how many nodes it was made with
   * @return its nodes
   */
  public static List<JobMember> members(IndexedJobInfo job, int nodes) {
    return job.nodes().stream()
        .filter(node -> node.index() < nodes)
        .map(node -> member(job, node))
        .toList();
  }

  private static JobMember member(IndexedJobInfo job, IndexedJobNode node) {
    JobMember seen = JobMember.of(node);
    if (node.container().isEmpty() && goesOn(job.state())) {
      return JobMember.expected(JobPart.node(node.index()), job.reason().orElse(""));
    }
    if (seen.state() == MemberState.WAITING && goesOn(job.state())) {
      return seen.waitingFor(job.reason().orElse(""));
    }
    return seen.state() == MemberState.WAITING && job.state().ended()
        ? JobMember.missing(JobPart.node(node.index()), "the job ended before it was started")
        : seen;
  }

  /** Whether the runtime still makes containers for it. */
  private static boolean goesOn(IndexedJobState state) {
    return state == IndexedJobState.PENDING
        || state == IndexedJobState.SUSPENDED
        || state == IndexedJobState.RUNNING;
  }
}
