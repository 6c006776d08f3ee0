package dev.fairlead.tck;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fairlead.spi.Capability;
import dev.fairlead.spi.PlanMode;
import dev.fairlead.spi.container.ContainerInfo;
import dev.fairlead.spi.container.ContainerSpec;
import dev.fairlead.spi.container.ContainerSpecBuilder;
import dev.fairlead.spi.error.ContainerException;
import dev.fairlead.spi.exec.ExecSpec;
import dev.fairlead.spi.image.RegistryCredentials;
import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.reactivestreams.Publisher;

/** A secret reaches the process that it is for, and nothing else. */
@DisplayName("A secret")
public abstract class SecretContract extends BackendContract {

  private static final String SECRET = "tck-s3cret-value-that-nobody-shows";

  /** For subclasses. */
  protected SecretContract() {}

  private ContainerSpecBuilder secret(String script) {
    return script(script).secretEnv("TOKEN", SECRET);
  }

  /** Rule 14. If this fails, masking goes too far, and the process gets the mask. */
  @Test
  @DisplayName("reaches the process")
  void reachesTheProcess() {
    requires(Capability.ATTACH);
    assertThat(run(secret("printf %s \"$TOKEN\"")).out()).isEqualTo(SECRET);
  }

  /** Rule 14. If this fails, look at the native request of the plan, and at details of fields. */
  @Test
  @DisplayName("is in no plan")
  void isInNoPlan() {
    ContainerSpec spec =
        secret("exit 0").imageCredentials(RegistryCredentials.basic("tck", SECRET)).build();
    assertThat(get(backend().plan(spec)).toString()).doesNotContain(SECRET);
  }

  /**
   * Rule 14. If this fails, look at labels and annotations, and at what the command is made from.
   */
  @Test
  @DisplayName("is in nothing that is told of the container")
  void isInNothingTold() {
    ContainerInfo info = get(containers().inspect(started(secret(Scripts.IDLE))));
    assertThat(info.toString()).doesNotContain(SECRET);
    assertThat(get(marked().single()).toString()).doesNotContain(SECRET);
    assertThat(backend().toString()).doesNotContain(SECRET);
  }

  /** Rule 14. If this fails, a request, or the runtime's answer to it, is quoted in an error. */
  @Test
  @DisplayName("is in no error, nor in its causes")
  void isInNoError() {
    assertSilent(launch(secret("").command("/no/such/program")));
    assertSilent(launch(secret("exit 0").image(subject().missingImage())));
    assertSilent(launch(secret("exit 0").backendOption(backend().id() + ".no-such-wish", "x")));
    started(secret(Scripts.IDLE).name(freeName()));
    assertSilent(launch(secret("exit 1").name(freeName())));
    if (has(Capability.EXEC) && has(Capability.EXEC_ENV)) {
      assertSilent(
          containers()
              .exec(
                  missing(),
                  ExecSpec.builder(subject().shell("exit 0")).env("TOKEN", SECRET).build()));
    }
  }

  private Publisher<?> launch(ContainerSpecBuilder spec) {
    return containers().launch(spec.build(), PlanMode.STRICT);
  }

  private void assertSilent(Publisher<?> operation) {
    StringWriter all = new StringWriter();
    error(ContainerException.class, operation).printStackTrace(new PrintWriter(all, true));
    assertThat(all.toString()).doesNotContain(SECRET);
  }
}
