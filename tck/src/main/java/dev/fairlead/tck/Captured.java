package dev.fairlead.tck;

import dev.fairlead.spi.container.AttachedProcess;
import dev.fairlead.spi.container.Exit;
import dev.fairlead.spi.log.LogEvent;
import dev.fairlead.spi.log.OutputFrame;
import dev.fairlead.spi.log.StandardStream;
import dev.fairlead.tck.tar.TarFormat;
import dev.fairlead.tck.tar.TarItem;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * All that a process wrote, and how it ended.
 *
 * @param out standard output, one character for each byte (ISO 8859-1), so that nothing is changed
 *     by decoding
 * @param err standard error in the same form
 * @param exit how it ended
 */
public record Captured(String out, String err, Exit exit) {

  /**
   * Reads a process to its end.
   *
   * @param process the process
   * @return its output and its end
   */
  public static Mono<Captured> of(AttachedProcess process) {
    return Mono.zip(text(process.output()), process.exit())
        .map(both -> new Captured(both.getT1().out(), both.getT1().err(), both.getT2()));
  }

  /**
   * Reads a log to its end. Its exit is {@link Exit.Lost}, since a log does not tell.
   *
   * @param events the log
   * @return its output; an error if it has a gap
   */
  public static Mono<Captured> log(Flux<LogEvent> events) {
    return text(
        events.map(
            event -> {
              if (event instanceof OutputFrame frame) {
                return frame;
              }
              throw new AssertionError("a log that nobody cut has a gap: " + event);
            }));
  }

  /**
   * Reads an archive to its end.
   *
   * @param archive the bytes of a small tar archive
   * @return its entries; an error if it is not whole
   */
  static Mono<List<TarItem>> files(Flux<ByteBuffer> archive) {
    return archive
        .collect(
            ByteArrayOutputStream::new,
            (all, chunk) -> {
              byte[] copy = new byte[chunk.remaining()];
              chunk.get(copy);
              all.writeBytes(copy);
            })
        .map(all -> TarFormat.read(ByteBuffer.wrap(all.toByteArray())));
  }

  private static Mono<Captured> text(Flux<OutputFrame> frames) {
    return Mono.defer(
        () -> {
          StringBuilder out = new StringBuilder();
          StringBuilder err = new StringBuilder();
          return frames
              .doOnNext(
                  frame ->
                      (frame.stream() == StandardStream.STDOUT ? out : err).append(bytes(frame)))
              .then(
                  Mono.fromSupplier(
                      () ->
                          new Captured(
                              out.toString(),
                              err.toString(),
                              new Exit.Lost("a log does not tell"))));
        });
  }

  /**
   * The bytes of a frame, one character for each.
   *
   * @param frame the frame
   * @return its content as ISO 8859-1
   */
  static String bytes(OutputFrame frame) {
    return StandardCharsets.ISO_8859_1.decode(frame.bytes()).toString();
  }

  /**
   * Both streams, for runtimes that do not keep them apart.
   *
   * @return standard output and then standard error
   */
  public String both() {
    return out + err;
  }
}
