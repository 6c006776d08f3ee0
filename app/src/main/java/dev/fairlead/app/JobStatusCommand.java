package dev.fairlead.app;

import dev.fairlead.jobs.Jobs;
import dev.fairlead.jobs.log.JobLogEvent;
import dev.fairlead.jobs.log.JobLogOptions;
import dev.fairlead.jobs.status.JobInfo;
import dev.fairlead.jobs.status.JobMember;
import dev.fairlead.jobs.status.JobState;
import dev.fairlead.spi.log.LogOptions;
import java.time.Instant;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;
import reactor.core.publisher.Mono;

/** Tells how a job is, with all its nodes, and how the log of what failed ends. */
@Command(name = "status", description = "Tell how a job and each of its nodes is.")
final class JobStatusCommand extends RuntimeCommand {

  private static final int TAIL = 10;

  @Parameters(paramLabel = "JOB", description = "Name of the job.")
  String job = "";

  @Override
  boolean onlyLooks() {
    return true;
  }

  @Override
  Mono<Integer> execute(Session session) {
    return session
        .runtime()
        .map(Jobs::of)
        .flatMap(
            jobs ->
                jobs.get(job)
                    .flatMap(info -> tail(jobs, info).doOnNext(lines -> print(info, lines))))
        .thenReturn(ExitCodes.OK);
  }

  /** How the log of what failed ends; empty where none did. */
  private static Mono<List<String>> tail(Jobs jobs, JobInfo info) {
    JobState state = info.status().state();
    if (state != JobState.FAILED && state != JobState.FAILING) {
      return Mono.just(List.of());
    }
    return Mono.justOrEmpty(info.status().firstFailure().map(JobMember::part))
        .flatMapMany(
            part ->
                jobs.logs(
                    info.name(),
                    JobLogOptions.all().only(part).withEach(LogOptions.all().withTail(TAIL))))
        .ofType(JobLogEvent.Line.class)
        .map(line -> "[" + line.part().tag() + "] " + line.line().text())
        .collectList();
  }

  private void print(JobInfo info, List<String> tail) {
    if (output().json()) {
      output().document(JobView.document(info).with("logTail", tail).fields());
      return;
    }
    output().line(JobView.words(info));
    output().table(JobView.heading(), JobView.rows(info, Instant.now()));
    tail.forEach(line -> output().line(Printable.of(line)));
  }
}
