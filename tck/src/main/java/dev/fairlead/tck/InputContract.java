package dev.fairlead.tck;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fairlead.spi.Capability;
import dev.fairlead.spi.container.AttachOptions;
import dev.fairlead.spi.container.AttachedProcess;
import dev.fairlead.spi.container.ContainerSpecBuilder;
import dev.fairlead.spi.container.ProcessSpec;
import dev.fairlead.spi.container.TerminalSize;
import dev.fairlead.spi.error.OperationUnsupportedException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** What a container reads: its standard input, and its terminal. */
@DisplayName("Standard input")
public abstract class InputContract extends BackendContract {

  private static final int CHUNK = 16 * 1024;
  private static final int CHUNKS = 32;

  /** For subclasses. */
  protected InputContract() {}

  /** All of it needs attaching. */
  @BeforeEach
  void needsAttaching() {
    requires(Capability.ATTACH);
  }

  /**
   * Rules 4 and 5. If this fails, ending the input ends the output too (look at half-close), or
   * writes are lost when the process reads slowly.
   */
  @Test
  @DisplayName("passes to its end, and output goes on afterwards")
  void passesInput() {
    requires(Capability.STDIN, Capability.STDIN_CLOSE);
    byte[] sent = new byte[CHUNK * CHUNKS];
    new Random(42).nextBytes(sent);
    Flux<ByteBuffer> chunks =
        Flux.range(0, CHUNKS)
            .map(i -> ByteBuffer.wrap(sent, i * CHUNK, CHUNK).slice().asReadOnlyBuffer());
    AttachedProcess process =
        attached(reading("cat; printf after; exit 9"), AttachOptions.interactive());
    Captured run =
        get(
            Mono.zip(
                    Captured.of(process),
                    process.write(chunks).then(process.closeInput()).thenReturn(true))
                .map(both -> both.getT1()));
    done(process.close());
    String expected = new String(sent, StandardCharsets.ISO_8859_1) + "after";
    assertThat(run.out().length()).as("number of bytes").isEqualTo(expected.length());
    assertThat(run.out().equals(expected)).as("the same bytes").isTrue();
    assertThat(run.exit().code()).hasValue(9);
  }

  private ContainerSpecBuilder reading(String script) {
    return script(script).stdin(ProcessSpec.Stdin.OPEN_ONCE);
  }

  /** Rule 4. If this fails, input is held back until its end. */
  @Test
  @DisplayName("takes turns with the output")
  void takesTurns() {
    requires(Capability.STDIN);
    AttachedProcess process =
        attached(
            reading("read a; echo \"got $a\"; read b; echo \"then $b\"; exit 2"),
            AttachOptions.interactive());
    Flux<String> lines = process.output().map(Captured::bytes).scan("", String::concat);
    String first = "got one\n";
    done(process.write(text("one\n")));
    String all =
        get(
            lines
                .concatMap(
                    seen ->
                        seen.equals(first)
                            ? process.write(text("two\n")).thenReturn(seen)
                            : Mono.just(seen))
                .last());
    assertThat(all).isEqualTo(first + "then two\n");
    assertThat(get(process.exit()).code()).hasValue(2);
    done(process.close());
  }

  private static Flux<ByteBuffer> text(String text) {
    return Flux.just(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)).asReadOnlyBuffer());
  }

  /**
   * A process that does not read is no error of the writer. If this fails, look at a broken pipe.
   */
  @Test
  @DisplayName("is dropped when nobody reads it any more")
  void dropsInputAfterTheEnd() {
    requires(Capability.STDIN);
    AttachedProcess process = attached(reading("exit 6"), AttachOptions.interactive());
    assertThat(get(process.exit()).code()).hasValue(6);
    done(process.write(text("too late\n")));
    if (has(Capability.STDIN_CLOSE)) {
      done(process.closeInput());
      done(process.closeInput());
    }
    done(process.close());
  }

  /** Rule 8. If this fails, a write or a resize that cannot work passes for success. */
  @Test
  @DisplayName(
      "is refused when it was not asked for, and so is the size of a terminal that is not there")
  void refusesWhatIsNotThere() {
    AttachedProcess process = attached(script(Scripts.IDLE), AttachOptions.output());
    error(OperationUnsupportedException.class, process.write(text("no")));
    error(OperationUnsupportedException.class, process.resize(new TerminalSize(10, 20)));
    done(process.close());
  }

  /**
   * Rule 4. If this fails, the terminal's single stream is parsed as frames, or there is no
   * terminal.
   */
  @Test
  @DisplayName("may be a terminal, with one stream and a size that can change")
  void givesATerminal() {
    requires(Capability.TTY);
    Captured run = run(script("[ -t 1 ] && printf tty; printf err >&2").tty(true));
    assertThat(run.out()).isEqualTo("ttyerr");
    assertThat(run.err()).isEmpty();
    requires(Capability.RESIZE, Capability.STDIN);
    AttachedProcess process =
        attached(
            reading("while read go; do stty size; done").tty(true), AttachOptions.interactive());
    done(process.resize(new TerminalSize(33, 111)));
    typedUntil(process, "go\n", "33 111");
    done(process.close());
  }
}
