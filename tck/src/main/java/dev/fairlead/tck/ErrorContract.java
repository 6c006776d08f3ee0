package dev.fairlead.tck;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fairlead.spi.Capability;
import dev.fairlead.spi.PlanMode;
import dev.fairlead.spi.container.AttachOptions;
import dev.fairlead.spi.container.ContainerId;
import dev.fairlead.spi.container.PortBinding;
import dev.fairlead.spi.container.Signal;
import dev.fairlead.spi.container.StopOptions;
import dev.fairlead.spi.container.WaitCondition;
import dev.fairlead.spi.error.ConflictException;
import dev.fairlead.spi.error.ContainerException;
import dev.fairlead.spi.error.InvalidSpecException;
import dev.fairlead.spi.error.NotFoundException;
import dev.fairlead.spi.error.PortInUseException;
import dev.fairlead.spi.exec.ExecSpec;
import dev.fairlead.spi.log.LogOptions;
import dev.fairlead.spi.system.SystemInfo;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.reactivestreams.Publisher;

/** What an error says: what was asked, of whom, what came back; in one line. */
@DisplayName("An error")
public abstract class ErrorContract extends BackendContract {

  /** For subclasses. */
  protected ErrorContract() {}

  private void assertTelling(ContainerException error, String resource) {
    assertThat(error.getMessage())
        .as("one line that names the backend and the thing")
        .doesNotContain("\n", "\r")
        .contains(backend().id())
        .contains(resource)
        .hasSizeLessThan(600);
    assertThat(error.context().backend()).isEqualTo(backend().id());
    assertThat(error.context().operation()).isNotBlank();
  }

  /**
   * Rule 2. If this fails, a 404 is swallowed, or mapped to another type, or told without a name.
   */
  @Test
  @DisplayName("about a container that is not there says so, whatever was asked of it")
  void namesTheMissingContainer() {
    ContainerId id = missing();
    List<Publisher<?>> asked = new ArrayList<>();
    asked.add(containers().inspect(id));
    asked.add(containers().start(id));
    asked.add(containers().stop(id, StopOptions.defaults()));
    asked.add(containers().watchExit(id, WaitCondition.NOT_RUNNING));
    asked.add(containers().waitFor(id, WaitCondition.NEXT_EXIT));
    add(asked, Capability.START_AGAIN, containers().restart(id, StopOptions.defaults()));
    add(asked, Capability.KILL, containers().kill(id, Signal.KILL));
    add(asked, Capability.PAUSE, containers().pause(id));
    add(asked, Capability.PAUSE, containers().unpause(id));
    add(asked, Capability.RENAME, containers().rename(id, id + "-b"));
    add(asked, Capability.ATTACH, containers().startAttached(id, AttachOptions.output()));
    add(asked, Capability.ATTACH_RUNNING, containers().attach(id, AttachOptions.output()));
    add(asked, Capability.LOGS, containers().logs(id, LogOptions.all()));
    add(asked, Capability.EXEC, containers().exec(id, ExecSpec.of("true")));
    for (Publisher<?> operation : asked) {
      NotFoundException error = error(NotFoundException.class, operation);
      assertThat(error.kind()).as(error.getMessage()).isEqualTo(NotFoundException.Kind.CONTAINER);
      assertThat(error.retryable()).isFalse();
      assertTelling(error, id.value());
    }
  }

  private void add(List<Publisher<?>> asked, Capability needed, Publisher<?> operation) {
    if (has(needed)) {
      asked.add(operation);
    }
  }

  /**
   * Rule 2. If this fails, the program or the image is not in the message, or the message is long.
   */
  @Test
  @DisplayName("about a program or an image names it")
  void namesProgramAndImage() {
    assertTelling(
        error(
            ContainerException.class,
            containers().launch(script("").command("/no/such/program").build(), PlanMode.STRICT)),
        "/no/such/program");
    assertTelling(
        error(
            ContainerException.class,
            containers()
                .launch(script("exit 0").image(subject().missingImage()).build(), PlanMode.STRICT)),
        "image");
  }

  /** Rules 2 and 10. If this fails, a conflict or a refusal does not say what is wrong. */
  @Test
  @DisplayName("about a taken name or an unknown wish names it")
  void namesWhatIsWrong() {
    started(script(Scripts.IDLE).name(freeName()));
    ConflictException conflict =
        error(
            ConflictException.class,
            containers().launch(script("exit 1").name(freeName()).build(), PlanMode.STRICT));
    assertTelling(conflict, freeName());
    assertThat(conflict.getMessage()).contains("command");
    assertThat(conflict.retryable()).isFalse();
    InvalidSpecException refusal =
        error(
            InvalidSpecException.class,
            containers()
                .launch(
                    script("exit 0").backendOption(backend().id() + ".no-such-wish", "x").build(),
                    PlanMode.STRICT));
    assertTelling(refusal, "backend-options");
    assertThat(refusal.retryable()).isFalse();
  }

  /**
   * Rule 2. If this fails, a taken port looks like any failure, or the container is left behind.
   */
  @Test
  @DisplayName("about a taken port names the port, and nothing is left")
  void namesTheTakenPort() {
    requires(Capability.PORT_PUBLISH, Capability.RANDOM_HOST_PORT);
    ContainerId holder = started(script(Scripts.IDLE).port(PortBinding.randomTcp(8080)));
    int taken =
        get(containers().inspect(holder)).ports().stream()
            .filter(port -> port.containerPort() == 8080)
            .mapToInt(port -> port.hostPort().orElseThrow())
            .findFirst()
            .orElseThrow();
    assertThat(taken).isPositive();
    PortInUseException error =
        error(
            PortInUseException.class,
            containers()
                .launch(
                    script(Scripts.IDLE).port(PortBinding.tcp(taken, 8080)).build(),
                    PlanMode.STRICT));
    assertThat(error.port()).isEqualTo(taken);
    assertTelling(error, String.valueOf(taken));
    assertThat(get(marked().count())).as("containers after a failed launch").isEqualTo(1);
  }

  /** Rule 2. If this fails, asking the runtime for itself does not reach it. */
  @Test
  @DisplayName("is not what a runtime that answers tells of itself")
  void runtimeAnswers() {
    SystemInfo info = get(backend().system().info());
    assertThat(info.flavour()).isNotBlank();
    assertThat(info.version()).isNotBlank();
    assertThat(info.operatingSystem()).isNotBlank();
    assertThat(info.architecture()).isNotBlank();
  }
}
