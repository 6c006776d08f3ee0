package dev.fairlead.kubernetes.stream;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Finds where an entry goes on in the line of one that has no end of line: both streams of a
 * container are in one log, and either may stop in the middle of its line. A time that stands there
 * may be of the log or of the program; which of them, the same part of the log without times tells.
 */
final class LogSeams {

  private static final int LENGTH = 31;
  private static final Pattern TIME =
      Pattern.compile("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{9}Z ");

  /** A message as it is, or taken apart at one place. */
  private record Reading(List<LogMessage> messages, String plain) {}

  private LogSeams() {}

  /** Reads a part of the log without times, from that of an entry on. */
  interface Untimed {
    Flux<ByteBuffer> since(Instant time);
  }

  /**
   * Takes a message apart if it is two.
   *
   * @param untimed asked only if the message may be two
   */
  static Flux<LogMessage> open(LogMessage message, Untimed untimed) {
    List<Reading> readings = readings(message);
    if (readings.size() == 1) {
      return Flux.just(message);
    }
    return untimed
        .since(message.time().orElseThrow())
        .scanWith(() -> new Search(readings), Search::add)
        .mapNotNull(Search::found)
        .next()
        .switchIfEmpty(Mono.fromSupplier(() -> readings.get(0)))
        .flatMapIterable(Reading::messages);
  }

  /** The message as one first, then every way in which it may be two. */
  private static List<Reading> readings(LogMessage message) {
    List<Reading> readings = new ArrayList<>();
    if (message.time().isEmpty() || message.bytes().remaining() <= LENGTH || !hasTime(message)) {
      readings.add(new Reading(List.of(message), ""));
      return readings;
    }
    String text = StandardCharsets.ISO_8859_1.decode(message.bytes().duplicate()).toString();
    readings.add(new Reading(List.of(message), text));
    Matcher times = TIME.matcher(text);
    for (int at = 1; times.find(at); at = times.start() + 1) {
      LogMessage rest = part(text, times.start());
      if (isLater(message, rest)) {
        String begin = text.substring(0, times.start());
        LogMessage first = new LogMessage(message.time(), bytes(begin));
        readings.add(
            new Reading(List.of(first, rest), begin + text.substring(times.start() + LENGTH)));
      }
    }
    return readings;
  }

  /** Most lines have none, which is soon seen. */
  private static boolean hasTime(LogMessage message) {
    ByteBuffer bytes = message.bytes();
    for (int i = bytes.position() + LENGTH; i < bytes.limit(); i++) {
      if (bytes.get(i) == ' '
          && bytes.get(i - 1) == 'Z'
          && bytes.get(i - 11) == '.'
          && bytes.get(i - 20) == 'T') {
        return true;
      }
    }
    return false;
  }

  /**
   * A program that writes times of its own writes none that come after it has written them, so that
   * nothing is asked for its lines. The two last entries of a container may be out of order.
   */
  private static boolean isLater(LogMessage message, LogMessage rest) {
    ByteBuffer bytes = message.bytes();
    boolean last = bytes.get(bytes.limit() - 1) != '\n';
    return last || rest.time().filter(time -> !time.isBefore(message.time().get())).isPresent();
  }

  private static LogMessage part(String text, int from) {
    byte[] bytes = text.substring(from).getBytes(StandardCharsets.ISO_8859_1);
    return LogMessage.of(bytes, 0, bytes.length);
  }

  private static ByteBuffer bytes(String text) {
    return ByteBuffer.wrap(text.getBytes(StandardCharsets.ISO_8859_1));
  }

  /** Looks for the first of some readings in a text that comes in pieces. */
  private static final class Search {

    private final List<Reading> readings;
    private final int longest;
    private final StringBuilder seen = new StringBuilder();

    Search(List<Reading> readings) {
      this.readings = readings;
      this.longest = readings.get(0).plain().length();
    }

    Search add(ByteBuffer chunk) {
      seen.delete(0, Math.max(0, seen.length() - longest));
      seen.append(StandardCharsets.ISO_8859_1.decode(chunk.duplicate()));
      return this;
    }

    @Nullable Reading found() {
      Optional<Reading> here =
          readings.stream().filter(each -> seen.indexOf(each.plain()) >= 0).findFirst();
      return here.orElse(null);
    }
  }
}
