package dev.fairlead.kubernetes.stream;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import reactor.core.publisher.Flux;

/**
 * An archive on its way through a standard input that cannot be ended: each piece comes behind its
 * length, and the end is a length of 0. A shell takes it apart again, since every tar reads on
 * behind the end of its archive.
 */
final class ArchiveFrames {

  /** Program and arguments before the directory that is unpacked to. */
  static final List<String> UNPACK =
      List.of(
          "sh",
          "-c",
          "while read -r n && [ \"$n\" -gt 0 ]; do dd bs=\"$n\" count=1 iflag=fullblock"
              + " 2>/dev/null || exit; done | tar -x -f - -C \"$1\"",
          "sh");

  /** The program that takes a piece off costs more than its bytes. */
  private static final int PIECE = 256 << 10;

  private final ByteArrayOutputStream held = new ByteArrayOutputStream();

  private ArchiveFrames() {}

  static Flux<ByteBuffer> of(Flux<ByteBuffer> archive) {
    return Flux.defer(
        () -> {
          ArchiveFrames frames = new ArchiveFrames();
          return archive.concatMapIterable(frames::add, 1).concatWith(Flux.defer(frames::end));
        });
  }

  private List<ByteBuffer> add(ByteBuffer chunk) {
    byte[] bytes = new byte[chunk.remaining()];
    chunk.duplicate().get(bytes);
    held.writeBytes(bytes);
    return held.size() < PIECE ? List.of() : List.of(frame());
  }

  private ByteBuffer frame() {
    byte[] length = (held.size() + "\n").getBytes(StandardCharsets.US_ASCII);
    ByteBuffer frame = ByteBuffer.allocate(length.length + held.size());
    frame.put(length).put(held.toByteArray()).flip();
    held.reset();
    return frame;
  }

  private Flux<ByteBuffer> end() {
    ByteBuffer last = ByteBuffer.wrap("0\n".getBytes(StandardCharsets.US_ASCII));
    return held.size() == 0 ? Flux.just(last) : Flux.just(frame(), last);
  }
}
