package dev.fairlead.app;

import dev.fairlead.core.ContainerRuntime;
import dev.fairlead.jobs.Jobs;
import dev.fairlead.jobs.status.JobInfo;
import java.util.function.Function;
import picocli.CommandLine.Command;
import reactor.core.publisher.Flux;

/** Lists jobs. */
@Command(name = "ls", aliases = "list", description = "List jobs, the youngest first.")
final class JobListCommand extends ListingCommand<JobInfo> {

  @Override
  Function<ContainerRuntime, Flux<JobInfo>> query() {
    return runtime -> Jobs.of(runtime).list();
  }

  @Override
  Columns<JobInfo> columns() {
    return JobView.columns();
  }

  @Override
  Document document(JobInfo job) {
    return JobView.document(job);
  }

  @Override
  String id(JobInfo job) {
    return job.name();
  }
}
