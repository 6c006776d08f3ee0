package dev.fairlead.tck;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fairlead.spi.Capability;
import dev.fairlead.spi.FieldPlan;
import dev.fairlead.spi.PlanMode;
import dev.fairlead.spi.SpecField;
import dev.fairlead.spi.container.ContainerId;
import dev.fairlead.spi.container.ContainerSpecBuilder;
import dev.fairlead.spi.container.ContainerState;
import dev.fairlead.spi.container.Exit;
import dev.fairlead.spi.container.Signal;
import dev.fairlead.spi.container.StopOptions;
import dev.fairlead.spi.container.StopResult;
import dev.fairlead.spi.error.InvalidSpecException;
import dev.fairlead.spi.error.NotFoundException;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Stopping: a signal, a grace period, then a kill, and the word about which it took. */
@DisplayName("Stopping")
public abstract class StopContract extends BackendContract {

  private static final Duration GRACE = Duration.ofSeconds(2);

  /** For subclasses. */
  protected StopContract() {}

  private void assertOutcome(StopResult result, StopResult.Outcome outcome, int code) {
    if (has(Capability.EXIT_CODE_AFTER_THE_FACT)) {
      assertThat(result.outcome()).isEqualTo(outcome);
      assertThat(result.exit().map(Exit::code).orElseThrow()).hasValue(code);
    } else {
      assertThat(result.outcome()).isIn(outcome, StopResult.Outcome.UNKNOWN);
      assertThat(result.exit().map(Exit::success)).isNotEqualTo(Optional.of(true));
    }
  }

  private ContainerId ready(ContainerSpecBuilder spec) {
    ContainerId id = started(spec);
    if (has(Capability.LOGS)) {
      logged(id, "ready");
    } else {
      quietly();
    }
    return id;
  }

  /** Rule 11. If this fails, the container is killed at once, or the result is a guess. */
  @Test
  @DisplayName("lets a container end by itself, and says so")
  void isGraceful() {
    ContainerId id = ready(script(Scripts.POLITE));
    StopResult result = get(containers().stop(id, StopOptions.defaults()));
    assertOutcome(result, StopResult.Outcome.GRACEFUL, 5);
    assertThat(state(id)).as("after the stop").isEqualTo(ContainerState.EXITED);
  }

  /** Rule 11. If this fails, the grace period is cut short, or the kill is kept quiet. */
  @Test
  @DisplayName("kills after the grace period, and says so")
  void killsInTheEnd() {
    boolean options = has(Capability.STOP_OPTIONS);
    ContainerSpecBuilder spec = script(Scripts.STUBBORN);
    ContainerId id = ready(options ? spec : spec.stopGrace(GRACE));
    long began = System.nanoTime();
    StopResult result =
        get(
            containers()
                .stop(
                    id,
                    options ? StopOptions.defaults().withGrace(GRACE) : StopOptions.defaults()));
    Duration took = Duration.ofNanos(System.nanoTime() - began);
    assertOutcome(result, StopResult.Outcome.KILLED, 137);
    assertThat(took).as("time that the stop took").isGreaterThanOrEqualTo(GRACE.minusMillis(200));
    assertThat(state(id)).as("after the stop").isEqualTo(ContainerState.EXITED);
  }

  /** Rule 11. If this fails, the grace period is rounded up or has a lower bound. */
  @Test
  @DisplayName("kills at once without a grace period")
  void killsAtOnce() {
    requires(Capability.STOP_OPTIONS);
    ContainerId id = ready(script(Scripts.STUBBORN));
    long began = System.nanoTime();
    get(containers().stop(id, StopOptions.defaults().withGrace(Duration.ZERO)));
    assertThat(Duration.ofNanos(System.nanoTime() - began))
        .as("time that the stop took")
        .isLessThan(StopOptions.DEFAULT_GRACE);
    assertThat(state(id).alive()).isFalse();
  }

  /** Rule 8. If this fails, the signal of the call is passed over. */
  @Test
  @DisplayName("asks with the signal of the call")
  void usesTheSignalOfTheCall() {
    requires(Capability.STOP_OPTIONS);
    ContainerId id = ready(script(Scripts.POLITE));
    StopResult result = get(containers().stop(id, StopOptions.defaults().withSignal(Signal.INT)));
    assertOutcome(result, StopResult.Outcome.GRACEFUL, 6);
  }

  /** Rules 8 and 9. If this fails, the plan keeps the signal and the stop passes over it. */
  @Test
  @DisplayName("asks with the container's own signal, or refuses to make it")
  void usesTheSignalOfTheContainer() {
    ContainerSpecBuilder spec = script(Scripts.POLITE).stopSignal(Signal.INT);
    boolean dropped =
        get(backend().plan(spec.build())).dropped().stream()
            .map(FieldPlan::field)
            .anyMatch(SpecField.STOP_SIGNAL::equals);
    if (dropped) {
      error(InvalidSpecException.class, containers().launch(spec.build(), PlanMode.STRICT));
      return;
    }
    StopResult result = get(containers().stop(ready(spec), StopOptions.defaults()));
    assertOutcome(result, StopResult.Outcome.GRACEFUL, 6);
  }

  /** Rules 2 and 10. If this fails, a missing container counts as a stopped one. */
  @Test
  @DisplayName("takes nothing when it has ended, and fails when it is not there")
  void takesNothingAfterTheEnd() {
    ContainerId id = started(script("exit 0"));
    ended(id);
    assertThat(get(containers().stop(id, StopOptions.defaults())))
        .isEqualTo(new StopResult(StopResult.Outcome.NOT_RUNNING, Optional.empty()));
    error(NotFoundException.class, containers().stop(missing(), StopOptions.defaults()));
  }
}
