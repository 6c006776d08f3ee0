package dev.fairlead.apple.program;

import dev.fairlead.transport.http.Json;
import dev.fairlead.transport.http.TransportException;
import dev.fairlead.transport.process.CapturedOutput;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import reactor.core.publisher.Mono;

/**
 * The service that the program talks to. It is never started unasked: that fetches a kernel. It
 * runs if {@code system status} ends with 0 and its {@code status} is {@code running}, in all
 * releases (reference, section 3.6).
 */
public final class Service {

  private static final Invocation STATUS = Invocation.of("system", "status", "--format", "json");

  private final Program program;

  /**
   * Makes one. Nothing is asked yet.
   *
   * @param program by which it is asked
   */
  public Service(Program program) {
    this.program = program;
  }

  /**
   * What it tells of itself.
   *
   * @param operation what is done, for errors
   * @return its answer; {@link dev.fairlead.spi.error.BackendUnavailableException} with the remedy
   *     if it does not run
   */
  public Mono<Fields> require(String operation) {
    return program
        .answer(operation, STATUS, program.timeout())
        .flatMap(
            output -> {
              String word = word(output);
              return output.exitCode() == 0 && word.equals("running")
                  ? Mono.just(status(output))
                  : Mono.error(
                      AppleErrors.unavailable(
                          operation, "the service is " + word, AppleErrors.START_SERVICE));
            });
  }

  private static Fields status(CapturedOutput output) {
    return Fields.listOf(
            List.of(
                Json.standard().readObject(output.stdoutText().getBytes(StandardCharsets.UTF_8))))
        .get(0);
  }

  /**
   * The program's word for its state; its words on standard error where it tells none.
   *
   * @param output of {@code system status}
   * @return the word
   */
  public static String word(CapturedOutput output) {
    try {
      return status(output).text("status").orElse("in an unknown state");
    } catch (TransportException | Fields.Malformed noDocument) {
      return Optional.of(output.stderrText().strip())
          .filter(words -> !words.isEmpty())
          .map(words -> "not to be asked: " + words.lines().findFirst().orElse(""))
          .orElse("silent");
    }
  }
}
