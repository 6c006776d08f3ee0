package dev.fairlead.transport.http;

import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import reactor.core.publisher.Flux;
import reactor.core.publisher.SynchronousSink;
import reactor.core.scheduler.Schedulers;

/** A file as pieces that are read as they are asked for, for wires that no file can be given to. */
final class FilePieces {

  private static final int PIECE_BYTES = 64 << 10;

  private FilePieces() {}

  static Flux<ByteBuffer> of(RequestBody.File file) {
    return Flux.<ByteBuffer, Long>generate(() -> 0L, (at, sink) -> next(file, at, sink))
        .subscribeOn(Schedulers.boundedElastic());
  }

  private static long next(RequestBody.File file, long at, SynchronousSink<ByteBuffer> sink) {
    long left = file.bytes() - at;
    if (left == 0) {
      sink.complete();
      return at;
    }
    ByteBuffer piece = ByteBuffer.allocate((int) Math.min(PIECE_BYTES, left));
    try {
      read(file.content(), at, piece);
      sink.next(piece.flip());
      if (piece.limit() == left) {
        // Together with the last piece: the server may answer it before it is asked for more.
        sink.complete();
      }
    } catch (IOException e) {
      sink.error(unreadable(e));
    }
    return at + piece.limit();
  }

  private static void read(FileChannel file, long at, ByteBuffer piece) throws IOException {
    while (piece.hasRemaining()) {
      if (file.read(piece, at + piece.position()) < 0) {
        throw shorter(at + piece.position());
      }
    }
  }

  static EOFException shorter(long bytes) {
    return new EOFException("it has no more than " + bytes + " bytes by now");
  }

  static UncheckedIOException unreadable(IOException cause) {
    return new UncheckedIOException("the file could not be read: " + cause.getMessage(), cause);
  }
}
