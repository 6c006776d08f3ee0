package dev.fairlead.engine;

import dev.fairlead.spi.error.ContainerException;
import dev.fairlead.spi.error.ErrorContext;
import dev.fairlead.spi.error.NotFoundException;
import dev.fairlead.spi.error.StreamInterruptedException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Lets an archive that a daemon sends end well only when it is whole. A daemon that fails half-way
 * writes its error behind the bytes that it has sent and ends the answer as if all were well, since
 * the status has long been told.
 *
 * <p>A tar archive is a whole number of blocks and ends in two that are all zero (POSIX.1-2017,
 * pax, "ustar Interchange Format"). For one archive.
 */
public final class TarEnd {

  private static final int BLOCK = 512;
  private static final int MARK = 2 * BLOCK;
  private static final int KEPT = 8 * 1024;
  private static final String ERROR = "{\"errorDetail\"";

  private final EngineErrors errors;
  private final ErrorContext context;
  private final NotFoundException.Kind missing;
  private final byte[] tail = new byte[KEPT];
  private int kept;
  private long total;

  private TarEnd(EngineErrors errors, EngineCall call) {
    this.errors = errors;
    this.context = call.context();
    this.missing = call.missing();
  }

  /**
   * Passes an archive on, and looks at its end.
   *
   * @param archive the bytes as the daemon sends them
   * @param client whose errors are signalled
   * @param call what was asked
   * @return the same bytes; {@link StreamInterruptedException} in place of the end if the archive
   *     is not whole, or the daemon's own error if there is one behind it
   */
  public static Flux<ByteBuffer> required(
      Flux<ByteBuffer> archive, EngineClient client, EngineCall call) {
    return Flux.defer(
        () -> {
          TarEnd end = new TarEnd(client.errors(), call);
          return archive
              .doOnNext(end::add)
              .concatWith(Mono.<ByteBuffer>fromRunnable(end::requireWhole));
        });
  }

  /**
   * Writes an archive, and looks at its end.
   *
   * @param target where it is written to, by threads that may block
   * @param client makes the call
   * @param call whose answer is the archive
   * @return how many bytes have been written, after each read; {@link java.io.UncheckedIOException}
   *     if the target fails; the errors of {@link #required} in place of the end
   */
  public static Flux<Long> written(
      WritableByteChannel target, EngineClient client, EngineCall call) {
    return client.stream(
        call,
        response ->
            response.decode(() -> new ArchiveWriter(target, new TarEnd(client.errors(), call))));
  }

  /** Looks at the next bytes, and leaves them where they are. */
  void add(ByteBuffer bytes) {
    int length = bytes.remaining();
    total += length;
    int fresh = Math.min(length, KEPT);
    int old = Math.min(kept, KEPT - fresh);
    System.arraycopy(tail, kept - old, tail, 0, old);
    bytes.get(bytes.position() + length - fresh, tail, old, fresh);
    kept = old + fresh;
  }

  /** Throws what is to be said of an archive that has ended before its end. */
  void requireWhole() {
    if (!whole()) {
      throw notWhole();
    }
  }

  private boolean whole() {
    if (total < MARK || total % BLOCK != 0) {
      return false;
    }
    for (int i = kept - MARK; i < kept; i++) {
      if (tail[i] != 0) {
        return false;
      }
    }
    return true;
  }

  private ContainerException notWhole() {
    String text = new String(tail, 0, kept, StandardCharsets.UTF_8);
    int at = text.lastIndexOf(ERROR);
    if (at >= 0) {
      byte[] line = text.substring(at).getBytes(StandardCharsets.UTF_8);
      return errors.inBody(context, missing, EngineErrors.words(line));
    }
    return new StreamInterruptedException(
        context, "the archive ends after " + total + " bytes and is not whole", null);
  }
}
