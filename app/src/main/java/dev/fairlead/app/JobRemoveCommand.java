package dev.fairlead.app;

import dev.fairlead.jobs.Jobs;
import dev.fairlead.jobs.status.JobInfo;
import dev.fairlead.jobs.status.MemberState;
import dev.fairlead.spi.error.ConflictException;
import dev.fairlead.spi.error.ErrorContext;
import dev.fairlead.spi.error.NotFoundException;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import reactor.core.publisher.Mono;

/** Removes jobs, with all that was made for them. */
@Command(
    name = "rm",
    aliases = "remove",
    description = "Remove jobs, with all that was made for them.")
final class JobRemoveCommand extends RuntimeCommand {

  @Option(
      names = {"-f", "--force"},
      description = "Kill what runs, and pass over what is not there.")
  boolean force;

  @Parameters(arity = "1..*", paramLabel = "JOB", description = "Names of jobs.")
  List<String> jobs = new ArrayList<>();

  @Override
  Mono<Integer> execute(Session session) {
    return session.each(
        "job", jobs, (runtime, name) -> remove(runtime.id(), Jobs.of(runtime), name));
  }

  private Mono<Void> remove(String runtime, Jobs all, String name) {
    if (force) {
      return all.delete(name).then();
    }
    return all.get(name)
        .flatMap(job -> runs(job) ? Mono.error(() -> running(runtime, name)) : all.delete(name))
        .onErrorResume(
            NotFoundException.class,
            // Its client may have died when it had made no more than a network.
            missing -> all.delete(name).flatMap(any -> any ? Mono.just(true) : Mono.error(missing)))
        .then();
  }

  private static boolean runs(JobInfo job) {
    return job.status().parts().stream().anyMatch(member -> member.state() == MemberState.RUNNING);
  }

  private static ConflictException running(String runtime, String name) {
    return new ConflictException(
        ErrorContext.of(runtime, "remove job " + name)
            .withResource(name)
            .withRemedy("fairlead job rm -f " + name),
        "some of it runs",
        null);
  }
}
