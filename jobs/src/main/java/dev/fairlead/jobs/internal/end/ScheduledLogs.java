package dev.fairlead.jobs.internal.end;

import dev.fairlead.core.ContainerRuntime;
import dev.fairlead.jobs.internal.found.ScheduledJobs;
import dev.fairlead.jobs.log.JobLogEvent;
import dev.fairlead.jobs.log.JobLogOptions;
import dev.fairlead.jobs.status.JobInfo;
import dev.fairlead.jobs.status.JobMember;
import dev.fairlead.jobs.status.JobStatus;
import dev.fairlead.spi.error.ContainerException;
import dev.fairlead.spi.error.NotFoundException;
import dev.fairlead.spi.job.IndexedJobInfo;
import dev.fairlead.spi.job.IndexedJobState;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
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
   * Merges the logs, each from when its container is there. The job is looked after only for as
   * long as a node is awaited that is wanted.
   *
   * @param job the job
   * @param options what is wanted
   * @param over when it completes, nobody will start what was not started
   * @return the lines and troubles of all nodes that are wanted
   */
  public Flux<JobLogEvent> of(JobInfo job, JobLogOptions options, Publisher<?> over) {
    return Flux.defer(
        () -> {
          Map<Integer, JobMember> awaited = new ConcurrentSkipListMap<>();
          job.status().members().stream()
              .filter(member -> options.wants(member.part()))
              .forEach(member -> awaited.put(member.rank(), member));
          return come(job, awaited, over)
              .concatWith(Flux.defer(() -> Flux.fromIterable(awaited.values())))
              .flatMap(
                  member -> logs.of(List.of(member), options, over),
                  Math.max(1, job.nodes()),
                  MergedLogs.AHEAD);
        });
  }

  /** Takes each node from those that are awaited when its container is there. */
  private Flux<JobMember> come(JobInfo job, Map<Integer, JobMember> awaited, Publisher<?> over) {
    if (awaited.isEmpty()) {
      return Flux.empty();
    }
    return ScheduledEnd.changes(runtime, timer, job.name())
        .takeUntil(now -> isAllThereIs(now, job.nodes()))
        .takeUntilOther(over)
        .concatWith(Mono.defer(() -> last(job.name(), awaited)))
        .concatMapIterable(now -> ScheduledJobs.members(now, job.nodes()))
        .filter(member -> member.container().isPresent())
        .filter(member -> awaited.remove(member.rank()) != null)
        .takeUntil(member -> awaited.isEmpty())
        .onErrorResume(NotFoundException.class, gone -> Flux.empty());
  }

  /** Whoever says that it is over may have seen what came before it was told here. */
  private Mono<IndexedJobInfo> last(String job, Map<Integer, JobMember> awaited) {
    return awaited.isEmpty()
        ? Mono.empty()
        : runtime
            .indexedJobs()
            .inspect(job)
            .retryWhen(EndWatch.again(timer))
            .onErrorResume(ContainerException.class, unseen -> Mono.empty());
  }

  /** A watch of a job of which the runtime cannot tell how it ended does not end by itself. */
  private static boolean isAllThereIs(IndexedJobInfo now, int nodes) {
    return now.state() == IndexedJobState.UNKNOWN
        && JobStatus.fold(
                JobInfo.Form.SCHEDULED, nodes, List.of(), ScheduledJobs.members(now, nodes))
            .state()
            .ended();
  }
}
