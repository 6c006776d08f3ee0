package dev.fairlead.app;

import dev.fairlead.jobs.Jobs;
import dev.fairlead.jobs.status.JobResult;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;
import reactor.core.publisher.Mono;

/** Waits for the end of a job, prints its exit code, and ends with it. */
@Command(
    name = "wait",
    description =
        "Wait for a job to end, print its exit code and end with it. Ends the other nodes when one"
            + " has failed, or when the job's time is over.")
final class JobWaitCommand extends RuntimeCommand {

  @Parameters(paramLabel = "JOB", description = "Name of the job.")
  String job = "";

  @Override
  Mono<Integer> execute(Session session) {
    return session
        .runtime()
        .flatMap(runtime -> Jobs.of(runtime).waitFor(job))
        .map(result -> print(session, result));
  }

  private int print(Session session, JobResult result) {
    if (!output().json()) {
      output().line(String.valueOf(result.exitCode()));
    }
    int code = JobView.report(session, output(), result);
    if (!output().json()) {
      result.failure().ifPresent(failure -> JobView.tail(session, failure));
    }
    return code;
  }
}
