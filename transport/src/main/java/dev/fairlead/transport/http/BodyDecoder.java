package dev.fairlead.transport.http;

import java.nio.ByteBuffer;
import java.util.function.Consumer;

/**
 * Makes values of the bytes of a body right where they come in, so that a value's bytes are copied
 * once and nothing is made for what is only framing. For one subscription and one thread at a time.
 *
 * <p>What a method throws ends the stream with it, behind the values that were made before.
 *
 * @param <T> what is made
 */
public interface BodyDecoder<T> {

  /**
   * A read has brought something.
   *
   * @param atMost so many bytes will be taken at most until {@link #drain}
   */
  void begin(int atMost);

  /**
   * Takes a part of what the read brought.
   *
   * @param bytes the next bytes of the body, all of them to be taken; good during this call only
   */
  void take(ByteBuffer bytes);

  /**
   * Hands on what is ready. Called after each read, and when {@link #take} has failed.
   *
   * @param out takes the values, which belong to whoever gets them
   */
  void drain(Consumer<? super T> out);

  /**
   * The body has come to its end in good order.
   *
   * @param out takes the last values
   */
  void end(Consumer<? super T> out);

  /**
   * The body was cut.
   *
   * @param out takes what is left of value before the error
   */
  void cut(Consumer<? super T> out);

  /**
   * Whether it may block, as one does that writes what it takes to a file. All its methods are
   * called on a thread that may then, and what it takes is left outside of the heap, where the
   * operating system has put it.
   *
   * @return false if this is not overridden
   */
  default boolean blocks() {
    return false;
  }
}
