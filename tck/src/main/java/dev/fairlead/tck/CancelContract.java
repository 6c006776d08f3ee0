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
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.reactivestreams.Publisher;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Cancelling releases at once, and ends nothing that it should not. */
@DisplayName("Cancelling")
public abstract class CancelContract extends BackendContract {

  private static final int MOMENTS = 8;

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

  /** Rule 7. If this fails, a container that was made just then is not taken back. */
  @Test
  @DisplayName("the making of a container leaves nothing behind")
  void takesBackWhatItMade() {
    requires(Capability.CREATE_WITHOUT_START);
    leavesNothing(
        containers().create(script(Scripts.IDLE).build(), PlanMode.STRICT),
        made -> containers().remove(made.id(), RemoveOptions.force()));
  }

  /**
   * Rule 7. If this fails, a container that was made or started just then is not taken back, or its
   * removal waits for a start that nobody asks for any more.
   */
  @Test
  @DisplayName("a run before its process is there leaves nothing behind")
  void leavesNothingBehind() {
    requires(Capability.ATTACH);
    leavesNothing(
        containers()
            .runAttached(script(Scripts.IDLE).build(), PlanMode.STRICT, AttachOptions.output()),
        made -> made.process().close().then(containers().remove(made.id(), RemoveOptions.force())));
  }

  /**
   * Cancels at moments spread over the time that the whole of it takes, so that each step of the
   * way is met. What came before the cancellation, or beside it, is undone.
   */
  private <T> void leavesNothing(Mono<T> call, Function<T, Mono<Void>> undo) {
    done(undo.apply(get(call)));
    long begun = System.nanoTime();
    T whole = get(call);
    Duration took = Duration.ofNanos(System.nanoTime() - begun);
    done(undo.apply(whole));
    for (int moment = 0; moment <= MOMENTS; moment++) {
      Duration after = took.multipliedBy(moment).dividedBy(MOMENTS);
      AtomicReference<@Nullable T> made = new AtomicReference<>();
      Disposable run = call.subscribe(made::set, error -> {});
      Mono.delay(after).block(subject().stepTimeout());
      run.dispose();
      quietly();
      eventually(
          "nothing is left of what was cancelled after " + after + " of " + took,
          subject().stepTimeout(),
          () -> {
            Optional.ofNullable(made.getAndSet(null)).map(undo).ifPresent(this::done);
            return get(marked().count()) == 0;
          });
    }
    everythingIsReleased(subject().releaseTimeout());
  }
}
