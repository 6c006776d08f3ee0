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
import dev.fairlead.spi.error.ConflictException;
import dev.fairlead.spi.error.NotFoundException;
import dev.fairlead.spi.error.OperationUnsupportedException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** The streams of a container that was attached to before it started, or while it runs. */
@DisplayName("Attaching")
public abstract class AttachContract extends BackendContract {

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
    requires(Capability.ATTACH_BYTES_EXACT);
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

  private static Flux<ByteBuffer> text(String text) {
    return Flux.just(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)).asReadOnlyBuffer());
  }
}
