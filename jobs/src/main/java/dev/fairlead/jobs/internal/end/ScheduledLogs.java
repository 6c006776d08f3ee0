package dev.fairlead.jobs.internal.end;

import dev.fairlead.core.ContainerRuntime;
import dev.fairlead.jobs.internal.found.ScheduledJobs;
import dev.fairlead.jobs.log.JobLogEvent;
import dev.fairlead.jobs.log.JobLogOptions;
import dev.fairlead.jobs.status.JobInfo;
import dev.fairlead.jobs.status.JobMember;
import dev.fairlead.spi.error.NotFoundException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.scheduler.Scheduler;

/** The followed logs of a job whose containers the runtime makes by and by. */
public final class ScheduledLogs {

  private final ContainerRuntime runtime;
  private final Scheduler timer;
  private final MergedLogs logs;

  /**
   * Reads nothing yet.
   *
   * @param runtime where the jobs are
   * @param timer what pauses are made with
   * @param logs reads the logs of containers that are there
   */
  public ScheduledLogs(ContainerRuntime runtime, Scheduler timer, MergedLogs logs) {
    this.runtime = runtime;
    this.timer = timer;
    this.logs = logs;
  }

  /**
   * Merges the logs, each from when its container is there.
   *
   * @param job the job
   * @param options what is wanted
   * @param over when it completes, nobody will start what was not started
   * @return the lines and troubles of all nodes
   */
  public Flux<JobLogEvent> of(JobInfo job, JobLogOptions options, Publisher<?> over) {
    return Flux.defer(
        () -> {
          Map<Integer, JobMember> awaited = new ConcurrentSkipListMap<>();
          job.status().members().forEach(member -> awaited.put(member.rank(), member));
          Flux<JobMember> come =
              ScheduledEnd.changes(runtime, timer, job.name())
                  .concatMapIterable(now -> ScheduledJobs.members(now, job.nodes()))
                  .filter(member -> member.container().isPresent())
                  .filter(member -> awaited.remove(member.rank()) != null)
                  .onErrorResume(NotFoundException.class, gone -> Flux.empty());
          return come.concatWith(Flux.defer(() -> Flux.fromIterable(awaited.values())))
              .flatMap(
                  member -> logs.of(List.of(member), options, over),
                  Math.max(1, job.nodes()),
                  MergedLogs.AHEAD);
        });
  }
}
