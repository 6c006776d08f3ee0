package dev.fairlead.app.examples;

import dev.fairlead.core.ContainerRuntime;
import dev.fairlead.jobs.Jobs;
import dev.fairlead.jobs.log.JobLogOptions;
import dev.fairlead.jobs.spec.JobSpec;
import dev.fairlead.jobs.status.JobEvent;
import dev.fairlead.spi.container.ContainerSpec;
import reactor.core.publisher.Flux;

/** docs/jobs.md, its piece. */
final class JobExample {

  private JobExample() {}

  static Flux<JobEvent> train(ContainerRuntime runtime) {
    ContainerSpec node = ContainerSpec.builder("trainer:1").command("torchrun", "train.py").build();
    JobSpec spec =
        JobSpec.builder("train", node).nodes(4).removal(JobSpec.Removal.AFTER_THE_END).build();
    Jobs jobs = Jobs.of(runtime);
    Flux<JobEvent> events =
        jobs.run(spec).thenMany(jobs.follow(spec.name(), JobLogOptions.following()));
    return events;
  }
}
