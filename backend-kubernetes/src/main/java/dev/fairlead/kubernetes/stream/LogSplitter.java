package dev.fairlead.kubernetes.stream;

import dev.fairlead.spi.error.BackendFailureException;
import dev.fairlead.spi.error.ErrorContext;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import reactor.core.publisher.Flux;

/**
 * Takes a log apart that was asked for with times. What is cut off is never handed on, so that it
 * can be read again whole.
 *
 * <p>Runtimes take in a line in pieces of at most 16 KiB, and older kubelets put a time before each
 * piece, in the middle of the line: Kubernetes 1.20, {@code pkg/kubelet/kuberuntime/logs/logs.go},
 * {@code logWriter.write}.
 */
final class LogSplitter {

  private static final int PIECE = 16 << 10;

  /** Length of {@code 2026-11-22T01:00:00.123456789Z} and a space. */
  private static final int TIME = 31;

  /** From so many bytes on it can be told whether another piece follows. */
  private static final int DECIDABLE = TIME + PIECE + TIME;

  private static final int LONGEST_LINE = 16 << 20;

  private static final Pattern TIME_FORM =
      Pattern.compile("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{9}Z ");

  private final ErrorContext context;
  private final ByteArrayOutputStream begun = new ByteArrayOutputStream();

  private LogSplitter(ErrorContext context) {
    this.context = context;
  }

  static Flux<LogMessage> messages(Flux<ByteBuffer> chunks, ErrorContext context) {
    return Flux.defer(
        () -> {
          LogSplitter splitter = new LogSplitter(context);
          return chunks
              .concatMapIterable(splitter::add, 1)
              .concatWith(Flux.defer(() -> Flux.fromIterable(splitter.rest())));
        });
  }

  private List<LogMessage> add(ByteBuffer chunk) {
    List<LogMessage> messages = new ArrayList<>();
    byte[] bytes = new byte[chunk.remaining()];
    chunk.duplicate().get(bytes);
    int from = 0;
    for (int i = 0; i < bytes.length; i++) {
      if (bytes[i] == '\n') {
        keep(bytes, from, i + 1);
        from = i + 1;
        cut(true, messages);
      }
    }
    keep(bytes, from, bytes.length);
    if (begun.size() >= DECIDABLE) {
      cut(false, messages);
    }
    return messages;
  }

  private void keep(byte[] bytes, int from, int to) {
    if (begun.size() + to - from > LONGEST_LINE) {
      throw new BackendFailureException(
          context, "a line of the log is longer than " + LONGEST_LINE + " bytes", null);
    }
    begun.write(bytes, from, to - from);
  }

  /** Hands on what is whole: pieces of a long line, and the line if it has ended. */
  private void cut(boolean ended, List<LogMessage> messages) {
    byte[] line = begun.toByteArray();
    begun.reset();
    int from = 0;
    for (int next = nextPiece(line, from); next > 0; next = nextPiece(line, from)) {
      messages.add(LogMessage.of(line, from, next));
      from = next;
    }
    if (ended) {
      messages.add(LogMessage.of(line, from, line.length));
    } else {
      begun.write(line, from, line.length - from);
    }
  }

  private List<LogMessage> rest() {
    List<LogMessage> messages = new ArrayList<>();
    if (begun.size() > 0) {
      cut(true, messages);
    }
    return messages;
  }

  /** Where the next piece begins behind the one at {@code from}; 0 if none does. */
  private static int nextPiece(byte[] line, int from) {
    int next = from + TIME + PIECE;
    return line.length >= next + TIME && isTime(line, from) && isTime(line, next) ? next : 0;
  }

  private static boolean isTime(byte[] line, int at) {
    return TIME_FORM.matcher(new String(line, at, TIME, StandardCharsets.ISO_8859_1)).matches();
  }
}
