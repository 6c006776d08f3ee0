package dev.fairlead.jobs.spec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fairlead.spi.container.ContainerSpec;
import dev.fairlead.spi.container.ContainerSpecBuilder;
import dev.fairlead.spi.container.NetworkAttachment;
import dev.fairlead.spi.container.PortBinding;
import dev.fairlead.spi.container.ProcessSpec;
import dev.fairlead.spi.container.RestartPolicy;
import java.time.Duration;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class JobSpecTest {

  private static JobSpecBuilder builder(UnaryOperator<ContainerSpecBuilder> template) {
    return JobSpec.builder("demo", template.apply(ContainerSpec.builder("trainer:1")).build());
  }

  static Stream<Arguments> mistakes() {
    return Stream.of(
        mistake("1 to 1000 nodes, not 0", () -> builder(t -> t).nodes(0).build()),
        mistake("1 to 1000 nodes, not -1", () -> builder(t -> t).nodes(-1).build()),
        mistake("1 to 1000 nodes, not 1001", () -> builder(t -> t).nodes(1001).build()),
        mistake("must be positive", () -> builder(t -> t).timeout(Duration.ZERO).build()),
        mistake("negative", () -> builder(t -> t).failureGrace(Duration.ofSeconds(-1)).build()),
        mistake("negative", () -> builder(t -> t).masterWait(Duration.ofSeconds(-1)).build()),
        mistake("port 0", () -> builder(t -> t).masterPort(0).build()),
        mistake("port 65536", () -> builder(t -> t).masterPort(65536).build()),
        mistake("names of its containers", () -> builder(t -> t.name("x")).build()),
        mistake(
            "no container is restarted",
            () -> builder(t -> t.restartPolicy(RestartPolicy.parse("always"))).build()),
        mistake("when its containers are removed", () -> builder(t -> t.autoRemove(true)).build()),
        mistake("its network", () -> builder(t -> t.network(NetworkAttachment.to("mine"))).build()),
        mistake("names of its hosts", () -> builder(t -> t.hostname("x")).build()),
        mistake("no terminal", () -> builder(t -> t.tty(true)).build()),
        mistake(
            "no standard input", () -> builder(t -> t.stdin(ProcessSpec.Stdin.OPEN_ONCE)).build()),
        mistake(
            "one port of the host for 2 nodes",
            () -> builder(t -> t.port(PortBinding.tcp(80, 80))).nodes(2).build()),
        mistake(
            "a script and an entrypoint",
            () ->
                builder(t -> t.entrypoint(List.of("python")))
                    .script(new JobScript("demo.py", "print()"))
                    .build()),
        mistake("workspace of job demo", () -> builder(t -> t).workspace("here").build()),
        mistake(
            "two init steps named a",
            () ->
                builder(t -> t)
                    .initSteps(List.of(InitStep.of("a", "true"), InitStep.of("a", "false")))
                    .build()),
        mistake(
            "has 21 init steps",
            () ->
                builder(t -> t)
                    .initSteps(
                        IntStream.range(0, 21)
                            .mapToObj(at -> InitStep.of("s" + at, "true"))
                            .toList())
                    .build()),
        mistake("name of a script: use", () -> new JobScript("a/demo", "x")),
        mistake("has 0 bytes", () -> new JobScript("demo", "")),
        mistake("has 120001 bytes", () -> new JobScript("demo", "x".repeat(120_001))),
        mistake("is no text", () -> new JobScript("demo", "\0")),
        mistake("the variable RANK", () -> builder(t -> t.env("RANK", "1")).build()),
        mistake("the variable PET_NNODES", () -> builder(t -> t.env("PET_NNODES", "1")).build()));
  }

  private static Arguments mistake(String words, Runnable made) {
    return Arguments.of(words, made);
  }

  @ParameterizedTest
  @MethodSource("mistakes")
  void aMistakeIsSaidInOneLine(String words, Runnable made) {
    assertThatThrownBy(made::run)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(words)
        .hasMessageContaining(words.startsWith("port") ? "65535" : "demo")
        .message()
        .hasLineCount(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "Demo", "a_b", "1a", "-a", "a-", "a.b", "ä"})
  void aNameIsAHostName(String name) {
    ContainerSpec template = ContainerSpec.builder("trainer:1").build();
    assertThatThrownBy(() -> JobSpec.builder(name, template).build())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("host name");
  }

  @Test
  void theNameOfTheLastNodeFitsAHostName() {
    ContainerSpec template = ContainerSpec.builder("trainer:1").build();
    String name = "a".repeat(63 - "-node-9".length());
    assertThat(JobSpec.builder(name, template).nodes(10).build().name()).isEqualTo(name);
    assertThatThrownBy(() -> JobSpec.builder(name, template).nodes(11).build())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("64");
  }

  @Test
  void aCopyIsTheSame() {
    JobSpec spec =
        builder(t -> t.env("A", "b"))
            .nodes(3)
            .timeout(Duration.ofMinutes(1))
            .failureGrace(Duration.ofSeconds(2))
            .masterPort(7)
            .workspace("/work")
            .gpusPerNode(2)
            .script(new JobScript("train.py", "print()"))
            .masterWait(Duration.ZERO)
            .removal(JobSpec.Removal.AFTER_THE_END)
            .build();
    assertThat(spec.toBuilder().build()).isEqualTo(spec);
  }

  @Test
  void secretsAreNotShown() {
    assertThat(builder(t -> t.secretEnv("TOKEN", "s3cr3t")).build().toString())
        .doesNotContain("s3cr3t");
  }

  @Test
  void howManyProcessesANodeHasMayBeSaid() {
    assertThat(builder(t -> t.env("PET_NPROC_PER_NODE", "8")).build().template().process().env())
        .containsKey("PET_NPROC_PER_NODE");
    assertThat(List.copyOf(Rendezvous.VARIABLES)).doesNotContain("PET_NPROC_PER_NODE");
  }
}
