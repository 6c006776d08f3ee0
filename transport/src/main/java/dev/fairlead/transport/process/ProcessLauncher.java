package dev.fairlead.transport.process;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/**
 * Starts programs of this machine.
 *
 * <p>Blocking reads and writes happen on daemon threads of the launcher's own bounded pool, so that
 * processes which are silent for long never take a thread from anybody else. Idle threads end after
 * a few seconds. All signals of a process's streams are delivered on those threads.
 *
 * <p>Errors of every operation are {@link ProcessException}s.
 */
public final class ProcessLauncher {

  /**
   * How many reads and writes may be under way at once; more fail with {@link
   * java.util.concurrent.RejectedExecutionException}.
   */
  public static final int MAX_THREADS = 1024;

  private static final int IDLE_SECONDS = 3;
  private static final Duration STUCK_READS = Duration.ofSeconds(1);

  /**
   * Not Reactor's bounded elastic one: that takes a thread back when its task is cancelled, also if
   * the task is blocked in a read that nothing can interrupt, and gives it the next task.
   */
  private final Scheduler scheduler;

  private final AtomicBoolean closed = new AtomicBoolean();
  private final EndedTogether together = new EndedTogether();

  private ProcessLauncher(Scheduler scheduler) {
    this.scheduler = scheduler;
  }

  /**
   * Makes a launcher. No thread is started yet.
   *
   * @return the launcher, to be closed by the caller
   */
  public static ProcessLauncher open() {
    AtomicInteger number = new AtomicInteger();
    return new ProcessLauncher(
        Schedulers.fromExecutorService(
            new ThreadPoolExecutor(
                0,
                MAX_THREADS,
                IDLE_SECONDS,
                TimeUnit.SECONDS,
                new SynchronousQueue<>(),
                task -> {
                  Thread thread = new Thread(task, "fairlead-process-" + number.incrementAndGet());
                  thread.setDaemon(true);
                  return thread;
                }),
            "fairlead-process"));
  }

  /**
   * Starts a program.
   *
   * <p>Cancelling before the process is emitted kills it; afterwards its receiver owns it. Better
   * use {@link #use} or {@link #stream}, which close it on every way out.
   *
   * <p>Errors: kinds {@code NOT_FOUND}, {@code NOT_EXECUTABLE}, {@code BAD_DIRECTORY}, {@code
   * BAD_ARGUMENT}, {@code START_FAILED} and {@code CLOSED}.
   *
   * @param command what to start
   * @return the process, once it runs
   */
  public Mono<RunningProcess> start(ProcessCommand command) {
    Objects.requireNonNull(command, "command");
    return Mono.create(
        sink -> {
          if (closed.get()) {
            sink.error(closedError());
            return;
          }
          PendingStart pending = new PendingStart();
          sink.onCancel(pending::cancel);
          scheduler.schedule(
              () -> {
                if (pending.isCancelled()) {
                  return;
                }
                try {
                  JdkProcess process = JdkProcess.start(command, scheduler);
                  if (command.session() == ProcessCommand.Session.OWN) {
                    together.add(process);
                  }
                  pending.started(process);
                  sink.success(process);
                } catch (ProcessException e) {
                  sink.error(e);
                }
              });
        });
  }

  /**
   * Starts a program for the time of a function, and closes the process when the publisher that the
   * function returns has ended or is cancelled.
   *
   * @param <T> type of the result
   * @param command what to start
   * @param action what to do with it
   * @return what the action returns
   */
  public <T> Mono<T> use(
      ProcessCommand command, Function<? super RunningProcess, ? extends Mono<T>> action) {
    Objects.requireNonNull(action, "action");
    return Mono.usingWhen(start(command), action, RunningProcess::close);
  }

  /**
   * Starts a program for the time of a stream, and closes the process when the stream has ended or
   * is cancelled.
   *
   * @param <T> type of the elements
   * @param command what to start
   * @param action what to do with it
   * @return what the action returns
   */
  public <T> Flux<T> stream(
      ProcessCommand command, Function<? super RunningProcess, ? extends Publisher<T>> action) {
    Objects.requireNonNull(action, "action");
    return Flux.usingWhen(start(command), action, RunningProcess::close);
  }

  /**
   * Runs a short command to its end and keeps its output in memory.
   *
   * <p>Errors: those of {@link #start}; kinds {@code DEADLINE} and {@code TOO_LARGE}, after which
   * the process is killed. An exit code other than 0 is a result.
   *
   * @param command what to run
   * @param input what to write to its standard input before that is closed; not subscribed to
   *     without {@link ProcessCommand.Input#PIPE}
   * @param maxBytes how much output of each stream is accepted
   * @return code and output
   */
  public Mono<CapturedOutput> capture(
      ProcessCommand command, Publisher<ByteBuffer> input, int maxBytes) {
    Objects.requireNonNull(input, "input");
    if (maxBytes < 0) {
      throw new IllegalArgumentException("maxBytes must not be negative");
    }
    return use(
        command,
        process ->
            Mono.zip(
                    process.exit(),
                    Capture.all(process.stdout(), command.program(), maxBytes),
                    Capture.all(process.stderr(), command.program(), maxBytes),
                    feed(process, command, input).thenReturn(true))
                .map(all -> new CapturedOutput(all.getT1(), all.getT2(), all.getT3())));
  }

  private static Mono<Void> feed(
      RunningProcess process, ProcessCommand command, Publisher<ByteBuffer> input) {
    return command.input() == ProcessCommand.Input.PIPE
        ? process.write(input).then(process.closeInput())
        : Mono.empty();
  }

  /**
   * Releases the threads. Processes that still run are left to their owners, whose operations may
   * fail from now on; {@link #start} fails with kind {@code CLOSED}. Idempotent.
   *
   * <p>A read that is under way cannot be interrupted. Somebody whom a process started and left
   * behind may hold on to the other end of its pipe for long after it; such reads are waited for
   * for a second, and then left to themselves.
   *
   * @return completes when the threads are on their way out
   */
  public Mono<Void> close() {
    return Mono.defer(
        () ->
            closed.compareAndSet(false, true)
                ? scheduler
                    .disposeGracefully()
                    .timeout(STUCK_READS, Mono.fromRunnable(scheduler::dispose))
                    .doFirst(together::close)
                : Mono.empty());
  }

  private static ProcessException closedError() {
    return new ProcessException(
        ProcessException.Kind.CLOSED, "the process launcher is closed", null);
  }
}
