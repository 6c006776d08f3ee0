package dev.fairlead.spi.container;

import dev.fairlead.spi.log.OutputFrame;
import java.nio.ByteBuffer;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * The live streams of one process in a container: the first one, attached to, or one that was
 * executed. Whoever receives it owns it and ends with {@link #close()}, best by {@code
 * Mono.usingWhen(source, process -> ..., AttachedProcess::close)}.
 */
public interface AttachedProcess {

  /**
   * Its output, byte for byte, as it is written. Completes at the real end of the output, and only
   * there: a broken connection is a {@link dev.fairlead.spi.error.StreamInterruptedException}. Can
   * be subscribed to once. Nothing is lost before the subscription: what is not asked for stays in
   * the socket, and at last in the process, which then waits. Cancelling closes the connection and
   * does not end the process; {@link #close()} ends an executed one.
   *
   * @return the frames, standard output only where there is a terminal
   */
  Flux<OutputFrame> output();

  /**
   * Writes to standard input, as fast as the process reads. May be called again once the previous
   * one has ended. The end of the publisher does not end the input; {@link #closeInput()} does.
   *
   * <p>Signals {@link dev.fairlead.spi.error.OperationUnsupportedException} where no input was
   * asked for. A process that closed its input or ended is no error: the rest is read and dropped.
   *
   * @param bytes what is written
   * @return completes when all was handed over
   */
  Mono<Void> write(Publisher<ByteBuffer> bytes);

  /**
   * Ends standard input, while output goes on.
   *
   * @return completes when the runtime was told; safe to call twice
   */
  Mono<Void> closeInput();

  /**
   * Changes the size of its terminal.
   *
   * @param size the new size
   * @return completes when the runtime was told; signals {@link
   *     dev.fairlead.spi.error.OperationUnsupportedException} where there is no terminal
   */
  Mono<Void> resize(TerminalSize size);

  /**
   * How the process ends. It does not wait for the output to be read, unless the process itself
   * does. Can be subscribed to any number of times, before and after the end.
   *
   * <p>An end that cannot be observed is {@link Exit.Lost} where the runtime has forgotten it, and
   * an error where it could not be asked. Cancelling does not end the process.
   *
   * @return the end
   */
  Mono<Exit> exit();

  /**
   * Releases connections and buffers. A first process goes on; without {@link
   * dev.fairlead.spi.Capability#DETACH} its later output is lost, in the log too.
   *
   * <p>An executed one is killed inside with its children where {@link
   * dev.fairlead.spi.Capability#EXEC_KILL} is declared, by a signal that cannot be ignored, and
   * goes on elsewhere. One that has ended by itself is left alone with what it left behind. Where a
   * container lacks what the killing takes, an error says that the command goes on, and why: {@link
   * dev.fairlead.spi.error.OperationUnsupportedException}, {@link
   * dev.fairlead.spi.error.ConflictException} if the container is paused, {@link
   * dev.fairlead.spi.error.BackendFailureException} if it does not die or cannot be found. What was
   * to be released is released then, too. Cancelling does not stop the killing.
   *
   * @return completes when all is released, and an executed process is dead; safe to subscribe to
   *     more than once
   */
  Mono<Void> close();
}
