package dev.fairlead.engine;

import dev.fairlead.transport.http.AnswerReader;
import dev.fairlead.transport.http.HttpResponse;
import dev.fairlead.transport.http.TransportException;
import org.jspecify.annotations.Nullable;

/** The answer to one call as a value, or as the error that the daemon or the wire means. */
final class WholeAnswer<T> implements AnswerReader<T> {

  /** Takes what is needed of an answer that the call accepts. */
  interface Reading<T> {

    /** Makes the value; a {@link TransportException} is mapped as those of the wire are. */
    T read(int status, byte[] body);
  }

  private final EngineCall call;
  private final EngineErrors errors;
  private final int maxBytes;
  private final Reading<T> reading;

  WholeAnswer(EngineCall call, EngineErrors errors, int maxBytes, Reading<T> reading) {
    this.call = call;
    this.errors = errors;
    this.maxBytes = maxBytes;
    this.reading = reading;
  }

  @Override
  public int maxBytes(HttpResponse head) {
    return call.accepts(head.status()) ? maxBytes : EngineErrors.READ_BYTES;
  }

  @Override
  public T read(HttpResponse head, byte[] body) {
    if (!call.accepts(head.status())) {
      throw errors.of(call, head.status(), body);
    }
    return reading.read(head.status(), body);
  }

  @Override
  public Throwable failure(@Nullable HttpResponse head, Throwable cause) {
    if (head != null && !call.accepts(head.status()) && cause instanceof TransportException) {
      return errors.of(call, head.status(), new byte[0]);
    }
    return errors.of(call, cause);
  }
}
