package dev.fairlead.jobs.spec;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fairlead.spi.container.ContainerSpec;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What init steps and packages cannot be. */
class InitStepTest {

  private static Arguments mistake(String words, Runnable making) {
    return Arguments.of(words, making);
  }

  static Stream<Arguments> mistakes() {
    return Stream.of(
        mistake("name of an init step", () -> InitStep.of("A", "true")),
        mistake("called 'node'", () -> InitStep.of("node", "true")),
        mistake("called 'pip'", () -> InitStep.of("pip", "true")),
        mistake("init step a does nothing", () -> InitStep.of("a")),
        mistake(
            "deadline of init step a must be positive",
            () -> InitStep.of("a", "true").withDeadline(Duration.ZERO)),
        mistake("image of init step a is blank", () -> InitStep.of("a", "true").withImage(" ")),
        mistake(
            "at most 63 characters",
            () ->
                JobSpec.builder("j".repeat(50), ContainerSpec.builder("trainer:1").build())
                    .initSteps(List.of(InitStep.of("fetch-all", "true")))
                    .build()),
        mistake("no package", PipPackages::of),
        mistake("'--user' is no package", () -> PipPackages.of("--user")),
        mistake("is no package", () -> PipPackages.of("a\tb")),
        mistake(
            "deadline of pip must be positive",
            () -> new PipPackages(List.of("numpy"), Duration.ZERO)));
  }

  @ParameterizedTest
  @MethodSource("mistakes")
  void aMistakeIsSaidInOneLine(String words, Runnable making) {
    assertThatThrownBy(making::run)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(words)
        .message()
        .doesNotContain("\n");
  }
}
