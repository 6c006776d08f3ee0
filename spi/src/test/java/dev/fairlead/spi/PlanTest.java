package dev.fairlead.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fairlead.spi.error.InvalidSpecException;
import java.util.List;
import org.junit.jupiter.api.Test;

class PlanTest {

  private static final Plan LOSSY =
      new Plan(
          "fake",
          "{}",
          List.of(
              FieldPlan.kept(SpecField.IMAGE),
              FieldPlan.dropped(SpecField.GPUS, "there are none here")));

  @Test
  void aDroppedFieldRefusesTheSpecificationUnlessTheLossIsAccepted() {
    assertThatThrownBy(() -> LOSSY.require(PlanMode.STRICT))
        .isInstanceOf(InvalidSpecException.class)
        .hasMessageContaining("gpus (there are none here)")
        .hasMessageContaining("--lenient");
    assertThat(LOSSY.require(PlanMode.LENIENT)).isSameAs(LOSSY);
  }

  @Test
  void whatIsNotKeptNeedsAReason() {
    assertThatThrownBy(() -> FieldPlan.dropped(SpecField.TTY, " "))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void capabilitiesSayWhyTheyAreAbsent() {
    Capabilities some =
        Capabilities.builder()
            .with(Capability.LOGS)
            .withNote(Capability.EXEC, "without a terminal")
            .without(Capability.EVENTS, "this runtime has none")
            .build();
    assertThat(some.declared()).containsExactly(Capability.EXEC, Capability.LOGS);
    assertThat(some.note(Capability.EXEC)).contains("without a terminal");
    assertThat(some.absence(Capability.EVENTS)).contains("this runtime has none");
    assertThat(some.absence(Capability.PODS)).isPresent();
    assertThat(some.absence(Capability.LOGS)).isEmpty();
  }

  @Test
  void optionsKeepSecretsToThemselves() {
    BackendOptions options =
        BackendOptions.defaults()
            .with(Option.secret("docker.token", String.class), "s3cr3t")
            .with(BackendOptions.CONNECT_TIMEOUT, java.time.Duration.ofSeconds(1));
    assertThat(options.toString()).contains("docker.token=***").doesNotContain("s3cr3t");
    assertThat(options.connectTimeout()).hasSeconds(1);
  }
}
