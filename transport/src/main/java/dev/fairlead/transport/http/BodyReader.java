package dev.fairlead.transport.http;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Signal;
import reactor.core.scheduler.Schedulers;

/** The ways to read a body that are built on {@link HttpResponse#body()}. */
final class BodyReader {

  /** So many buffers may wait for a decoder that blocks. */
  private static final int AHEAD = 4;

  private BodyReader() {}

  static Mono<byte[]> collect(HttpResponse response, int maxBytes) {
    if (maxBytes < 0) {
      throw new IllegalArgumentException("maxBytes must not be negative");
    }
    return response
        .body()
        .reduceWith(() -> new CollectedBody(maxBytes), CollectedBody::add)
        .map(CollectedBody::toByteArray);
  }

  static <T> Mono<T> json(HttpResponse response, Class<T> type) {
    return collect(response, HttpResponse.MAX_JSON_BYTES)
        .flatMap(bytes -> Mono.justOrEmpty(Json.standard().read(bytes, type)));
  }

  /** For a body that comes as buffers already, with what was made before an error ahead of it. */
  static <T> Flux<T> decode(Flux<ByteBuffer> body, Supplier<? extends BodyDecoder<T>> decoders) {
    return Flux.defer(
        () -> {
          BodyDecoder<T> decoder = decoders.get();
          Flux<ByteBuffer> bytes =
              decoder.blocks() ? body.publishOn(Schedulers.boundedElastic(), AHEAD) : body;
          return bytes.materialize().concatMap(signal -> decode(decoder, signal), 1);
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
}
