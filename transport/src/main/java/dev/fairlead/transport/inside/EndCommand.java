package dev.fairlead.transport.inside;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/**
 * The command that kills another one in the same container, with all its descendants. It finds them
 * by a variable in their environment, and uses nothing but a POSIX shell and {@code /proc}. What it
 * prints is read by {@link Finding#read}.
 */
public final class EndCommand {

  /**
   * Name of the variable. It is the only thing that executed commands see of this library; its
   * value is unique and says nothing.
   */
  public static final String VARIABLE = "FAIRLEAD_EXEC_ID";

  /** A file of this library, once it was read. */
  private static final AtomicReference<@Nullable String> SCRIPT = new AtomicReference<>();

  private EndCommand() {}

  /**
   * The words of the command.
   *
   * @param shell the shell that runs it, by name or path
   * @param mark the variable with its value, as in {@code FAIRLEAD_EXEC_ID=x}
   * @param processes further processes to kill, as {@link Finding#detail} has them
   * @return program and arguments
   */
  public static Mono<List<String>> words(String shell, String mark, List<String> processes) {
    return script()
        .map(
            script -> {
              List<String> words =
                  new ArrayList<>(List.of(shell, "-c", script, "end-command", mark));
              words.addAll(processes);
              return words;
            });
  }

  /** Keeps the text and not how it is read, which is bound to a scheduler that may end. */
  private static Mono<String> script() {
    return Mono.defer(
        () -> {
          String known = SCRIPT.get();
          return known != null
              ? Mono.just(known)
              : Mono.fromCallable(EndCommand::read)
                  .subscribeOn(Schedulers.boundedElastic())
                  .doOnNext(SCRIPT::set);
        });
  }

  private static String read() throws IOException {
    try (InputStream file = EndCommand.class.getResourceAsStream("end-command.sh")) {
      return new String(
          Objects.requireNonNull(file, "end-command.sh").readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
