package dev.fairlead.transport.http;

import org.jspecify.annotations.Nullable;

/**
 * Makes a value of an answer that is short enough to be read whole. For {@link HttpTransport#call}.
 *
 * <p>Its methods are called one after the other for each answer, on an event-loop thread, and must
 * not block. One instance may read many answers at once.
 *
 * @param <T> the value's type
 */
public interface AnswerReader<T> {

  /**
   * How long a body may be. Called when the head is there.
   *
   * @param head the answer, whose body is not to be read
   * @return the most bytes; one more is an error of kind {@code TOO_LARGE}
   */
  int maxBytes(HttpResponse head);

  /**
   * Reads the answer. When this is called, its connection is free for others.
   *
   * @param head the answer, whose body is not to be read
   * @param body the whole body, which the reader may keep
   * @return the value
   * @throws RuntimeException goes by way of {@link #failure}
   */
  T read(HttpResponse head, byte[] body);

  /**
   * Says what to signal when there is no value.
   *
   * @param head the answer, if its head has come
   * @param cause a {@link TransportException}; a {@link java.util.concurrent.TimeoutException} if
   *     the body took too long; or what {@link #read} threw
   * @return the error to signal; by default the cause
   */
  default Throwable failure(@Nullable HttpResponse head, Throwable cause) {
    return cause;
  }
}
