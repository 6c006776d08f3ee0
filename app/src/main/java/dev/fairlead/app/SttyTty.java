package dev.fairlead.app;

import dev.fairlead.spi.container.TerminalSize;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jline.utils.Signals;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.FluxSink;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/**
 * A terminal by way of POSIX {@code stty}, which works on its own standard input. It reads and
 * writes all settings in one word, so that what is put back is what was there, also where Java
 * knows nothing of a setting. It waits for pending output, and drops no input.
 *
 * @see <a href="https://pubs.opengroup.org/onlinepubs/9799919799/utilities/stty.html">stty</a>
 */
final class SttyTty implements Tty {

  /** What {@code cfmakeraw} does, in stty's words. */
  private static final List<String> RAW = List.of("raw", "-echo", "-echonl", "-iexten");

  private static final Pattern SIZE = Pattern.compile("(\\d+) (\\d+)");
  private static final Duration PATIENCE = Duration.ofSeconds(5);
  private static final String RESIZED = "WINCH";

  private final String saved;
  private boolean changed;
  private boolean over;

  private SttyTty(String saved) {
    this.saved = saved;
  }

  /**
   * The terminal of this process's standard input. Blocks.
   *
   * @return empty if standard input is no terminal
   * @throws IllegalStateException if that cannot be found out
   */
  static Optional<Tty> ofStandardInput() {
    try {
      Answer settings = stty(List.of("-g"), PATIENCE);
      return settings.code() == 0 ? Optional.of(new SttyTty(settings.text())) : Optional.empty();
    } catch (IOException e) {
      throw new IllegalStateException(
          "the program stty, which terminals are driven by, cannot be used: " + e.getMessage(), e);
    }
  }

  @Override
  public Optional<TerminalSize> size() {
    try {
      Matcher size = SIZE.matcher(stty(List.of("size"), PATIENCE).text());
      return size.matches()
          ? size(Integer.parseInt(size.group(1)), Integer.parseInt(size.group(2)))
          : Optional.empty();
    } catch (IOException e) {
      // Without a size the runtime's own default is good enough.
      return Optional.empty();
    }
  }

  private static Optional<TerminalSize> size(int rows, int columns) {
    return rows < 1 || columns < 1
        ? Optional.empty()
        : Optional.of(new TerminalSize(rows, columns));
  }

  @Override
  public Flux<TerminalSize> sizes() {
    return Flux.<Boolean>create(
            sink -> {
              Object before = Signals.register(RESIZED, () -> sink.next(true));
              sink.onDispose(() -> Signals.unregister(RESIZED, before));
              sink.next(true);
            },
            FluxSink.OverflowStrategy.LATEST)
        .publishOn(Schedulers.boundedElastic(), 1)
        .concatMap(changed -> Mono.justOrEmpty(size()), 1)
        .distinctUntilChanged();
  }

  @Override
  public synchronized void raw() throws IOException {
    if (over || changed) {
      return;
    }
    Runtime.getRuntime().addShutdownHook(new Thread(this::restore, "fairlead-terminal"));
    changed = true;
    // No deadline: in the background it waits until it is brought to the foreground.
    Answer answer = stty(RAW, null);
    if (answer.code() != 0) {
      throw new IOException("the terminal could not be made raw: " + answer.text());
    }
  }

  @Override
  public synchronized void restore() {
    boolean needed = changed && !over;
    over = true;
    if (needed) {
      try {
        stty(List.of(saved), PATIENCE);
      } catch (IOException e) {
        // The terminal has gone, and with it what there was to restore.
        return;
      }
    }
  }

  private record Answer(int code, String text) {}

  private static Answer stty(List<String> arguments, @Nullable Duration deadline)
      throws IOException {
    Process process =
        new ProcessBuilder(Stream.concat(Stream.of("stty"), arguments.stream()).toList())
            .redirectInput(Redirect.INHERIT)
            .redirectErrorStream(true)
            .start();
    try {
      if (deadline == null) {
        process.waitFor();
      } else if (!process.waitFor(deadline.toMillis(), TimeUnit.MILLISECONDS)) {
        throw new IOException("stty did not end within " + deadline.toSeconds() + " seconds");
      }
      byte[] said = process.getInputStream().readAllBytes();
      return new Answer(process.exitValue(), new String(said, StandardCharsets.UTF_8).strip());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while stty was at work", e);
    } finally {
      process.destroyForcibly();
    }
  }
}
