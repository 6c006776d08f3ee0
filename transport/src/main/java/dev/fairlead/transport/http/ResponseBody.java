package dev.fairlead.transport.http;

import java.nio.ByteBuffer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;

/**
 * The body of one response, as bytes or as what a {@link BodyDecoder} makes of them. Event loop
 * only, but for the subscriptions.
 */
final class ResponseBody {

  private final Wire wire;
  private final ResponseDecoder framing;
  private final InboundStream.Source source;
  private final InboundStream<ByteBuffer> bytes;
  private @Nullable Decoding<?> decoding;
  private long received;

  /**
   * A body of which nothing has come yet.
   *
   * @param framing where it begins and ends
   * @param source who is told what its subscriber wants
   */
  ResponseBody(Wire wire, ResponseDecoder framing, InboundStream.Source source) {
    this.wire = wire;
    this.framing = framing;
    this.source = source;
    this.bytes = new InboundStream<>(wire, source);
  }

  /** How many bytes have come, without their framing. */
  long received() {
    return received;
  }

  /** Takes what came with the head, when nobody can have asked for it yet. */
  void begin(ByteBuffer in) {
    ByteBuffer payload = framing.body(in);
    received += payload.remaining();
    if (payload.hasRemaining()) {
      bytes.push(payload);
    }
  }

  /** Takes what a read brought. */
  void take(ByteBuffer in) {
    Decoding<?> decoded = decoding;
    if (decoded != null) {
      received += decoded.passesOn() ? framing.pass(in, decoded) : framing.body(in, decoded);
      decoded.readEnded();
      return;
    }
    long before = received;
    begin(in);
    if (received == before && !framing.complete()) {
      // Only framing came. Somebody waits for more, or nobody would have read.
      wire.read();
    }
  }

  /** The end has come, with an error or without. */
  void end(@Nullable Throwable cause) {
    Decoding<?> decoded = decoding;
    if (decoded != null) {
      decoded.end(cause);
    }
    bytes.end(cause);
  }

  /** The bytes, for one subscriber. */
  Flux<ByteBuffer> bytes() {
    return bytes;
  }

  /** Whether what comes is only passed on, on a thread that may block. */
  boolean passesOn() {
    Decoding<?> decoded = decoding;
    return decoded != null && decoded.passesOn();
  }

  /**
   * What a decoder makes of the bytes, for one subscriber.
   *
   * @param alone whether the wire serves nothing else, before or after
   */
  <T> Flux<T> decode(Supplier<? extends BodyDecoder<T>> decoders, boolean alone) {
    return Flux.defer(
        () -> {
          if (!bytes.claim()) {
            return Flux.error(
                new IllegalStateException("these bytes were read, or are being read, already"));
          }
          Decoding<T> next = new Decoding<>(decoders.get(), wire, source);
          if (!next.passesOn()) {
            wire.execute(() -> divert(next));
            return next.values();
          }
          wire.goApart(() -> divert(next));
          // It may be held up in the middle of its work, which the wire's end is not to wait for.
          return alone ? next.values().doOnCancel(wire::close) : next.values();
        });
  }

  /** From now on the body goes another way, and what nobody has seen of it first of all. */
  private void divert(Decoding<?> next) {
    for (ByteBuffer came = bytes.poll(); came != null; came = bytes.poll()) {
      next.begin(came.remaining());
      next.part(came);
      next.readEnded();
    }
    if (bytes.terminated()) {
      next.end(bytes.failure());
    } else {
      decoding = next;
    }
  }
}
