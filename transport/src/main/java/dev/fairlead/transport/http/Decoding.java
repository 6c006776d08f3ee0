package dev.fairlead.transport.http;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * A body on its way through a {@link BodyDecoder} to one subscriber. Event loop only, but for the
 * subscription.
 */
final class Decoding<T> implements ResponseDecoder.Payload {

  private final BodyDecoder<T> decoder;
  private final InboundStream<T> values;
  private final InboundStream.Source source;
  private boolean ended;

  Decoding(BodyDecoder<T> decoder, Wire wire, InboundStream.Source source) {
    this.decoder = decoder;
    this.source = source;
    this.values = new InboundStream<>(wire, source);
  }

  InboundStream<T> values() {
    return values;
  }

  /** Whether it only passes on what comes. */
  boolean passesOn() {
    return decoder.blocks();
  }

  @Override
  public void begin(int atMost) {
    if (!ended) {
      decoder.begin(atMost);
    }
  }

  @Override
  public void part(ByteBuffer bytes) {
    if (ended || values.isCancelled()) {
      bytes.position(bytes.limit());
      return;
    }
    try {
      decoder.take(bytes);
    } catch (RuntimeException e) {
      bytes.position(bytes.limit());
      fail(e);
    }
  }

  /** All that a read brought was taken. */
  void readEnded() {
    if (ended) {
      return;
    }
    try {
      decoder.drain(values::add);
    } catch (RuntimeException e) {
      fail(e);
      return;
    }
    values.signal();
  }

  private void fail(RuntimeException failure) {
    ended = true;
    decoder.drain(values::add);
    values.end(failure);
    source.cancelled();
  }

  /** The body has ended, with an error or without. */
  void end(@Nullable Throwable cause) {
    if (ended) {
      return;
    }
    ended = true;
    if (cause != null) {
      decoder.cut(values::add);
      values.end(cause);
      return;
    }
    try {
      decoder.end(values::add);
      values.end(null);
    } catch (RuntimeException e) {
      values.end(e);
    }
  }
}
