package dev.fairlead.jobs;

import dev.fairlead.core.ContainerRuntime;
import dev.fairlead.jobs.internal.workspace.WorkspaceFiles;
import dev.fairlead.jobs.log.JobLogEvent;
import dev.fairlead.jobs.log.JobLogOptions;
import dev.fairlead.jobs.spec.JobRequest;
import dev.fairlead.jobs.spec.JobSpec;
import dev.fairlead.jobs.status.JobEvent;
import dev.fairlead.jobs.status.JobInfo;
import dev.fairlead.jobs.status.JobResult;
import dev.fairlead.jobs.status.JobStatus;
import dev.fairlead.jobs.status.StartedJob;
import dev.fairlead.spi.container.StopOptions;
import java.util.Objects;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/**
 * The jobs of a runtime: N ranked containers as one thing.
 *
 * <p>Every operation is cold. Nothing is kept beside the runtime: what one process started, another
 * one finds, follows, waits for and deletes. Safe for use by several threads. Applications do not
 * implement this interface, except to fake it in tests.
 *
 * <h2>Who ends what</h2>
 *
 * <p>Where the runtime schedules jobs itself ({@link dev.fairlead.spi.Capability#INDEXED_JOBS}),
 * the runtime does: it ends the other nodes at once after a failure, and all when the time is over,
 * and whoever waits only watches. Everywhere else:
 *
 * <p>When a node fails, the others are ended after the grace of {@link JobSpec#failureGrace()};
 * when the time of {@link JobSpec#timeout()} is over, all are. <b>Whoever waits does this</b>:
 * {@link #follow} and {@link #waitFor}, in whatever process, also if they begin later. When nobody
 * waits, nobody ends anything: nodes go on until they end by themselves, and how the job is stays
 * true all the same.
 *
 * <h2>Runtimes that need a client</h2>
 *
 * <p>Without {@link dev.fairlead.spi.Capability#DETACH} nodes are started attached, and this object
 * keeps them so, whoever follows or waits, and whoever stops doing that: their output is read and
 * dropped here, as it is in their logs too, and their exit codes are known to this object as long
 * as it is there. Each is let go of when its container has ended or was deleted by this object, and
 * all are when the runtime is closed; containers go on then, what they write is lost, and their
 * ends are {@link dev.fairlead.spi.container.Exit.Lost}, as they are to every other process.
 */
public interface Jobs {

  /**
   * The jobs of a runtime.
   *
   * @param runtime the runtime, which stays its owner's
   * @return its jobs
   */
  static Jobs of(ContainerRuntime runtime) {
    return new RuntimeJobs(
        Objects.requireNonNull(runtime, "runtime"),
        Schedulers.parallel(),
        WorkspaceFiles.ofThisMachine());
  }

  /**
   * Starts a job: gets its image, makes a network for it where the runtime has networks, runs its
   * init steps one after the other, makes one container for each rank, and starts rank 0 and then,
   * as soon as that listens, the others. A runtime that schedules jobs itself is given the job as a
   * whole after the init steps, and starts it when it can. An init step that does not end with 0
   * within its deadline is a step that failed; the end of its log is part of the error.
   *
   * <p>It is all or nothing. When any step fails or the subscriber cancels, whatever was made is
   * removed again, also when the answer to its making was lost. The error of a step is a {@link
   * dev.fairlead.spi.error.BackendFailureException} that names the step, with the error of the
   * runtime as its cause. A name that is in use is a {@link
   * dev.fairlead.spi.error.ConflictException}, and a runtime that can neither leave containers
   * running by themselves nor attach to them is an {@link
   * dev.fairlead.spi.error.OperationUnsupportedException}.
   *
   * @param request what to run
   * @return the job, once all its nodes were started, or once the runtime has it that starts them
   */
  Mono<StartedJob> run(JobRequest request);

  /**
   * Starts a job, strictly as specified, with the defaults for all else.
   *
   * @param spec the job
   * @return the job, once all its nodes were started
   */
  default Mono<StartedJob> run(JobSpec spec) {
    return run(JobRequest.of(spec));
  }

  /**
   * Finds a job again.
   *
   * @param name its name
   * @return what is known of it; signals {@link dev.fairlead.spi.error.NotFoundException} of the
   *     kind {@code JOB} if no container belongs to it
   */
  Mono<JobInfo> get(String name);

  /**
   * Lists all jobs.
   *
   * @return the jobs, the youngest first. Where those that the runtime schedules cannot be looked
   *     at, those of single containers come before the error
   */
  Flux<JobInfo> list();

  /**
   * Tells how a job is.
   *
   * @param name its name
   * @return how it is, now; errors are those of {@link #get}
   */
  default Mono<JobStatus> status(String name) {
    return get(name).map(JobInfo::status);
  }

  /**
   * Reads the logs of all init steps, one after the other, and then of all nodes as one. A log that
   * cannot be read, or not any further, is told by a {@link JobLogEvent.Trouble}, and the others go
   * on. Who follows a job while its init steps run sees its nodes, too.
   *
   * @param name name of the job
   * @param options which part; what is followed ends when all nodes have ended
   * @return lines and troubles; errors are those of {@link #get}
   */
  Flux<JobLogEvent> logs(String name, JobLogOptions options);

  /**
   * Waits for the end of a job, and ends its nodes as this interface says. A job that is to be
   * removed after its end is deleted then. Cancelling ends the wait and leaves the job as it is.
   *
   * @param name its name
   * @return how it ended; errors are those of {@link #get}, and of a runtime that cannot be reached
   *     for long
   */
  Mono<JobResult> waitFor(String name);

  /**
   * Follows a job to its end: its logs, and all that {@link #waitFor} does. How fast the logs are
   * read makes no difference to when nodes are ended. A job that is to be removed is deleted after
   * its logs were read.
   *
   * @param name its name
   * @param options which part of the logs
   * @return the logs, and as the last element the {@link JobResult}
   */
  Flux<JobEvent> follow(String name, JobLogOptions options);

  /**
   * Ends all nodes and init steps of a job that run, as {@link
   * dev.fairlead.spi.container.Containers#stop(dev.fairlead.spi.container.ContainerId,
   * StopOptions)} does with each. The job and its logs stay. This is how a job is cancelled.
   *
   * <p>A job that the runtime schedules, and none of whose nodes runs while some still wait to be
   * started, can only be deleted. It signals a {@link dev.fairlead.spi.error.ConflictException}
   * whose {@linkplain dev.fairlead.spi.error.ErrorContext#operation() operation} is {@code stop job
   * NAME}. That of the stop of one container is another one, and says nothing of the job.
   *
   * @param name its name
   * @param options signal and grace period; others than the containers' own need {@link
   *     dev.fairlead.spi.Capability#STOP_OPTIONS}
   * @return completes when none runs any more; errors are those of {@link #get} and of the stops
   */
  Mono<Void> stop(String name, StopOptions options);

  /**
   * Removes a job with its containers, running or not, and all else that was made for it. What
   * cannot be removed does not keep the rest from it, but for a workspace directory, which stays
   * for as long as a container does. It is removed only if it is on this machine and the file in it
   * says what the labels of the job say. Whoever may not look at what the runtime schedules can
   * remove jobs of single containers.
   *
   * @param name its name
   * @return whether there was anything to remove
   */
  Mono<Boolean> delete(String name);

  /**
   * Waits for what cancelled starts take back, which nobody else waits for. To be called before the
   * runtime is closed. It does not wait for nodes that this object is attached to; closing the
   * runtime lets go of them.
   *
   * @return completes when nothing is under way any more; never an error
   */
  Mono<Void> settled();
}
