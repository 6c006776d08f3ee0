package dev.fairlead.engine;

import dev.fairlead.spi.error.ErrorContext;
import dev.fairlead.spi.log.OutputFrame;
import dev.fairlead.spi.log.StandardStream;
import java.nio.ByteBuffer;
import reactor.core.publisher.Flux;

/**
 * Makes output of the bytes of an attach, exec or log stream. Which of the two forms they have is
 * what the container's description says, never what the bytes look like or the content type says.
 */
final class FrameDecoder {

  /**
   * How many chunks are asked for at once. A followed log has a chunk for each message, so that one
   * by one each would wait for a turn of the event loop.
   */
  static final int READ_AHEAD = 8;

  private FrameDecoder() {}

  /**
   * Decodes the multiplexed form. One demanded frame takes at most one chunk more than it needs,
   * and nothing but an unfinished header is kept. A stream that ends inside of a frame ends in a
   * {@link dev.fairlead.spi.error.StreamInterruptedException}.
   *
   * @param chunks the bytes
   * @param context what was asked, for errors
   * @return frames, each no larger than a chunk
   */
  static Flux<OutputFrame> multiplexed(Flux<ByteBuffer> chunks, ErrorContext context) {
    return pieces(chunks, context)
        .filter(piece -> piece.bytes().hasRemaining())
        .map(piece -> OutputFrame.of(piece.stream(), piece.bytes()));
  }

  /** The same with the ends of the frames, which logs need. */
  static Flux<FrameSplitter.Piece> pieces(Flux<ByteBuffer> chunks, ErrorContext context) {
    return Flux.defer(
        () -> {
          FrameSplitter splitter = new FrameSplitter(context);
          return chunks
              .concatMapIterable(splitter::feed, READ_AHEAD)
              .concatWith(
                  Flux.defer(
                      () -> {
                        splitter.finish();
                        return Flux.empty();
                      }));
        });
  }

  /**
   * Decodes the form of a terminal, which is none.
   *
   * @param chunks the bytes
   * @return the same bytes as standard output
   */
  static Flux<OutputFrame> raw(Flux<ByteBuffer> chunks) {
    return chunks.map(bytes -> OutputFrame.of(StandardStream.STDOUT, bytes));
  }
}
