package dev.fairlead.jobs.internal.start;

import dev.fairlead.core.ContainerRuntime;
import dev.fairlead.jobs.spec.JobRequest;
import dev.fairlead.jobs.spec.JobSpec;
import dev.fairlead.jobs.status.StartedJob;
import dev.fairlead.spi.job.IndexedJobInfo;
import dev.fairlead.spi.job.IndexedJobSpec;
import java.util.List;
import reactor.core.publisher.Mono;

/** Nodes that the runtime itself makes, starts and ends, and what cannot be had of them then. */
final class ScheduledNodes {

  private final ContainerRuntime runtime;
  private final JobRequest request;
  private final JobSpec spec;

  ScheduledNodes(ContainerRuntime runtime, JobRequest request) {
    this.runtime = runtime;
    this.request = request;
    this.spec = request.spec();
  }

  /** Makes the job, once per subscription; or yields one that is the same. */
  Mono<IndexedJobInfo> make(IndexedJobSpec wanted) {
    return Mono.fromRunnable(this::tellWhatIsNotKept)
        .then(runtime.indexedJobs().create(wanted, request.mode()));
  }

  private void tellWhatIsNotKept() {
    if (!spec.failureGrace().equals(JobSpec.DEFAULT_FAILURE_GRACE)) {
      tell("ends the other nodes at once when one fails: there is no grace after a failure");
    }
    if (!spec.masterWait().equals(JobSpec.DEFAULT_MASTER_WAIT)) {
      tell("starts the nodes as it has place for them: nobody is held back for rank 0");
    }
  }

  private void tell(String words) {
    request
        .notices()
        .accept("job " + spec.name() + ": " + runtime.id() + " schedules it and " + words);
  }

  /** What is known of it so far: its containers come by and by. */
  StartedJob started(IndexedJobInfo made, int port, List<String> warnings) {
    return new StartedJob(
        spec.name(), spec.nodes(), List.of(), made.leaderAddress().orElse(""), port, warnings);
  }
}
