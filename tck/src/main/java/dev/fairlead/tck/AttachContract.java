package dev.fairlead.tck;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fairlead.spi.Capability;
import dev.fairlead.spi.PlanMode;
import dev.fairlead.spi.container.AttachOptions;
import dev.fairlead.spi.container.AttachedContainer;
import dev.fairlead.spi.container.AttachedProcess;
import dev.fairlead.spi.container.ContainerId;
import dev.fairlead.spi.container.ContainerSpecBuilder;
import dev.fairlead.spi.container.ContainerState;
import dev.fairlead.spi.container.ProcessSpec;
import dev.fairlead.spi.container.TerminalSize;
import dev.fairlead.spi.error.ConflictException;
import dev.fairlead.spi.error.NotFoundException;
import dev.fairlead.spi.error.OperationUnsupportedException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** The streams of a container that was attached to before it started, or while it runs. */
@DisplayName("Attaching")
public abstract class AttachContract extends BackendContract {

  private static final int CHUNK = 16 * 1024;
  private static final int CHUNKS = 32;

  /** For subclasses. */
  protected AttachContract() {}

  /** All of it needs attaching. */
  @BeforeEach
  void needsAttaching() {
    requires(Capability.ATTACH);
  }

  /**
   * Rule 3. If this fails, the attachment or the wait is made after the start, or the removal of
   * the container takes its exit code along.
   */
  @Test
  @DisplayName("loses neither the first byte nor the exit of what lives for a moment")
  void losesNothing() {
    for (int round = 1; round <= subject().repetitions(); round++) {
      Captured run = run(script("printf x; exit 3").autoRemove(has(Capability.AUTO_REMOVE)));
      assertThat(run.out()).as("output in round " + round).isEqualTo("x");
      assertThat(run.exit().code()).as("exit code in round " + round).hasValue(3);
    }
  }

  /**
   * Rule 4. If this fails, frames of standard error are taken for standard output, or the reverse.
   */
  @Test
  @DisplayName("keeps standard output and standard error apart where that is declared")
  void keepsStreamsApart() {
    Captured run = run(script("printf out; printf err >&2; printf more; exit 7"));
    if (has(Capability.ATTACH_STREAMS_APART)) {
      assertThat(run.out()).isEqualTo("outmore");
      assertThat(run.err()).isEqualTo("err");
    } else {
      assertThat(run.out()).contains("out", "err", "more").hasSize(10);
      assertThat(run.err()).isEmpty();
    }
    assertThat(run.exit().code()).hasValue(7);
  }

  /** Rule 4. If this fails, framing is guessed from bytes, or bytes pass through a decoder. */
  @Test
  @DisplayName("yields every byte as it was written")
  void yieldsBytes() {
    assertThat(run(script(Scripts.BYTES)).out()).isEqualTo(Scripts.BYTES_WRITTEN);
  }

  /** Rules 4 and 5. If this fails, look at frames that are split, and at the end of the stream. */
  @Test
  @DisplayName("yields all of a long output")
  void yieldsAllOfALongOutput() {
    assertThat(run(script("seq 1 100000")).out()).isEqualTo(Scripts.numbers(100_000));
  }

  /** Rule 3. If this fails, output that comes before the subscription is thrown away. */
  @Test
  @DisplayName("keeps the output until somebody reads it, and the exit too")
  void keepsWhatIsNotRead() {
    AttachedProcess process = attached(script("printf early; exit 4"), AttachOptions.output());
    assertThat(get(process.exit()).code()).as("exit before the output is read").hasValue(4);
    quietly();
    Captured run = get(Captured.of(process));
    assertThat(run.out()).isEqualTo("early");
    assertThat(run.exit().code()).as("exit asked for a second time").hasValue(4);
    done(process.close());
    done(process.close());
  }

  /** Rule 3. If this fails, look at how attaching and starting are told apart from both in one. */
  @Test
  @DisplayName("comes before the start of a container that was created earlier, or ended")
  void comesBeforeTheStart() {
    requires(Capability.CREATE_WITHOUT_START);
    ContainerId id = created(script("printf x; exit 3"));
    for (int start = 1; start <= (has(Capability.START_AGAIN) ? 2 : 1); start++) {
      Captured run =
          get(
              Mono.usingWhen(
                  containers().startAttached(id, AttachOptions.output()),
                  Captured::of,
                  AttachedProcess::close));
      assertThat(run.out()).as("output of start " + start).isEqualTo("x");
      assertThat(run.exit().code()).as("exit code of start " + start).hasValue(3);
      ended(id);
    }
  }

  /** Rule 2. If this fails, look at how the runtime tells that the container is there or runs. */
  @Test
  @DisplayName("does not start what runs already, nor what is not there")
  void startsOnlyWhatDoesNotRun() {
    ContainerSpecBuilder spec = script(Scripts.IDLE).name(freeName());
    ContainerId id = started(spec);
    error(ConflictException.class, containers().startAttached(id, AttachOptions.output()));
    error(
        ConflictException.class,
        containers().runAttached(spec.build(), PlanMode.STRICT, AttachOptions.output()));
    assertThat(state(id)).as("after the refused runs").isEqualTo(ContainerState.RUNNING);
    error(NotFoundException.class, containers().startAttached(missing(), AttachOptions.output()));
  }

  /**
   * Rule 2. If this fails, a failed start leaves the attachment open or looks like an empty run.
   */
  @Test
  @DisplayName("fails as a start does when the program is not there")
  void failsAsAStartDoes() {
    ContainerSpecBuilder spec = script("").command("/no/such/program");
    NotFoundException error =
        error(
            NotFoundException.class,
            containers().runAttached(spec.build(), PlanMode.STRICT, AttachOptions.output()));
    assertThat(error.kind()).isEqualTo(NotFoundException.Kind.COMMAND);
    assertThat(get(marked().count())).as("containers after a failed run").isZero();
  }

  /** Rule 7. If this fails, cancelling the output ends the process behind it. */
  @Test
  @DisplayName("leaves the container running when its output is cancelled")
  void leavesItRunning() {
    AttachedContainer run =
        get(
            containers()
                .runAttached(
                    script(Scripts.TICKING).build(), PlanMode.STRICT, AttachOptions.output()));
    assertThat(get(run.process().output().next()).text()).startsWith("tick");
    done(run.process().close());
    quietly();
    assertThat(state(run.id()).alive()).isTrue();
    if (has(Capability.DETACH) && has(Capability.LOGS)) {
      int written = log(run.id()).length();
      eventually(
          "its log goes on", subject().stepTimeout(), () -> log(run.id()).length() > written);
    }
    everythingIsReleased(subject().releaseTimeout());
  }

  /**
   * Rules 4 and 5. If this fails, ending the input ends the output too (look at half-close), or
   * writes are lost when the process reads slowly.
   */
  @Test
  @DisplayName("passes input to its end, and output goes on afterwards")
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
  @DisplayName("lets input and output take turns")
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
  @DisplayName("drops input that nobody reads any more")
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
  @DisplayName("refuses input that was not asked for, and the size of a terminal that is not there")
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
  @DisplayName("gives a terminal, with one stream and a size that can change")
  void givesATerminal() {
    requires(Capability.TTY);
    Captured run = run(script("[ -t 1 ] && printf tty; printf err >&2").tty(true));
    assertThat(run.out()).isEqualTo("ttyerr");
    assertThat(run.err()).isEmpty();
    requires(Capability.RESIZE, Capability.STDIN);
    AttachedProcess process =
        attached(reading("read go; stty size; exit 0").tty(true), AttachOptions.interactive());
    done(process.resize(new TerminalSize(33, 111)));
    done(process.write(text("go\n")));
    assertThat(get(Captured.of(process)).out()).contains("33 111");
    done(process.close());
  }

  /** Rule 3. If this fails, look at when the attachment counts as made. */
  @Test
  @DisplayName("joins a container that runs already, with what it wrote before if that is wanted")
  void joinsARunningContainer() {
    requires(Capability.ATTACH_RUNNING, Capability.STDIN);
    ContainerId id =
        started(script("echo before; read go; echo after; exit 8").stdin(ProcessSpec.Stdin.OPEN));
    if (has(Capability.LOGS)) {
      logged(id, "before");
    }
    AttachedProcess late = get(containers().attach(id, AttachOptions.interactive()));
    if (has(Capability.ATTACH_HISTORY)) {
      AttachedProcess whole = get(containers().attach(id, withHistory()));
      done(late.write(text("go\n")));
      Captured all = get(Captured.of(whole));
      assertThat(all.out()).isEqualTo("before\nafter\n");
      assertThat(all.exit().code()).hasValue(8);
      done(whole.close());
    } else {
      error(OperationUnsupportedException.class, containers().attach(id, withHistory()));
      done(late.write(text("go\n")));
    }
    assertThat(get(Captured.of(late)).out()).endsWith("after\n");
    done(late.close());
    error(ConflictException.class, containers().attach(id, AttachOptions.output()));
  }

  private static AttachOptions withHistory() {
    AttachOptions plain = AttachOptions.output();
    return new AttachOptions(plain.input(), AttachOptions.History.YES, plain.size());
  }
}
