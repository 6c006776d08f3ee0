package dev.fairlead.engine;

import dev.fairlead.spi.error.ErrorContext;
import dev.fairlead.spi.error.NotFoundException;
import dev.fairlead.transport.http.HttpRequest;
import dev.fairlead.transport.http.Lane;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.time.Duration;
import java.util.HashSet;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.reactivestreams.Publisher;

/**
 * One call of the Engine API: the request, and the words in which its errors speak. An immutable
 * value whose methods return changed copies; made by {@link EngineClient#get}, {@link
 * EngineClient#post} and their like.
 *
 * <p>By default a call uses a control connection, and both the head and the body of its answer have
 * the client's operation timeout.
 */
public final class EngineCall {

  private static final Duration FOR_EVER = Duration.ofDays(36_500);

  private final HttpRequest request;
  private final ErrorContext context;
  private final NotFoundException.Kind missing;
  private final Set<Integer> accepted;
  private final Duration headWithin;
  private final Optional<Duration> bodyWithin;

  private EngineCall(
      HttpRequest request,
      ErrorContext context,
      NotFoundException.Kind missing,
      Set<Integer> accepted,
      Duration headWithin,
      Optional<Duration> bodyWithin) {
    this.request = request;
    this.context = context;
    this.missing = missing;
    this.accepted = accepted;
    this.headWithin = headWithin;
    this.bodyWithin = bodyWithin;
  }

  static EngineCall of(
      HttpRequest request, ErrorContext context, NotFoundException.Kind missing, Duration timeout) {
    return new EngineCall(request, context, missing, Set.of(), timeout, Optional.of(timeout));
  }

  /**
   * Adds a query parameter.
   *
   * @param name its name
   * @param value its value as plain text
   * @return a changed copy
   */
  public EngineCall query(String name, String value) {
    return with(request.query(name, value));
  }

  /**
   * Adds a query parameter that has a value only sometimes.
   *
   * @param name its name
   * @param value its value; nothing is added for an empty one
   * @return a changed copy
   */
  public EngineCall query(String name, Optional<String> value) {
    return value.map(text -> query(name, text)).orElse(this);
  }

  /**
   * Adds a header.
   *
   * @param name its name
   * @param value its value
   * @return a changed copy
   */
  public EngineCall header(String name, String value) {
    return with(request.header(name, value));
  }

  /**
   * Sets the body to a JSON value.
   *
   * @param value what is written as JSON
   * @return a changed copy
   */
  public EngineCall json(Object value) {
    return with(request.json(value));
  }

  /**
   * Sets the body to bytes that are made while they are sent.
   *
   * @param content the bytes
   * @param contentType their type
   * @return a changed copy
   */
  public EngineCall stream(Publisher<ByteBuffer> content, String contentType) {
    return with(request.stream(content, contentType));
  }

  /**
   * Sets the body to bytes of a file, from its beginning.
   *
   * @param content a file that stays open until the answer has ended
   * @param bytes how many bytes of it
   * @param contentType their type
   * @return a changed copy
   */
  public EngineCall file(FileChannel content, long bytes, String contentType) {
    return with(request.file(content, bytes, contentType));
  }

  /**
   * Says that a status below 200 or above 299 is an answer too, and no error.
   *
   * @param status for example 304
   * @return a changed copy
   */
  public EngineCall accept(int status) {
    Set<Integer> more = new HashSet<>(accepted);
    more.add(status);
    return new EngineCall(request, context, missing, Set.copyOf(more), headWithin, bodyWithin);
  }

  /**
   * Says what kind of thing is missing on 404, where the daemon's words do not tell.
   *
   * @param kind the kind
   * @return a changed copy
   */
  public EngineCall missing(NotFoundException.Kind kind) {
    return new EngineCall(
        request, context, Objects.requireNonNull(kind, "kind"), accepted, headWithin, bodyWithin);
  }

  /**
   * Says whom the call is about, where that is not the first parameter of the path.
   *
   * @param nameOrId name or id
   * @return a changed copy
   */
  public EngineCall about(String nameOrId) {
    return new EngineCall(
        request, context.withResource(nameOrId), missing, accepted, headWithin, bodyWithin);
  }

  /**
   * Says what to try if it fails and the error itself knows nothing better.
   *
   * @param hint best a command to type
   * @return a changed copy
   */
  public EngineCall remedy(String hint) {
    return new EngineCall(
        request, context.withRemedy(hint), missing, accepted, headWithin, bodyWithin);
  }

  /**
   * Gives head and body of the answer another time.
   *
   * @param timeout the time, above zero
   * @return a changed copy
   */
  public EngineCall within(Duration timeout) {
    return new EngineCall(
        request, context, missing, accepted, timeout, bodyWithin.map(old -> timeout));
  }

  /**
   * Says that the daemon does no more if the call reaches it twice: it is sent again over another
   * connection if a kept one turns out to be gone. So is every GET and HEAD.
   *
   * @return the changed copy
   */
  public EngineCall repeatable() {
    return with(request.repeatable());
  }

  /**
   * Makes it a call that may last: on a connection of its own, and with no time for the body. The
   * head keeps its time.
   *
   * @return a changed copy
   */
  public EngineCall lasting() {
    return new EngineCall(
        request.lane(Lane.STREAM), context, missing, accepted, headWithin, Optional.empty());
  }

  /**
   * Makes it a lasting call whose head may be late too, since the daemon sends it with the first
   * output.
   *
   * @return a changed copy
   */
  public EngineCall patient() {
    return new EngineCall(
        request.lane(Lane.STREAM), context, missing, accepted, FOR_EVER, Optional.empty());
  }

  /**
   * What was asked, for errors.
   *
   * @return the context without a native code
   */
  public ErrorContext context() {
    return context;
  }

  NotFoundException.Kind missing() {
    return missing;
  }

  HttpRequest request() {
    return request.timeout(headWithin);
  }

  Duration headWithin() {
    return headWithin;
  }

  Optional<Duration> bodyWithin() {
    return bodyWithin;
  }

  boolean lasts() {
    return request.lane() == Lane.STREAM;
  }

  boolean accepts(int status) {
    return (status >= 200 && status < 300) || accepted.contains(status);
  }

  private EngineCall with(HttpRequest changed) {
    return new EngineCall(changed, context, missing, accepted, headWithin, bodyWithin);
  }

  /** The request line without query values, and what it is for. */
  @Override
  public String toString() {
    return context.operation() + ": " + request;
  }
}
