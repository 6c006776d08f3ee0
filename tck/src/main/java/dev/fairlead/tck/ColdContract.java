package dev.fairlead.tck;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fairlead.spi.Capability;
import dev.fairlead.spi.PlanMode;
import dev.fairlead.spi.container.AttachOptions;
import dev.fairlead.spi.container.AttachedProcess;
import dev.fairlead.spi.container.ContainerId;
import dev.fairlead.spi.container.ContainerInfo;
import dev.fairlead.spi.container.ContainerSpec;
import dev.fairlead.spi.container.CreateResult;
import dev.fairlead.spi.container.RemoveOptions;
import dev.fairlead.spi.container.Signal;
import dev.fairlead.spi.container.StopOptions;
import dev.fairlead.spi.exec.ExecSpec;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Nothing happens before somebody subscribes, and each subscription is a new act. */
@DisplayName("An operation is cold")
public abstract class ColdContract extends BackendContract {

  /** For subclasses. */
  protected ColdContract() {}

  /** Rule 1. If this fails, a request is sent when the operation is called. */
  @Test
  @DisplayName("so that calling without subscribing does nothing")
  void doesNothingUnasked() {
    ContainerId id = started(script(Scripts.IDLE).name(freeName()));
    ContainerInfo before = get(containers().inspect(id));
    ContainerSpec another = script(Scripts.IDLE).build();
    List<Publisher<?>> called = new ArrayList<>();
    called.add(containers().create(another, PlanMode.STRICT));
    called.add(containers().launch(another, PlanMode.STRICT));
    called.add(containers().runAttached(another, PlanMode.STRICT, AttachOptions.output()));
    called.add(containers().stop(id, StopOptions.defaults()));
    called.add(containers().kill(id, Signal.KILL));
    called.add(containers().restart(id, StopOptions.defaults()));
    called.add(containers().pause(id));
    called.add(containers().rename(id, freeName() + "-b"));
    called.add(containers().remove(id, RemoveOptions.force()));
    quietly();
    assertThat(called).doesNotContainNull();
    assertThat(get(marked().count())).as("containers").isEqualTo(1);
    ContainerInfo after = get(containers().inspect(id));
    assertThat(after.state()).isEqualTo(before.state());
    assertThat(after.name()).isEqualTo(before.name());
    assertThat(after.startedAt()).isEqualTo(before.startedAt());
  }

  /** Rule 1. If this fails, results are cached from one subscription to the next. */
  @Test
  @DisplayName("so that subscribing twice acts twice")
  void actsEachTime() {
    Mono<CreateResult> launch = containers().launch(script(Scripts.IDLE).build(), PlanMode.STRICT);
    Flux<ContainerInfo> list = marked();
    assertThat(get(list.count())).isZero();
    ContainerId first = get(launch).id();
    assertThat(get(list.count())).isEqualTo(1);
    ContainerId second = get(launch).id();
    assertThat(second).isNotEqualTo(first);
    assertThat(get(list.count())).isEqualTo(2);
  }

  /** Rule 1. If this fails, a second subscription to exec gets the first process. */
  @Test
  @DisplayName("so that executing twice executes twice")
  void executesEachTime() {
    requires(Capability.EXEC);
    ContainerId id = started(script(Scripts.IDLE));
    Mono<AttachedProcess> exec =
        containers().exec(id, ExecSpec.builder(subject().shell("echo $$")).build());
    Mono<Captured> run = Mono.usingWhen(exec, Captured::of, AttachedProcess::close);
    String first = get(run).out();
    assertThat(first.strip()).containsOnlyDigits();
    assertThat(get(run).out()).isNotEqualTo(first);
  }
}
