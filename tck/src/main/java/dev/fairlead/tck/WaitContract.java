package dev.fairlead.tck;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fairlead.spi.Capability;
import dev.fairlead.spi.container.ContainerId;
import dev.fairlead.spi.container.Exit;
import dev.fairlead.spi.container.ExitWatch;
import dev.fairlead.spi.container.RemoveOptions;
import dev.fairlead.spi.container.Signal;
import dev.fairlead.spi.container.WaitCondition;
import dev.fairlead.spi.error.NotFoundException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Waiting for the end of a container, whose code is told only if it was observed. */
@DisplayName("Waiting")
public abstract class WaitContract extends BackendContract {

  /** Together longer than the beginning of a wait takes on any backend that is near. */
  private static final int MOMENTS = 200;

  private static final Duration MOMENT = Duration.ofNanos(25_000);

  /** For subclasses. */
  protected WaitContract() {}

  /** Observed where the runtime keeps codes; elsewhere observed or lost, and never another one. */
  private void assertCode(Exit exit, int code) {
    if (has(Capability.EXIT_CODE_AFTER_THE_FACT) || !(exit instanceof Exit.Lost)) {
      assertThat(exit.code()).as("code of " + exit).hasValue(code);
    }
    assertThat(exit.success()).isEqualTo(exit.code().isPresent() && code == 0);
  }

  /** Rules 2 and 3. If this fails, look at what a wait yields when the end is past. */
  @Test
  @DisplayName("after the end yields the code at once")
  void yieldsThePast() {
    ContainerId id = started(script("exit 7"));
    assertCode(get(containers().waitFor(id, WaitCondition.NOT_RUNNING)), 7);
    ended(id);
    assertCode(get(containers().waitFor(id, WaitCondition.NOT_RUNNING)), 7);
    Exit inspected = get(containers().inspect(id)).exit().orElseThrow();
    assertCode(inspected, 7);
  }

  /** Rule 3. If this fails, what ends between the registration and the question is missed. */
  @Test
  @DisplayName("registered before the start misses nothing, and can be asked again")
  void missesNothing() {
    requires(Capability.CREATE_WITHOUT_START);
    ContainerId id = created(script("exit 9"));
    ExitWatch first = get(containers().watchExit(id, WaitCondition.NOT_RUNNING));
    ExitWatch next = get(containers().watchExit(id, WaitCondition.NEXT_EXIT));
    CompletableFuture<Exit> early = first.exit().toFuture();
    quietly();
    assertThat(early).as("the end of what never started").isNotDone();
    done(containers().start(id));
    ended(id);
    assertCode(get(first.exit()), 9);
    assertCode(get(first.exit()), 9);
    assertCode(get(next.exit()), 9);
    assertThat(early).succeedsWithin(subject().stepTimeout());
    done(first.close());
    done(first.close());
    done(next.close());
  }

  /** Rule 2. If this fails, the end before the registration is taken for the next one. */
  @Test
  @DisplayName("for the next end does not yield the last one")
  void waitsForTheNextEnd() {
    requires(Capability.START_AGAIN);
    ContainerId id = started(script("exit 3"));
    ended(id);
    ExitWatch watch = get(containers().watchExit(id, WaitCondition.NEXT_EXIT));
    CompletableFuture<Exit> next = watch.exit().toFuture();
    quietly();
    assertThat(next).as("the next end, when there was none").isNotDone();
    done(containers().start(id));
    assertThat(next).succeedsWithin(subject().stepTimeout());
    assertCode(next.join(), 3);
    done(watch.close());
  }

  /** Rule 2. If this fails, a removal is taken for an end with code 0. */
  @Test
  @DisplayName("for the removal lasts until it is gone")
  void waitsForTheRemoval() {
    ContainerId id = started(script(Scripts.STUBBORN));
    ExitWatch watch = get(containers().watchExit(id, WaitCondition.REMOVED));
    CompletableFuture<Exit> gone = watch.exit().toFuture();
    quietly();
    assertThat(gone).isNotDone();
    done(containers().remove(id, RemoveOptions.force()));
    assertThat(gone).succeedsWithin(subject().stepTimeout());
    assertThat(gone.join().success()).as("success of what was killed").isFalse();
    done(watch.close());
  }

  /** Rule 7. If this fails, cancelling a wait ends the container or keeps its connection. */
  @Test
  @DisplayName("can be cancelled, and the container goes on")
  void canBeCancelled() {
    ContainerId id = started(script(Scripts.IDLE));
    ExitWatch watch = get(containers().watchExit(id, WaitCondition.NOT_RUNNING));
    watch.exit().subscribe().dispose();
    CompletableFuture<Exit> other = watch.exit().toFuture();
    quietly();
    assertThat(other).as("another question to the same watch").isNotDone();
    done(watch.close());
    everythingIsReleased(subject().releaseTimeout());
    containers().waitFor(id, WaitCondition.NOT_RUNNING).subscribe().dispose();
    everythingIsReleased(subject().releaseTimeout());
    assertThat(state(id).alive()).isTrue();
  }

  /** Rule 7. If this fails, what is being opened when a wait is cancelled is never closed. */
  @Test
  @DisplayName("can be cancelled at any moment of its beginning")
  void canBeCancelledEarly() {
    ContainerId id = started(script(Scripts.IDLE));
    cancelAtManyMoments(id);
    assertThat(state(id).alive()).isTrue();
  }

  /** Rule 7. If this fails, one of the several waits that such a wait may be made of is lost. */
  @Test
  @DisplayName("can be cancelled at any moment of its beginning, for a container that never ran")
  void canBeCancelledEarlyBeforeTheStart() {
    requires(Capability.CREATE_WITHOUT_START);
    cancelAtManyMoments(created(script(Scripts.IDLE)));
  }

  private void cancelAtManyMoments(ContainerId id) {
    for (int moment = 0; moment < MOMENTS; moment++) {
      done(
          containers()
              .waitFor(id, WaitCondition.NOT_RUNNING)
              .take(MOMENT.multipliedBy(moment))
              .then());
    }
    everythingIsReleased(subject().releaseTimeout());
  }

  /** Rule 2. If this fails, a kill looks like an ordinary end. */
  @Test
  @DisplayName("tells a kill by its code")
  void tellsAKill() {
    requires(Capability.KILL, Capability.EXIT_CODE_AFTER_THE_FACT);
    ContainerId id = started(script(Scripts.STUBBORN));
    ExitWatch watch = get(containers().watchExit(id, WaitCondition.NOT_RUNNING));
    done(containers().kill(id, Signal.KILL));
    assertThat(get(watch.exit()).code()).hasValue(137);
    done(watch.close());
  }

  /** Rule 2. If this fails, waiting for what is not there looks like its end. */
  @Test
  @DisplayName("for what is not there is an error")
  void needsAContainer() {
    for (WaitCondition condition : WaitCondition.values()) {
      error(NotFoundException.class, containers().watchExit(missing(), condition));
    }
  }
}
