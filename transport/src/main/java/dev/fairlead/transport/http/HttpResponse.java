package dev.fairlead.transport.http;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * A response whose head has arrived and whose body is still on the wire.
 *
 * <p>The body can be read once, by one of the methods here. All of them signal {@link
 * TransportException}: {@code CUT} when the connection ends before the body does (a body without
 * length or chunks ends with the connection, and is never cut), {@code CLOSED} when this side
 * closed.
 */
public interface HttpResponse {

  /** The most bytes that {@link #json(Class)} takes: 64 MiB. */
  int MAX_JSON_BYTES = 64 << 20;

  /** The most bytes that one value of {@link #jsonLines(Class)} may have: 16 MiB. */
  int MAX_JSON_VALUE_BYTES = 16 << 20;

  /**
   * The status code.
   *
   * @return 200 to 599
   */
  int status();

  /**
   * A header's value.
   *
   * @param name the header's name, in any case
   * @return its first value, or empty if it was not sent
   */
  Optional<String> header(String name);

  /**
   * The body as it arrives.
   *
   * <p>Demand reaches the socket: while nothing is requested, nothing is read beyond one buffer of
   * at most 64 KiB. Each buffer is read-only, belongs to the subscriber, and its borders mean
   * nothing. There can be one subscriber; a second one gets an {@link IllegalStateException}.
   * Cancelling closes the connection.
   *
   * @return the body's bytes, without any transfer coding
   */
  Flux<ByteBuffer> body();

  /**
   * The body as values that are made of its bytes where they come in. It takes the place of {@link
   * #body()}, and has the same errors.
   *
   * @param <T> what is made
   * @param decoders makes the decoder
   * @return the values, with demand reaching the socket: what is read ahead of it is what one read
   *     brought
   */
  default <T> Flux<T> decode(Supplier<? extends BodyDecoder<T>> decoders) {
    return BodyReader.decode(body(), decoders);
  }

  /**
   * The whole body in memory.
   *
   * @param maxBytes the most that is taken; one byte more is an error of kind {@code TOO_LARGE}
   * @return the bytes, empty array for an empty body
   */
  default Mono<byte[]> bytes(int maxBytes) {
    return BodyReader.collect(this, maxBytes);
  }

  /**
   * The whole body as UTF-8 text, with malformed bytes replaced.
   *
   * @param maxBytes the most that is taken; one byte more is an error of kind {@code TOO_LARGE}
   * @return the text, empty for an empty body
   */
  default Mono<String> text(int maxBytes) {
    return bytes(maxBytes).map(bytes -> new String(bytes, StandardCharsets.UTF_8));
  }

  /**
   * The whole body, up to {@link #MAX_JSON_BYTES}, as one JSON value.
   *
   * <p>Read by {@link Json}; an empty body or anything else that does not fit the type is an error
   * of kind {@code GARBAGE}.
   *
   * @param <T> the value's type
   * @param type the value's type
   * @return the value; empty for the JSON word {@code null}
   */
  default <T> Mono<T> json(Class<T> type) {
    return BodyReader.json(this, type);
  }

  /**
   * The body as a stream of JSON values, one after the other with or without white space between.
   *
   * <p>Values may be split anywhere over reads. Demand-driven: nothing is read beyond the read that
   * brings the values requested. A value beyond {@link #MAX_JSON_VALUE_BYTES} is an error of kind
   * {@code TOO_LARGE}; what is no JSON, or ends in the middle of a value, of kind {@code GARBAGE}.
   *
   * @param <T> the values' type
   * @param type the values' type
   * @return the values
   */
  default <T> Flux<T> jsonLines(Class<T> type) {
    return jsonLines(type, value -> value);
  }

  /**
   * What is made of a stream of JSON values, as {@link #jsonLines(Class)} has them, one by one
   * where they come in.
   *
   * @param <J> the values' type
   * @param <T> what is made of them
   * @param type the values' type
   * @param reader makes something of a value, or null to pass it over; what it throws ends the
   *     stream, behind what was made of the values before. Called in order, and for all that a read
   *     brought before any of it is handed on
   * @return what was made
   */
  default <J, T> Flux<T> jsonLines(
      Class<J> type, Function<? super J, ? extends @Nullable T> reader) {
    return decode(() -> new JsonValues<J, T>(type, reader));
  }
}
