package dev.fairlead.transport.process;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/** A {@link Process} of the platform, whose blocking is kept on the launcher's threads. */
final class JdkProcess implements RunningProcess {

  private static final int CHUNK_BYTES = 65_536;

  private final String program;
  private final Process process;
  private final Scheduler scheduler;
  private final boolean piped;
  private final PipeReader stdout;
  private final PipeReader stderr;
  private final AtomicBoolean writing = new AtomicBoolean();

  /** Why this side killed it; decided once, by whoever kills first. */
  private final AtomicReference<ProcessException.Kind> killedFor = new AtomicReference<>();

  private JdkProcess(ProcessCommand command, Process process, Scheduler scheduler) {
    this.program = command.program();
    this.process = process;
    this.scheduler = scheduler;
    this.piped = command.input() == ProcessCommand.Input.PIPE;
    this.stdout = new PipeReader(process.getInputStream(), CHUNK_BYTES, scheduler, this::killError);
    this.stderr = new PipeReader(process.getErrorStream(), CHUNK_BYTES, scheduler, this::killError);
  }

  /** Starts the program; blocks for as long as the system takes to do that. */
  static JdkProcess start(ProcessCommand command, Scheduler scheduler) {
    StartErrors.check(command);
    ProcessBuilder builder =
        new ProcessBuilder(
            command.session() == ProcessCommand.Session.OWN
                ? OwnSession.of(command.arguments())
                : command.arguments());
    if (command.base() == ProcessCommand.EnvironmentBase.EMPTY) {
      builder.environment().clear();
    }
    builder.environment().putAll(command.environment());
    command.directory().ifPresent(directory -> builder.directory(directory.toFile()));
    try {
      Process process = builder.start();
      if (command.input() == ProcessCommand.Input.NONE) {
        process.getOutputStream().close();
      }
      JdkProcess started = new JdkProcess(command, process, scheduler);
      started.watchDeadline(command);
      return started;
    } catch (IOException e) {
      throw StartErrors.of(command, e);
    }
  }

  @SuppressWarnings("FutureReturnValueIgnored") // disposing of an alarm cannot fail
  private void watchDeadline(ProcessCommand command) {
    command
        .deadline()
        .ifPresent(
            deadline -> {
              Disposable alarm =
                  Schedulers.parallel()
                      .schedule(
                          () -> scheduler.schedule(() -> kill(ProcessException.Kind.DEADLINE)),
                          deadline.toNanos(),
                          TimeUnit.NANOSECONDS);
              process.onExit().thenRun(alarm::dispose);
            });
  }

  @Override
  public long pid() {
    return process.pid();
  }

  @Override
  public Flux<ByteBuffer> stdout() {
    return stdout.bytes();
  }

  @Override
  public Flux<ByteBuffer> stderr() {
    return stderr.bytes();
  }

  @Override
  public Mono<Void> write(Publisher<ByteBuffer> source) {
    return Mono.defer(
        () -> {
          if (!piped) {
            return Mono.error(
                new IllegalStateException(program + " was started without standard input"));
          }
          if (!writing.compareAndSet(false, true)) {
            return Mono.error(
                new IllegalStateException("another write to " + program + " is running"));
          }
          InputPipe pipe = new InputPipe(process.getOutputStream());
          return Flux.from(source)
              .publishOn(scheduler, 1)
              .doOnNext(pipe::write)
              .then()
              // Before the end is told: whoever hears of it may write again.
              .doOnTerminate(() -> writing.set(false))
              .doOnCancel(() -> writing.set(false));
        });
  }

  @Override
  public Mono<Void> closeInput() {
    return Mono.<Void>fromRunnable(() -> closeQuietly(process.getOutputStream()))
        .subscribeOn(scheduler);
  }

  @Override
  public Mono<Integer> exit() {
    return Mono.fromFuture(process::onExit, true)
        .handle(
            (ended, sink) -> {
              ProcessException killed = killError();
              if (killed == null) {
                sink.next(ended.exitValue());
              } else {
                sink.error(killed);
              }
            });
  }

  @Override
  public Mono<Void> terminate() {
    return Mono.<Void>fromRunnable(process::destroy).subscribeOn(scheduler);
  }

  @Override
  public Mono<Void> close() {
    return Mono.fromRunnable(() -> kill(ProcessException.Kind.CLOSED))
        .subscribeOn(scheduler)
        .then(Mono.fromFuture(process::onExit, true))
        .then(Mono.<Void>fromRunnable(this::closeStreams).subscribeOn(scheduler));
  }

  @Override
  public Mono<Void> release() {
    return Mono.<Void>fromRunnable(this::closeStreams).subscribeOn(scheduler);
  }

  @SuppressWarnings("FutureReturnValueIgnored") // what is done at the end cannot fail
  void onEnd(Runnable action) {
    process.onExit().thenRun(action);
  }

  /** Ends a process that never came to have an owner. */
  void abandon() {
    try {
      scheduler.schedule(this::end);
    } catch (RejectedExecutionException e) {
      // The launcher was closed meanwhile; the process must not be left for that.
      end();
    }
  }

  /** Kills it, without waiting for its end. */
  void end() {
    kill(ProcessException.Kind.CLOSED);
    closeStreams();
  }

  private void closeStreams() {
    closeQuietly(process.getOutputStream());
    stdout.close();
    stderr.close();
  }

  /**
   * Kills it and all of its descendants. They are looked up before it dies, as they are nobody's
   * descendants afterwards; the platform compares start times, so that no stranger is hit.
   */
  private void kill(ProcessException.Kind reason) {
    if (!process.isAlive()) {
      return;
    }
    if (!killedFor.compareAndSet(null, reason)) {
      return;
    }
    ProcessHandle[] children;
    try (Stream<ProcessHandle> descendants = process.descendants()) {
      children = descendants.toArray(ProcessHandle[]::new);
    }
    process.destroyForcibly();
    for (ProcessHandle child : children) {
      try (Stream<ProcessHandle> late = child.descendants()) {
        late.forEach(ProcessHandle::destroyForcibly);
      }
      child.destroyForcibly();
    }
  }

  private @Nullable ProcessException killError() {
    ProcessException.Kind reason = killedFor.get();
    if (reason == null) {
      return null;
    }
    return new ProcessException(
        reason,
        reason == ProcessException.Kind.DEADLINE
            ? program + " did not end within its deadline and was killed"
            : program + " was killed, since its owner closed it",
        null);
  }

  private static void closeQuietly(OutputStream stream) {
    try {
      stream.close();
    } catch (IOException e) {
      // What is still in the buffer has no reader any more: the process ended, or closed its input.
      return;
    }
  }

  /** Writes until nobody reads any more, and drops the rest. */
  private static final class InputPipe {

    private final OutputStream stream;
    private boolean broken;

    InputPipe(OutputStream stream) {
      this.stream = stream;
    }

    void write(ByteBuffer bytes) {
      if (broken) {
        return;
      }
      byte[] chunk = new byte[Math.min(CHUNK_BYTES, bytes.remaining())];
      ByteBuffer rest = bytes.duplicate();
      try {
        while (rest.hasRemaining()) {
          int length = Math.min(chunk.length, rest.remaining());
          rest.get(chunk, 0, length);
          stream.write(chunk, 0, length);
        }
        stream.flush();
      } catch (IOException e) {
        broken = true;
      }
    }
  }

  static void closeQuietly(InputStream stream) {
    try {
      stream.close();
    } catch (IOException e) {
      // A pipe that is only read has nothing to lose by a failed close.
      return;
    }
  }
}
