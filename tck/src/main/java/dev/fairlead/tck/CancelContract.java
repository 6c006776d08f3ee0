package dev.fairlead.tck;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fairlead.spi.Capability;
import dev.fairlead.spi.PlanMode;
import dev.fairlead.spi.container.AttachOptions;
import dev.fairlead.spi.container.AttachedContainer;
import dev.fairlead.spi.container.AttachedProcess;
import dev.fairlead.spi.container.ContainerId;
import dev.fairlead.spi.container.RemoveOptions;
import dev.fairlead.spi.exec.ExecSpec;
import dev.fairlead.spi.log.LogOptions;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.reactivestreams.Publisher;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Cancelling releases at once, and ends nothing that it should not. */
@DisplayName("Cancelling")
public abstract class CancelContract extends BackendContract {

  /** For subclasses. */
  protected CancelContract() {}

  private void cancelSoon(Publisher<?> stream) {
    Disposable subscription = Flux.from(stream).subscribe(value -> {}, error -> {});
    quietly();
    assertThat(subscription.isDisposed()).as("the stream ended by itself").isFalse();
    subscription.dispose();
  }

  /**
   * Rule 7. If this fails, a reader without data notices the cancellation only at the next byte.
   */
  @Test
  @DisplayName("a followed log that is silent releases it and leaves the container running")
  void releasesASilentFollow() {
    requires(Capability.LOGS, Capability.LOG_FOLLOW);
    ContainerId id = started(script(Scripts.IDLE));
    cancelSoon(containers().logs(id, LogOptions.following()));
    everythingIsReleased(subject().releaseTimeout());
    assertThat(state(id).alive()).isTrue();
  }

  /** Rule 7. If this fails, cancelling the output closes nothing until {@code close}. */
  @Test
  @DisplayName("the output of a silent container releases it and leaves the container running")
  void releasesASilentAttachment() {
    requires(Capability.ATTACH);
    AttachedContainer run =
        get(
            containers()
                .runAttached(
                    script(Scripts.IDLE).build(), PlanMode.STRICT, AttachOptions.output()));
    cancelSoon(run.process().output());
    done(run.process().close());
    everythingIsReleased(subject().releaseTimeout());
    assertThat(state(run.id()).alive()).isTrue();
  }

  /** Rule 7. If this fails, a command that nobody waits for keeps its connection. */
  @Test
  @DisplayName("the use of a command releases it")
  void releasesACommand() {
    requires(Capability.EXEC, Capability.EXEC_KILL);
    ContainerId id = started(script(Scripts.IDLE));
    ExecSpec spec = ExecSpec.builder(subject().shell("exec sleep 1000")).build();
    cancelSoon(Mono.usingWhen(containers().exec(id, spec), Captured::of, AttachedProcess::close));
    everythingIsReleased(subject().releaseTimeout());
    assertThat(state(id).alive()).isTrue();
  }

  /**
   * Rule 7. Cancelled at several moments, so that each step of the way is met. If this fails, a
   * container that was made just then is not taken back.
   */
  @Test
  @DisplayName("a run before its process is there leaves nothing behind")
  void leavesNothingBehind() {
    requires(Capability.ATTACH);
    for (int millis : new int[] {0, 5, 20, 60, 150}) {
      AtomicReference<AttachedContainer> made = new AtomicReference<>();
      Disposable run =
          containers()
              .runAttached(script(Scripts.IDLE).build(), PlanMode.STRICT, AttachOptions.output())
              .doOnNext(made::set)
              .subscribe(value -> {}, error -> {});
      Mono.delay(Duration.ofMillis(millis)).block(subject().stepTimeout());
      run.dispose();
      AttachedContainer there = made.get();
      if (there != null) {
        done(there.process().close());
        end(there.id());
        done(containers().remove(there.id(), RemoveOptions.force()));
      }
      quietly();
      eventually(
          "nothing is left of a run that was cancelled after " + millis + " ms",
          subject().stepTimeout(),
          () -> get(marked().count()) == 0);
    }
    everythingIsReleased(subject().releaseTimeout());
  }
}
