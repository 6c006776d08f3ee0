package dev.fairlead.transport.http;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

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

  /** Bytes put together up to a limit. */
  private static final class Collected {

    private final int maxBytes;
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream(1024);

    Collected(int maxBytes) {
      this.maxBytes = maxBytes;
    }

    Collected add(ByteBuffer buffer) {
      if (buffer.remaining() > maxBytes - bytes.size()) {
        throw new TransportException(
            TransportException.Kind.TOO_LARGE,
            "the body is longer than the " + maxBytes + " bytes allowed",
            null);
      }
      byte[] chunk = new byte[buffer.remaining()];
      buffer.get(chunk);
      bytes.writeBytes(chunk);
      return this;
    }

    byte[] toByteArray() {
      return bytes.toByteArray();
    }
  }
}
