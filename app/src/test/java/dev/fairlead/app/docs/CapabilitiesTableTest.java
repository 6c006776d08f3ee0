package dev.fairlead.app.docs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fairlead.core.RuntimeKernel;
import dev.fairlead.core.report.RuntimeSelection;
import dev.fairlead.spi.Capabilities;
import dev.fairlead.spi.Capability;
import dev.fairlead.spi.ProbeContext;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import reactor.core.publisher.Mono;

/** The tables of capabilities against the contract and against local processes. */
class CapabilitiesTableTest {

  @Test
  void tableHasEachCapabilityOnceAndTheReadmeAgreesWithIt() throws IOException {
    CapabilitiesTable whole = CapabilitiesTable.in("docs/capabilities.md");
    CapabilitiesTable part = CapabilitiesTable.in("README.md");

    assertThat(whole.labels())
        .containsExactlyElementsOf(
            Arrays.stream(Capability.values()).map(Capability::label).toList());
    assertThat(part.labels()).hasSizeGreaterThan(10);
    assertThat(whole.rows()).containsAllEntriesOf(part.rows());
  }

  @Test
  void aColumnIsFilledInFromWhatItsBackendDeclares() {
    List<String> document =
        List.of(
            "Words.",
            "| capability | | docker | process |",
            "|---|---|---|---|",
            "| `pause` | it pauses | no | yes |",
            "| `exec` | it executes | yes | yes |",
            "| `tty` | it has one | varies | yes |",
            "",
            "| `pause` | another table | no |");

    assertThat(
            CapabilitiesTable.filledIn(
                document, "docker", Capabilities.builder().with(Capability.PAUSE).build()))
        .containsExactly(
            "Words.",
            "| capability | | docker | process |",
            "|---|---|---|---|",
            "| `pause` | it pauses | yes | yes |",
            "| `exec` | it executes | no | yes |",
            "| `tty` | it has one | varies | yes |",
            "",
            "| `pause` | another table | no |");
  }

  @Test
  @DisabledOnOs(value = OS.WINDOWS, disabledReason = "the backend is not there")
  void processColumnIsWhatTheBackendDeclares(@TempDir Path state) throws IOException {
    ProbeContext machine =
        ProbeContext.ofThisMachine()
            .withEnvironment(
                Map.of(
                    "FAIRLEAD_PROCESS_HOME",
                    state.toString(),
                    "PATH",
                    System.getenv().getOrDefault("PATH", "")));
    RuntimeKernel kernel = RuntimeKernel.builder().machine(machine).build();

    Capabilities declared =
        Mono.usingWhen(
                kernel.open(RuntimeSelection.named("process")),
                runtime -> Mono.just(runtime.capabilities()),
                runtime -> runtime.close())
            .block(Duration.ofSeconds(20));

    CapabilitiesTable.check("process", declared);
  }

  /** The backend says the same whatever is behind the program, so a stand-in will do. */
  @Test
  @DisabledOnOs(value = OS.WINDOWS, disabledReason = "the stand-in is a script")
  void appleColumnIsWhatTheBackendDeclares() throws IOException {
    Path program = Path.of("..", "testbed", "apple", "container").toRealPath();
    ProbeContext machine =
        ProbeContext.ofThisMachine()
            .withEnvironment(
                Map.of(
                    "FAIRLEAD_APPLE_PROGRAM",
                    program.toString(),
                    "PATH",
                    System.getenv().getOrDefault("PATH", "")))
            .withDeadline(Duration.ofSeconds(20));
    RuntimeKernel kernel = RuntimeKernel.builder().machine(machine).build();

    Capabilities declared =
        Mono.usingWhen(
                kernel.open(RuntimeSelection.named("apple")),
                runtime -> Mono.just(runtime.capabilities()),
                runtime -> runtime.close())
            .block(Duration.ofSeconds(60));

    CapabilitiesTable.check("apple", declared);
  }
}
