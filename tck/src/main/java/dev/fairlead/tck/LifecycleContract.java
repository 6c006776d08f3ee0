package dev.fairlead.tck;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fairlead.spi.Capability;
import dev.fairlead.spi.PlanMode;
import dev.fairlead.spi.container.ContainerFilter;
import dev.fairlead.spi.container.ContainerId;
import dev.fairlead.spi.container.ContainerInfo;
import dev.fairlead.spi.container.ContainerSpecBuilder;
import dev.fairlead.spi.container.ContainerState;
import dev.fairlead.spi.container.ExitWatch;
import dev.fairlead.spi.container.RemoveOptions;
import dev.fairlead.spi.container.Signal;
import dev.fairlead.spi.container.StopOptions;
import dev.fairlead.spi.container.StopResult;
import dev.fairlead.spi.container.WaitCondition;
import dev.fairlead.spi.error.ConflictException;
import dev.fairlead.spi.error.NotFoundException;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;

/** Containers are made, started, stopped, started again and removed, and are seen as they are. */
@DisplayName("A container's life")
public abstract class LifecycleContract extends BackendContract {

  /** For subclasses. */
  protected LifecycleContract() {}

  /**
   * Rule 2, one model of state. If this fails, look at the mapping of the native words to {@code
   * ContainerState}, and at what inspecting reads.
   */
  @Test
  @DisplayName("goes from created over running to exited, and then it is not found")
  void isSeenInEveryState() {
    ContainerId id;
    if (has(Capability.CREATE_WITHOUT_START)) {
      id = created(script(Scripts.IDLE).name(freeName()));
      ContainerInfo made = get(containers().inspect(id));
      assertThat(made.state()).isEqualTo(ContainerState.CREATED);
      assertThat(made.exit()).as("the end of what never started").isEmpty();
      assertThat(made.startedAt()).isEmpty();
      done(containers().start(id));
    } else {
      id = started(script(Scripts.IDLE).name(freeName()));
    }
    ContainerInfo running = get(containers().inspect(id));
    assertThat(running.state()).isEqualTo(ContainerState.RUNNING);
    assertThat(running.nativeState()).isNotBlank();
    assertThat(running.name()).isEqualTo(freeName());
    assertThat(running.startedAt()).isPresent();
    assertThat(running.finishedAt()).as("the end of what runs").isEmpty();
    assertThat(get(containers().inspect(ContainerId.of(freeName()))).id())
        .as("the id of what is found by name")
        .isEqualTo(running.id());

    end(id);
    ContainerInfo ended = get(containers().inspect(id));
    assertThat(ended.exit()).as("the end of what ended").isPresent();
    if (has(Capability.KILL)) {
      assertThat(ended.exit().orElseThrow().success()).as("success of what was killed").isFalse();
    }

    done(containers().remove(id, RemoveOptions.defaults()));
    error(NotFoundException.class, containers().inspect(id));
  }

  /** Rule 10. If this fails, a 304 or 404 of the runtime is taken for an error. */
  @Test
  @DisplayName("may be started, stopped and removed again when that has happened already")
  void isIdempotent() {
    ContainerId id = started(script(Scripts.IDLE));
    Instant first = get(containers().inspect(id)).startedAt().orElseThrow();
    done(containers().start(id));
    assertThat(get(containers().inspect(id)).startedAt())
        .as("starting what runs leaves it as it is")
        .contains(first);
    done(containers().stop(id, StopOptions.defaults()));
    assertThat(get(containers().stop(id, StopOptions.defaults())).outcome())
        .isEqualTo(StopResult.Outcome.NOT_RUNNING);
    done(containers().remove(id, RemoveOptions.defaults()));
    done(containers().remove(id, RemoveOptions.defaults()));
    done(containers().remove(missing(), RemoveOptions.force()));
  }

  /**
   * Rule 10. If this fails, look at starting an ended container, and at restarting a stopped one.
   */
  @Test
  @DisplayName("goes on after its end when it is started or restarted")
  void runsAgain() {
    requires(Capability.START_AGAIN);
    ContainerId id = started(script(Scripts.IDLE));
    Instant first = get(containers().inspect(id)).startedAt().orElseThrow();
    ExitWatch end = get(containers().watchExit(id, WaitCondition.NEXT_EXIT));
    done(containers().restart(id, StopOptions.defaults()));
    assertThat(get(end.exit())).as("the end that a restart begins with").isNotNull();
    done(end.close());
    ContainerInfo again = get(containers().inspect(id));
    assertThat(again.state()).isEqualTo(ContainerState.RUNNING);
    assertThat(again.startedAt().orElseThrow())
        .as("time of the second start, as exact as the runtime tells it")
        .isAfterOrEqualTo(first);

    end(id);
    done(containers().restart(id, StopOptions.defaults()));
    assertThat(state(id)).as("after restarting what had ended").isEqualTo(ContainerState.RUNNING);
    end(id);
    done(containers().start(id));
    assertThat(state(id)).as("after starting what had ended").isEqualTo(ContainerState.RUNNING);
  }

  /** Rule 2. If this fails, a conflict of the runtime (409) is swallowed or has another type. */
  @Test
  @DisplayName("refuses what its state does not allow")
  void refusesWhatContradictsItsState() {
    ContainerId id = started(script(Scripts.IDLE));
    error(ConflictException.class, containers().remove(id, RemoveOptions.defaults()));
    assertThat(state(id)).as("after a refused removal").isEqualTo(ContainerState.RUNNING);

    end(id);
    if (has(Capability.KILL)) {
      error(ConflictException.class, containers().kill(id, Signal.KILL));
    }
    if (has(Capability.PAUSE)) {
      error(ConflictException.class, containers().pause(id));
      error(ConflictException.class, containers().unpause(id));
    }
  }

  /** Rule 10. If this fails, look at how a container is killed before it is removed. */
  @Test
  @DisplayName("is removed while it runs when that is asked for")
  void isRemovedByForce() {
    ContainerId id = started(script(Scripts.STUBBORN));
    done(containers().remove(id, RemoveOptions.force()));
    error(NotFoundException.class, containers().inspect(id));
  }

  /** Rule 8. If this fails, the signal is not passed on, or another one is. */
  @Test
  @DisplayName("gets the very signal that is sent")
  void getsTheSignal() {
    requires(Capability.KILL_SIGNALS, Capability.LOGS);
    ContainerId id =
        started(
            script(
                "trap 'echo usr1' USR1; trap 'exit 6' INT; echo ready; while :; do sleep 0.1; done"));
    logged(id, "ready");
    done(containers().kill(id, Signal.parse("USR1")));
    logged(id, "usr1");
    assertThat(state(id)).isEqualTo(ContainerState.RUNNING);
    done(containers().kill(id, Signal.INT));
    ended(id);
    if (has(Capability.EXIT_CODE_AFTER_THE_FACT)) {
      assertThat(get(containers().inspect(id)).exit().orElseThrow().code()).hasValue(6);
    }
  }

  /** Rules 8 and 10. If this fails, pausing is declared and does nothing, or is not idempotent. */
  @Test
  @DisplayName("stands still while it is paused")
  void standsStill() {
    requires(Capability.PAUSE, Capability.LOGS);
    ContainerId id = started(script(Scripts.TICKING));
    logged(id, "tick");
    done(containers().pause(id));
    done(containers().pause(id));
    assertThat(state(id)).isEqualTo(ContainerState.PAUSED);
    quietly();
    String frozen = log(id);
    quietly();
    quietly();
    assertThat(log(id)).as("what a frozen container writes").isEqualTo(frozen);
    done(containers().unpause(id));
    done(containers().unpause(id));
    assertThat(state(id)).isEqualTo(ContainerState.RUNNING);
    eventually(
        "it writes again", subject().stepTimeout(), () -> log(id).length() > frozen.length());
  }

  /** Rule 10. If this fails, look at how a taken name is told. */
  @Test
  @DisplayName("takes another name unless that is taken")
  void isRenamed() {
    requires(Capability.RENAME, Capability.CREATE_WITHOUT_START);
    ContainerId id = created(script(Scripts.IDLE).name(freeName()));
    created(script(Scripts.IDLE).name(freeName() + "-b"));
    done(containers().rename(id, freeName() + "-c"));
    assertThat(get(containers().inspect(id)).name()).isEqualTo(freeName() + "-c");
    error(NotFoundException.class, containers().inspect(ContainerId.of(freeName())));
    error(ConflictException.class, containers().rename(id, freeName() + "-b"));
  }

  /**
   * Rules 2 and 13. If this fails, look at how filters are passed on, and at what a list leaves
   * out.
   */
  @Test
  @DisplayName("is listed by state, label and name, and nothing else is")
  void isListed() {
    ContainerId running =
        started(script(Scripts.IDLE).name(freeName() + "-a").label("tier", "web"));
    ContainerId ended = started(script("exit 0").name(freeName() + "-b"));
    ended(ended);

    assertThat(ids(mine())).containsExactlyInAnyOrder(running, ended);
    assertThat(ids(mine().withLabel("tier", "web"))).containsExactly(running);
    assertThat(ids(mine().withLabel("tier", ""))).containsExactly(running);
    assertThat(ids(mine().withLabel("tier", "db"))).isEmpty();
    assertThat(
            ids(new ContainerFilter(ContainerFilter.alive().states(), mine().labels(), Set.of())))
        .containsExactly(running);
    assertThat(ids(new ContainerFilter(Set.of(), mine().labels(), Set.of(freeName() + "-b"))))
        .containsExactly(ended);
    ContainerInfo listed = get(marked().filter(info -> info.id().equals(running)).single());
    assertThat(listed.name()).isEqualTo(freeName() + "-a");
    assertThat(listed.labels()).containsEntry("tier", "web");
    assertThat(listed.state()).isEqualTo(ContainerState.RUNNING);
  }

  private List<ContainerId> ids(ContainerFilter filter) {
    Flux<ContainerInfo> found = containers().list(filter);
    return get(found.map(ContainerInfo::id).collectList());
  }

  /** Rule 13. If this fails, the filter is passed over, or what runs is removed. */
  @Test
  @DisplayName("is pruned after its end, if it is meant")
  void isPruned() {
    requires(Capability.CONTAINER_PRUNE);
    ContainerId running = started(script(Scripts.IDLE).label("tier", "web"));
    ContainerId meant = started(script("exit 0").label("tier", "web"));
    ContainerId other = started(script("exit 0").label("tier", "db"));
    ended(meant);
    ended(other);
    assertThat(get(containers().prune(mine().withLabel("tier", "web"))).removed())
        .containsExactly(meant.value());
    assertThat(ids(mine())).containsExactlyInAnyOrder(running, other);
  }

  /** Rule 8. If this fails, the field is kept by the plan and then forgotten. */
  @Test
  @DisplayName("removes itself after its end when that is asked for")
  void removesItself() {
    requires(Capability.AUTO_REMOVE);
    ContainerId id = started(script("exit 3").autoRemove(true));
    eventually("it is gone by itself", subject().stepTimeout(), () -> get(marked().count()) == 0);
    error(NotFoundException.class, containers().inspect(id));
  }

  /**
   * Rule 2. If this fails, a program that is not there counts as a start, or leaves no container.
   */
  @Test
  @DisplayName("does not start without its program, and stays as it was made")
  void needsItsProgram() {
    ContainerSpecBuilder spec = script("").command("/no/such/program");
    NotFoundException inOne =
        error(NotFoundException.class, containers().launch(spec.build(), PlanMode.STRICT));
    assertThat(inOne.kind()).isEqualTo(NotFoundException.Kind.COMMAND);
    assertThat(get(marked().count())).as("containers after a failed launch").isZero();

    requires(Capability.CREATE_WITHOUT_START);
    ContainerId id = created(spec);
    NotFoundException error = error(NotFoundException.class, containers().start(id));
    assertThat(error.kind()).isEqualTo(NotFoundException.Kind.COMMAND);
    assertThat(get(containers().inspect(id)).state().alive()).isFalse();
  }
}
