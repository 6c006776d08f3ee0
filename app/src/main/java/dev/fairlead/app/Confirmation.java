package dev.fairlead.app;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Set;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/** Asks before something goes that nobody can bring back. */
final class Confirmation {

  private static final Set<String> YES = Set.of("y", "yes");

  private Confirmation() {}

  /**
   * Asks, unless that was answered on the command line.
   *
   * @param session knows the terminal
   * @param terminal where to ask
   * @param forced whether it was answered
   * @param warning what would happen
   * @return true if it may; an {@link IllegalArgumentException} if nobody is there to be asked
   */
  static Mono<Boolean> of(Session session, Terminal terminal, boolean forced, String warning) {
    return forced
        ? Mono.just(true)
        : Mono.fromCallable(() -> ask(session, terminal, warning))
            .subscribeOn(Schedulers.boundedElastic());
  }

  private static boolean ask(Session session, Terminal terminal, String warning)
      throws IOException {
    if (session.tty().isEmpty()) {
      throw new IllegalArgumentException(
          warning + "; standard input is no terminal to ask on, so say -f if that is meant");
    }
    terminal.err().print(warning + ". Go on? [y/N] ");
    terminal.err().flush();
    return YES.contains(line(terminal.in()).strip().toLowerCase(Locale.ROOT));
  }

  private static String line(InputStream in) throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    for (int next = in.read(); next >= 0 && next != '\n'; next = in.read()) {
      line.write(next);
    }
    return line.toString(StandardCharsets.UTF_8);
  }
}
