package dev.fairlead.transport.http;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Signal;

/** The ways to read a body that are built on {@link HttpResponse#body()}. */
final class BodyReader {

  private BodyReader() {}

  static Mono<byte[]> collect(HttpResponse response, int maxBytes) {
    if (maxBytes < 0) {
      throw new IllegalArgumentException("maxBytes must not be negative");
    }
    return response
        .body()
        .reduceWith(() -> new Collected(maxBytes), Collected::add)
        .map(Collected::toByteArray);
  }

  static <T> Mono<T> json(HttpResponse response, Class<T> type) {
    return collect(response, HttpResponse.MAX_JSON_BYTES)
        .flatMap(bytes -> Mono.justOrEmpty(Json.standard().read(bytes, type)));
  }

  static <T> Flux<T> jsonLines(HttpResponse response, Class<T> type) {
    return Flux.defer(
        () -> {
          JsonSplitter<T> splitter = new JsonSplitter<>(type, HttpResponse.MAX_JSON_VALUE_BYTES);
          return response
              .body()
              .concatMapIterable(splitter::feed, 1)
              .concatWith(Flux.defer(() -> Flux.fromIterable(splitter.finish())));
        });
  }

  /** For a body that comes as buffers already, with what was made before an error ahead of it. */
  static <T> Flux<T> decode(Flux<ByteBuffer> body, Supplier<? extends BodyDecoder<T>> decoders) {
    return Flux.defer(
        () -> {
          BodyDecoder<T> decoder = decoders.get();
          return body.materialize().concatMap(signal -> decode(decoder, signal), 1);
        });
  }

  private static <T> Flux<T> decode(BodyDecoder<T> decoder, Signal<ByteBuffer> signal) {
    List<T> made = new ArrayList<>();
    Throwable failure = signal.getThrowable();
    try {
      ByteBuffer bytes = signal.get();
      if (bytes != null) {
        decoder.begin(bytes.remaining());
        decoder.take(bytes);
        decoder.drain(made::add);
      } else if (failure != null) {
        decoder.cut(made::add);
      } else {
        decoder.end(made::add);
      }
    } catch (RuntimeException e) {
      decoder.drain(made::add);
      failure = e;
    }
    Flux<T> values = Flux.fromIterable(made);
    return failure == null ? values : values.concatWith(Flux.error(failure));
  }

  /** Bytes put together up to a limit. */
  private static final class Collected {

    private static final byte[] NOTHING = {};

    private final int maxBytes;
    private byte[] bytes = NOTHING;
    private int length;

    Collected(int maxBytes) {
      this.maxBytes = maxBytes;
    }

    Collected add(ByteBuffer buffer) {
      if (buffer.remaining() > maxBytes - length) {
        throw new TransportException(
            TransportException.Kind.TOO_LARGE,
            "the body is longer than the " + maxBytes + " bytes allowed",
            null);
      }
      int more = buffer.remaining();
      if (more > bytes.length - length) {
        // The first buffer is nearly always all there is.
        int room = length == 0 ? more : (int) Math.min(maxBytes, 2L * (length + more));
        bytes = Arrays.copyOf(bytes, room);
      }
      buffer.get(bytes, length, more);
      length += more;
      return this;
    }

    byte[] toByteArray() {
      return length == bytes.length ? bytes : Arrays.copyOf(bytes, length);
    }
  }
}
