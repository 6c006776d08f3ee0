package dev.fairlead.tck;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fairlead.spi.Capability;
import dev.fairlead.spi.container.AttachedProcess;
import dev.fairlead.spi.container.ContainerId;
import dev.fairlead.spi.container.TerminalSize;
import dev.fairlead.spi.error.ConflictException;
import dev.fairlead.spi.error.NotFoundException;
import dev.fairlead.spi.error.OperationUnsupportedException;
import dev.fairlead.spi.exec.ExecSpec;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Commands that are executed in a container that runs. */
@DisplayName("Executing a command")
public abstract class ExecContract extends BackendContract {

  private static final int SIMULTANEOUS = 8;

  /** For subclasses. */
  protected ExecContract() {}

  /** All of it needs exec. */
  @BeforeEach
  void needsExec() {
    requires(Capability.EXEC);
  }

  private ContainerId idle() {
    return started(script(Scripts.IDLE));
  }

  private ExecSpec.Builder command(String script) {
    return ExecSpec.builder(subject().shell(script));
  }

  private Mono<Captured> exec(ContainerId id, ExecSpec spec) {
    return Mono.usingWhen(containers().exec(id, spec), Captured::of, AttachedProcess::close);
  }

  private Captured exec(ContainerId id, String script) {
    return get(exec(id, command(script).build()));
  }

  /** Rules 3 and 4. If this fails, look at framing, and at when the output begins to be read. */
  @Test
  @DisplayName("yields its code and its output, apart and byte for byte, and all of it each time")
  void yieldsEverything() {
    ContainerId id = idle();
    Captured both = exec(id, "printf out; printf err >&2; exit 5");
    assertThat(both.out()).isEqualTo("out");
    assertThat(both.err()).isEqualTo("err");
    assertThat(both.exit().code()).hasValue(5);
    assertThat(exec(id, Scripts.BYTES).out()).isEqualTo(Scripts.BYTES_WRITTEN);
    Captured numbers = exec(id, "seq 1 100000");
    assertThat(numbers.out().equals(Scripts.numbers(100_000))).as("a long output").isTrue();
    assertThat(numbers.exit().success()).isTrue();
    for (int round = 1; round <= subject().repetitions(); round++) {
      Captured run = exec(id, "printf x; exit 3");
      assertThat(run.out()).as("output in round " + round).isEqualTo("x");
      assertThat(run.exit().code()).as("code in round " + round).hasValue(3);
    }
  }

  /** Rule 5. If this fails, commands wait for each other's connections, or mix their outputs. */
  @Test
  @DisplayName("goes on beside others")
  void goesOnBesideOthers() {
    ContainerId id = idle();
    List<Captured> runs =
        get(
            Flux.range(0, SIMULTANEOUS)
                .flatMapSequential(
                    i -> exec(id, command("sleep 0.2; echo " + i + "; exit " + i).build()),
                    SIMULTANEOUS)
                .collectList());
    for (int i = 0; i < SIMULTANEOUS; i++) {
      assertThat(runs.get(i).out()).isEqualTo(i + "\n");
      assertThat(runs.get(i).exit().code()).hasValue(i);
    }
  }

  /** Rule 2: as in a shell. If this fails, a program that is not there is an error or a success. */
  @Test
  @DisplayName("whose program is not there ends with 127")
  void missingProgramIs127() {
    ContainerId id = idle();
    Captured run = get(exec(id, ExecSpec.of("/no/such/program")));
    assertThat(run.exit().code()).hasValue(127);
    assertThat(state(id).alive()).isTrue();
  }

  /** Rule 2. If this fails, look at how the runtime tells that the container does not run. */
  @Test
  @DisplayName("needs a container that runs")
  void needsARunningContainer() {
    ContainerId id = started(script("exit 0"));
    ended(id);
    ExecSpec spec = command("exit 0").build();
    error(ConflictException.class, containers().exec(id, spec));
    error(NotFoundException.class, containers().exec(missing(), spec));
  }

  /** Rules 4 and 5. If this fails, look at half-close: the output must survive the input's end. */
  @Test
  @DisplayName("reads its input to the end, and writes on afterwards")
  void readsItsInput() {
    requires(Capability.EXEC_STDIN, Capability.STDIN_CLOSE);
    byte[] sent = new byte[512 * 1024];
    new Random(7).nextBytes(sent);
    int chunk = 8 * 1024;
    Flux<ByteBuffer> chunks =
        Flux.range(0, sent.length / chunk)
            .map(i -> ByteBuffer.wrap(sent, i * chunk, chunk).slice().asReadOnlyBuffer());
    AttachedProcess process =
        get(containers().exec(idle(), command("cat; printf after; exit 4").stdin(true).build()));
    Captured run =
        get(
            Mono.zip(
                    Captured.of(process),
                    process.write(chunks).then(process.closeInput()).thenReturn(true))
                .map(both -> both.getT1()));
    String expected = new String(sent, StandardCharsets.ISO_8859_1) + "after";
    assertThat(run.out().length()).as("number of bytes").isEqualTo(expected.length());
    assertThat(run.out().equals(expected)).as("the same bytes").isTrue();
    assertThat(run.exit().code()).hasValue(4);
    done(process.close());
  }

  /** Rule 8. If this fails, a write that goes nowhere passes for success. */
  @Test
  @DisplayName("refuses input that was not asked for")
  void refusesInput() {
    AttachedProcess process = get(containers().exec(idle(), command("exit 0").build()));
    error(
        OperationUnsupportedException.class,
        process.write(Flux.just(ByteBuffer.wrap(new byte[] {1}))));
    done(process.close());
  }

  /** Rule 8. If this fails, a wish of the specification is passed over. */
  @Test
  @DisplayName("has the variables and the directory that were asked for")
  void hasItsVariables() {
    ContainerId id = started(script(Scripts.IDLE).env("OUTER", "from outside"));
    assertThat(exec(id, "printf %s \"$OUTER\"").out()).isEqualTo("from outside");
    requires(Capability.EXEC_ENV);
    ExecSpec.Builder spec =
        command("printf '%s|%s|' \"$INNER\" \"$OUTER\"; pwd").env("INNER", "a b=$c");
    if (has(Capability.EXEC_WORKDIR)) {
      spec.workingDirectory("/");
    }
    assertThat(get(exec(id, spec.build())).out()).startsWith("a b=$c|from outside|/");
  }

  /** Rule 4. If this fails, the terminal's single stream is parsed as frames. */
  @Test
  @DisplayName("has a terminal when it was asked for")
  void hasATerminal() {
    requires(Capability.EXEC_TTY);
    ContainerId id = idle();
    Captured run =
        get(exec(id, command("[ -t 1 ] && printf tty; printf err >&2; exit 6").tty(true).build()));
    assertThat(run.out()).isEqualTo("ttyerr");
    assertThat(run.err()).isEmpty();
    assertThat(run.exit().code()).hasValue(6);
    requires(Capability.RESIZE, Capability.EXEC_STDIN);
    AttachedProcess process =
        get(
            containers()
                .exec(
                    id,
                    command("while read go; do stty size; done")
                        .stdin(true)
                        .tty(true)
                        .size(new TerminalSize(20, 70))
                        .build()));
    done(process.resize(new TerminalSize(33, 111)));
    typedUntil(process, "go\n", "33 111");
    done(process.close());
  }

  /** Rule 7. If this fails, what nobody waits for goes on inside, or its child does. */
  @Test
  @DisplayName("dies with its children when it is closed")
  void diesWhenClosed() {
    requires(Capability.EXEC_KILL);
    ContainerId id = idle();
    AttachedProcess process =
        get(containers().exec(id, command("sh -c 'echo $$; sleep 1000; true'; true").build()));
    String child = get(process.output().next()).text().strip();
    assertThat(child).containsOnlyDigits();
    assertThat(exec(id, "kill -0 " + child).exit().success()).as("the child lives").isTrue();
    done(process.close());
    eventually(
        "the child is gone",
        subject().stepTimeout(),
        () -> !exec(id, "kill -0 " + child + " 2>/dev/null").exit().success());
    assertThat(state(id).alive()).as("the container itself").isTrue();
  }

  /** Rule 7. If this fails, the connection of a command outlives its reader. */
  @Test
  @DisplayName("releases its connection when it is closed")
  void releasesItsConnection() {
    ContainerId id = idle();
    AttachedProcess process =
        get(containers().exec(id, command("echo $$; exec sleep 1000").build()));
    String pid = get(process.output().next()).text().strip();
    done(process.close());
    done(process.close());
    everythingIsReleased(subject().releaseTimeout());
    if (!has(Capability.EXEC_KILL)) {
      exec(id, "kill -9 " + pid);
    }
  }
}
