package dev.fairlead.app;

import dev.fairlead.core.ContainerRuntime;
import dev.fairlead.jobs.Jobs;
import dev.fairlead.jobs.log.JobLogOptions;
import dev.fairlead.jobs.status.JobPart;
import dev.fairlead.jobs.status.JobStatus;
import dev.fairlead.spi.Capability;
import dev.fairlead.spi.log.LogOptions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import reactor.core.publisher.Mono;

/** Reads the logs of all nodes and init steps of a job as one. */
@Command(
    name = "logs",
    description =
        "Read the logs of a job as one, each line with the rank of its node or the name of its init"
            + " step.")
final class JobLogsCommand extends RuntimeCommand {

  @Option(
      names = {"-f", "--follow"},
      description = "Go on until all nodes have ended.")
  boolean follow;

  @Option(
      names = {"-t", "--timestamps"},
      description = "Put the time before each line.")
  boolean timestamps;

  @Option(
      names = {"-n", "--tail"},
      paramLabel = "N",
      description = "Only this many last lines of each node.")
  @Nullable Integer tail;

  @Option(
      names = "--since",
      paramLabel = "TIME",
      description = "Nothing older: RFC 3339, or how long ago, such as 10m.")
  @Nullable String since;

  @Option(
      names = "--rank",
      paramLabel = "N",
      split = ",",
      description = "Only of this node; may be repeated, or 0,2,5.")
  List<Integer> ranks = new ArrayList<>();

  @Option(
      names = "--step",
      paramLabel = "NAME",
      split = ",",
      description =
          "Only of this init step, or of the nodes: node; may be repeated, or fetch,node.")
  List<String> steps = new ArrayList<>();

  @Parameters(paramLabel = "JOB", description = "Name of the job.")
  String job = "";

  @Override
  boolean onlyLooks() {
    return true;
  }

  @Override
  Mono<Integer> execute(Session session) {
    return session.runtime().flatMap(runtime -> print(session, runtime));
  }

  private Mono<Integer> print(Session session, ContainerRuntime runtime) {
    Jobs jobs = Jobs.of(runtime);
    boolean timed = runtime.capabilities().has(Capability.LOG_TIMESTAMPS);
    JobLogOptions options =
        new JobLogOptions(Set.copyOf(ranks), Set.copyOf(steps), each(timed, Instant.now()));
    return jobs.get(job)
        .flatMap(
            info -> {
              checkRanks(info.nodes());
              checkSteps(info.status());
              return new JobLines(session, output(), info.nodes(), timestamps)
                  .print(jobs.logs(job, options), result -> ExitCodes.OK);
            });
  }

  private void checkRanks(int nodes) {
    ranks.stream()
        .filter(rank -> rank >= nodes)
        .findFirst()
        .ifPresent(
            rank -> {
              throw new IllegalArgumentException(
                  "job " + job + " has the ranks 0 to " + (nodes - 1) + ", and no rank " + rank);
            });
  }

  private void checkSteps(JobStatus status) {
    List<String> known = new ArrayList<>(List.of(JobPart.NODE));
    status.steps().forEach(step -> known.add(step.part().step()));
    steps.stream()
        .filter(step -> !known.contains(step))
        .findFirst()
        .ifPresent(
            step -> {
              throw new IllegalArgumentException(
                  "job " + job + " has the steps " + String.join(", ", known) + ", and no " + step);
            });
  }

  /** Documents have times where there are any; who asks for them is told where there are none. */
  private LogOptions each(boolean timed, Instant now) {
    LogOptions options = follow ? LogOptions.following() : LogOptions.all();
    if (timestamps || (output().json() && timed)) {
      options = options.withTimestamps(LogOptions.Timestamps.YES);
    }
    if (tail != null) {
      options = options.withTail(tail);
    }
    return since == null ? options : options.withSince(DurationSyntax.instant(since, now));
  }
}
