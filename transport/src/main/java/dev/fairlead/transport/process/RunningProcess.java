package dev.fairlead.transport.process;

import java.nio.ByteBuffer;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * A process that was started, and its three streams. Whoever received it owns it and ends with
 * {@link #close()}. Instances may be used by many threads.
 */
public interface RunningProcess {

  /**
   * The number of the process.
   *
   * @return the number that the operating system gave it
   */
  long pid();

  /**
   * What it writes to standard output.
   *
   * <p>Demand reaches the pipe: nothing is read that was not requested, so that a process whose
   * output nobody takes waits in the end. A read that is under way holds a thread. Each buffer is
   * read-only and belongs to the subscriber. There can be one subscriber; a second one gets an
   * {@link IllegalStateException}. Cancelling stops the reading and leaves the process alone; a
   * read that was under way then lasts until the process writes or ends, and what it reads is
   * dropped.
   *
   * <p>Completes at the end of the stream, at the latest when the process has ended and all that it
   * wrote has been delivered: what children of it write to the same pipe after its end may be
   * missing. Errors: {@link ProcessException} of kind {@code DEADLINE} if it was killed for its
   * deadline, {@code CLOSED} if this side closed it, {@code CUT} if reading failed.
   *
   * @return the bytes
   */
  Flux<ByteBuffer> stdout();

  /**
   * What it writes to standard error, by the same rules as {@link #stdout()}.
   *
   * @return the bytes
   */
  Flux<ByteBuffer> stderr();

  /**
   * Writes to standard input, as fast as the process reads; a write that is under way holds a
   * thread. The end of the source does not end the input, {@link #closeInput()} does. May be called
   * again after the last one ended, never at the same time.
   *
   * <p>A process that closed its input or ended is no error: the rest is read and dropped. Errors:
   * those of the source; {@link IllegalStateException} without {@link ProcessCommand.Input#PIPE},
   * or if another write is running. Cancelling cancels the source; a write that is under way ends
   * when the process has read or ended.
   *
   * @param source the bytes, in order
   * @return completes when the operating system has taken all of them
   */
  Mono<Void> write(Publisher<ByteBuffer> source);

  /**
   * Ends standard input, after what was written. Idempotent, and no error if the process has ended.
   *
   * @return completes when it is closed
   */
  Mono<Void> closeInput();

  /**
   * The exit code, which does not wait for the output to be read, unless the process itself does.
   * Can be subscribed to any number of times, before and after the end. Cancelling changes nothing.
   *
   * <p>Errors: {@link ProcessException} of kind {@code DEADLINE} or {@code CLOSED} if the process
   * was killed by this side before its own end.
   *
   * @return 0 to 255; 128 and the number of the signal if one ended it
   */
  Mono<Integer> exit();

  /**
   * Asks the process to end ({@code SIGTERM}), without its children.
   *
   * @return completes when it was asked; no error if it has ended
   */
  Mono<Void> terminate();

  /**
   * Lets the process go on without this side, and closes the streams: it finds its input at the end
   * and nobody behind its output. Instead of {@link #close()}, for a process that is to outlive
   * this one. Idempotent, and never fails.
   *
   * @return completes when the streams are closed
   */
  Mono<Void> release();

  /**
   * Kills the process and its children, as far as they still are its descendants, if it has not
   * ended, and closes the streams. Idempotent, and never fails.
   *
   * @return completes when the process has ended and the streams are closed
   */
  Mono<Void> close();
}
