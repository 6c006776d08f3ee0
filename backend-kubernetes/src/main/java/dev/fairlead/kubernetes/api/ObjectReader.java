package dev.fairlead.kubernetes.api;

import dev.fairlead.transport.http.AnswerReader;
import dev.fairlead.transport.http.HttpResponse;
import dev.fairlead.transport.http.TransportException;
import dev.fairlead.transport.http.TransportException.Kind;
import org.jspecify.annotations.Nullable;

/** Reads an answer that is one object, or an error. */
final class ObjectReader<T> implements AnswerReader<T> {

  private final ApiCall call;
  private final Class<T> type;

  ObjectReader(ApiCall call, Class<T> type) {
    this.call = call;
    this.type = type;
  }

  @Override
  public int maxBytes(HttpResponse head) {
    return head.status() < 300 ? HttpResponse.MAX_JSON_BYTES : ApiErrors.READ_BYTES;
  }

  @Override
  public T read(HttpResponse head, byte[] body) {
    if (head.status() >= 300) {
      throw new Refused(ApiErrors.refusal(call, head, body));
    }
    T value = Models.read(body, type);
    if (value == null) {
      throw new TransportException(Kind.GARBAGE, "the answer is null", null);
    }
    return value;
  }

  @Override
  public Throwable failure(@Nullable HttpResponse head, Throwable cause) {
    return cause instanceof Refused refused ? refused.reason : ApiErrors.of(call, cause, false);
  }

  /** Carries what is to be signalled past the reader. */
  private static final class Refused extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient Throwable reason;

    Refused(Throwable reason) {
      super(null, null, false, false);
      this.reason = reason;
    }
  }
}
