package dev.fairlead.spi.container;

import dev.fairlead.spi.ArchiveFile;
import dev.fairlead.spi.Capability;
import dev.fairlead.spi.PlanMode;
import dev.fairlead.spi.Refusal;
import dev.fairlead.spi.exec.ExecSpec;
import dev.fairlead.spi.log.LogEvent;
import dev.fairlead.spi.log.LogOptions;
import dev.fairlead.spi.system.PruneReport;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.util.List;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * The containers of one runtime. Each operation that names a container signals {@link
 * dev.fairlead.spi.error.NotFoundException} if there is none, unless it says otherwise.
 */
public interface Containers {

  /**
   * Id of the backend.
   *
   * @return the id
   */
  String backend();

  /**
   * Makes a container, and does not start it. Does not pull its image. The container is marked as
   * {@link Ownership} tells. Needs {@link Capability#CREATE_WITHOUT_START}: where that is not
   * declared, it is refused, and {@link #launch} and {@link #runAttached} make and start in one.
   *
   * <p>A name that exists with the same specification yields that container; with another one it is
   * a {@link dev.fairlead.spi.error.ConflictException} that names the fields. A field that the plan
   * drops is an {@link dev.fairlead.spi.error.InvalidSpecException} in strict mode; an image that
   * the runtime does not have is a {@link dev.fairlead.spi.error.NotFoundException}. After an
   * error, and after a cancellation before the container is emitted, nothing is left behind.
   *
   * @param spec what is asked for
   * @param mode whether dropped fields are accepted
   * @return the container
   */
  Mono<CreateResult> create(ContainerSpec spec, PlanMode mode);

  /**
   * Makes a container and starts it, with nobody attached. After an error nothing is left behind. A
   * name that exists is treated as by {@link #create}: that container is started if it does not
   * run. Errors are those of {@link #create} and {@link #start}.
   *
   * @param spec what is asked for
   * @param mode whether dropped fields are accepted
   * @return the container, once its first process runs
   */
  default Mono<CreateResult> launch(ContainerSpec spec, PlanMode mode) {
    return Launching.detached(this, spec, mode);
  }

  /**
   * Makes a container and starts it as {@link #startAttached} does: no byte and no exit code is
   * lost. After an error, and after a cancellation before the process is emitted, nothing is left
   * behind. A name that exists is a {@link dev.fairlead.spi.error.ConflictException}. Other errors
   * are those of {@link #create} and {@link #startAttached}.
   *
   * @param spec what is asked for
   * @param mode whether dropped fields are accepted
   * @param options the wanted streams
   * @return the container and its first process, once it runs
   */
  default Mono<AttachedContainer> runAttached(
      ContainerSpec spec, PlanMode mode, AttachOptions options) {
    return Launching.attached(this, spec, mode, options);
  }

  /**
   * Starts a container; one that runs is left as it is. One that has ended needs {@link
   * Capability#START_AGAIN}.
   *
   * <p>Signals {@link dev.fairlead.spi.error.PortInUseException} if a port is taken, and {@link
   * dev.fairlead.spi.error.NotFoundException} of the kind {@code COMMAND} if the program is not
   * there, or {@link dev.fairlead.spi.error.NotExecutableException} if it cannot be executed. Where
   * the runtime pulls by itself, an image that is not there shows only now. The container itself
   * stays as it was made.
   *
   * @param id the container
   * @return completes when its first process runs
   */
  Mono<Void> start(ContainerId id);

  /**
   * Attaches, registers the wait for the end, and only then starts: no byte and no exit code is
   * lost, however short the container lives and even if it removes itself. Errors are those of
   * {@link #start(ContainerId)}; a container that runs already is a {@link
   * dev.fairlead.spi.error.ConflictException}. Without {@link Capability#ATTACH_STREAMS_APART} all
   * output is standard output, and without {@link Capability#ATTACH_BYTES_EXACT} what is no UTF-8
   * may be replaced: being whole comes before being apart or exact. Cancelling before the process
   * is emitted releases all, and leaves a container that was started meanwhile running.
   *
   * @param id a container that does not run
   * @param options the wanted streams
   * @return its first process, once it runs
   */
  Mono<AttachedProcess> startAttached(ContainerId id, AttachOptions options);

  /**
   * Attaches to a container that runs. Needs {@link Capability#ATTACH_RUNNING}.
   *
   * @param id the container
   * @param options the wanted streams
   * @return its first process, once the runtime confirmed the attachment
   */
  default Mono<AttachedProcess> attach(ContainerId id, AttachOptions options) {
    return Refusal.mono(backend(), Capability.ATTACH_RUNNING, "attach to container " + id);
  }

  /**
   * Asks a container to end, and kills it after the grace period; one that does not run is success.
   *
   * @param id the container
   * @param options signal and grace period; others than the container's own need {@link
   *     Capability#STOP_OPTIONS}
   * @return what it took
   */
  Mono<StopResult> stop(ContainerId id, StopOptions options);

  /**
   * Sends a signal to the first process. A container that does not run is a {@link
   * dev.fairlead.spi.error.ConflictException}. Needs {@link Capability#KILL}: where it is not
   * declared, only removing ends a container at once.
   *
   * @param id the container
   * @param signal the signal; others than {@code SIGKILL} need {@link Capability#KILL_SIGNALS}
   * @return completes when it was sent
   */
  Mono<Void> kill(ContainerId id, Signal signal);

  /**
   * Stops a container if it runs, and starts it. Needs {@link Capability#START_AGAIN}.
   *
   * @param id the container
   * @param options how it is stopped
   * @return completes when its first process runs again
   */
  Mono<Void> restart(ContainerId id, StopOptions options);

  /**
   * Freezes a container; one that is frozen is left as it is. Needs {@link Capability#PAUSE}.
   *
   * @param id a container that runs; one that does not is a {@link
   *     dev.fairlead.spi.error.ConflictException}
   * @return completes when it is frozen
   */
  default Mono<Void> pause(ContainerId id) {
    return Refusal.mono(backend(), Capability.PAUSE, "pause container " + id);
  }

  /**
   * Lets a frozen container go on; one that runs is left as it is. Needs {@link Capability#PAUSE}.
   *
   * @param id the container; one that does not run is a {@link
   *     dev.fairlead.spi.error.ConflictException}
   * @return completes when it goes on
   */
  default Mono<Void> unpause(ContainerId id) {
    return Refusal.mono(backend(), Capability.PAUSE, "unpause container " + id);
  }

  /**
   * Gives a container another name. Needs {@link Capability#RENAME}.
   *
   * @param id the container
   * @param name the new name; one that is taken is a {@link
   *     dev.fairlead.spi.error.ConflictException}
   * @return completes when it has the name
   */
  default Mono<Void> rename(ContainerId id, String name) {
    return Refusal.mono(backend(), Capability.RENAME, "rename container " + id);
  }

  /**
   * Removes a container; one that is not there is success.
   *
   * @param id the container
   * @param options what happens if it runs; refused as a {@link
   *     dev.fairlead.spi.error.ConflictException} by default
   * @return completes when it is gone
   */
  Mono<Void> remove(ContainerId id, RemoveOptions options);

  /**
   * Removes all containers that do not run. Needs {@link Capability#CONTAINER_PRUNE}.
   *
   * @param filter which of them
   * @return what was removed
   */
  default Mono<PruneReport> prune(ContainerFilter filter) {
    return Refusal.mono(backend(), Capability.CONTAINER_PRUNE, "prune containers");
  }

  /**
   * Tells all about a container.
   *
   * @param id the container
   * @return what the runtime tells
   */
  Mono<ContainerInfo> inspect(ContainerId id);

  /**
   * Lists containers, youngest first where the runtime tells their age. What cannot be read is an
   * error, never left out. Where the runtime's list tells less than an inspection, the rest is
   * empty. What a runtime made by itself to hold a pod together is not among them unless the filter
   * says so, and never among what is pruned.
   *
   * @param filter which
   * @return those that match now
   */
  Flux<ContainerInfo> list(ContainerFilter filter);

  /**
   * Registers a wait. What ends after the emission is never missed.
   *
   * @param id the container
   * @param condition what is waited for
   * @return the wait, once the runtime knows of it
   */
  Mono<ExitWatch> watchExit(ContainerId id, WaitCondition condition);

  /**
   * Waits for the end of a container. Cancelling does not stop it.
   *
   * @param id the container
   * @param condition what is waited for
   * @return how it ended
   */
  default Mono<Exit> waitFor(ContainerId id, WaitCondition condition) {
    return Mono.usingWhen(watchExit(id, condition), ExitWatch::exit, ExitWatch::close);
  }

  /**
   * Reads what the first process wrote. Needs {@link Capability#LOGS}. If it is followed, it waits
   * for the first start and ends when the container has ended for good: neither alive nor {@link
   * ContainerState#CREATED} nor {@link ContainerState#RESTARTING}. Bytes are exact where {@link
   * Capability#LOG_BYTES_EXACT} is declared; elsewhere the runtime itself replaces what is no
   * UTF-8. A broken connection is an error or, if it could be mended, nothing or a {@link
   * dev.fairlead.spi.log.Gap}. Each subscriber has a connection of its own, which cancelling
   * closes.
   *
   * @param id the container
   * @param options which part
   * @return output in the order in which the runtime kept it
   */
  default Flux<LogEvent> logs(ContainerId id, LogOptions options) {
    return Refusal.flux(backend(), Capability.LOGS, "read the log of container " + id);
  }

  /**
   * Executes a command in a container that runs. Needs {@link Capability#EXEC}. A container that
   * does not run is a {@link dev.fairlead.spi.error.ConflictException}. A program that is not there
   * is an end with code 127, as in a shell. Cancelling before the process is emitted kills it where
   * {@link Capability#EXEC_KILL} is declared, and so does an error after which it is not known
   * whether it was started. A backend may find it by a variable that it adds to its environment.
   *
   * @param id the container
   * @param spec the command
   * @return the process, once it was started
   */
  default Mono<AttachedProcess> exec(ContainerId id, ExecSpec spec) {
    return Refusal.mono(backend(), Capability.EXEC, "execute a command in container " + id);
  }

  /**
   * Measures what a container uses. Needs {@link Capability#STATS}. A container that does not run
   * is a {@link dev.fairlead.spi.error.ConflictException}, and zeros are never invented for it;
   * only a stream waits for one that is about to be restarted by its policy.
   *
   * @param id the container
   * @param mode one sample or a stream of them
   * @return the samples; a stream ends when the container has ended for good
   */
  default Flux<ContainerStats> stats(ContainerId id, StatsMode mode) {
    return Refusal.flux(backend(), Capability.STATS, "measure container " + id);
  }

  /**
   * Lists the processes inside. Needs {@link Capability#TOP}.
   *
   * @param id a container that runs; one that does not is a {@link
   *     dev.fairlead.spi.error.ConflictException}
   * @return the processes
   */
  default Mono<ProcessTable> top(ContainerId id) {
    return Refusal.mono(backend(), Capability.TOP, "list the processes of container " + id);
  }

  /**
   * Lists the processes inside, with the columns that somebody wants. Needs {@link Capability#TOP},
   * and for arguments {@link Capability#TOP_ARGUMENTS}.
   *
   * @param id a container that runs; one that does not is a {@link
   *     dev.fairlead.spi.error.ConflictException}
   * @param psArguments arguments of ps(1), such as {@code -o pid,comm}; the column of process
   *     numbers has to be among what they show. Empty for the runtime's own choice
   * @return the processes
   */
  default Mono<ProcessTable> top(ContainerId id, List<String> psArguments) {
    return psArguments.isEmpty()
        ? top(id)
        : Refusal.mono(
            backend(), Capability.TOP_ARGUMENTS, "list the processes of container " + id);
  }

  /**
   * Tells what the health check of a container found. Needs {@link Capability#HEALTH_CHECK}. Where
   * the runtime makes no checks by itself, which the plan of a container with one says, this makes
   * the one whose time has come first.
   *
   * @param id the container
   * @return what was found last; empty if it has no check
   */
  default Mono<HealthReport> health(ContainerId id) {
    return Refusal.mono(backend(), Capability.HEALTH_CHECK, "read the health of container " + id);
  }

  /**
   * Reads files. Needs {@link Capability#FILE_COPY}.
   *
   * @param id the container
   * @param path an absolute path inside
   * @return a tar archive, with memory bounded by what is demanded
   */
  default Flux<ByteBuffer> copyOut(ContainerId id, String path) {
    return Refusal.flux(backend(), Capability.FILE_COPY, "copy " + path + " from container " + id);
  }

  /**
   * Writes files. Needs {@link Capability#FILE_COPY}.
   *
   * @param id the container
   * @param directory an absolute path of a directory inside, which exists
   * @param tar a tar archive that is unpacked there
   * @return completes when all is unpacked
   */
  default Mono<Void> copyIn(ContainerId id, String directory, Publisher<ByteBuffer> tar) {
    return Refusal.mono(backend(), Capability.FILE_COPY, "copy into container " + id);
  }

  /**
   * Reads the whole file system. Needs {@link Capability#EXPORT}.
   *
   * @param id the container
   * @return a tar archive, with memory bounded by what is demanded
   */
  default Flux<ByteBuffer> export(ContainerId id) {
    return Refusal.flux(backend(), Capability.EXPORT, "export container " + id);
  }

  /**
   * Reads the whole file system into a channel, with the same little memory however large it is and
   * however fast it comes. Needs {@link Capability#EXPORT}.
   *
   * <p>What was written before an error stays where it is: only completion says that the archive is
   * whole. After a cancellation the write that was under way may still end.
   *
   * @param id the container
   * @param target where a tar archive is written to, from where it stands, by threads that may
   *     block; has to be in blocking mode, and is neither forced to a disk nor closed
   * @return how many bytes have been written, told again and again and at last of the whole
   *     archive, by demand. Signals {@link java.io.UncheckedIOException} when the target fails
   */
  default Flux<Long> exportTo(ContainerId id, WritableByteChannel target) {
    return ArchiveFile.write(export(id), target);
  }

  /**
   * Makes an image of a container. Needs {@link Capability#COMMIT}.
   *
   * @param id the container
   * @param spec name and details of the image
   * @return id of the image
   */
  default Mono<String> commit(ContainerId id, CommitSpec spec) {
    return Refusal.mono(backend(), Capability.COMMIT, "commit container " + id);
  }

  /**
   * Connects to a port inside, through the client's own connection to the runtime. Needs {@link
   * Capability#PORT_FORWARD}.
   *
   * @param id the container
   * @param port 1 to 65535
   * @return the connection, owned by its receiver
   */
  default Mono<PortConnection> connectPort(ContainerId id, int port) {
    return Refusal.mono(
        backend(), Capability.PORT_FORWARD, "forward port " + port + " of container " + id);
  }
}
