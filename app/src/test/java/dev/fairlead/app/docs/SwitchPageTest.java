package dev.fairlead.app.docs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fairlead.app.docs.SwitchPage.Side;
import dev.fairlead.spi.Capabilities;
import dev.fairlead.spi.Capability;
import dev.fairlead.spi.FieldPlan;
import dev.fairlead.spi.SpecField;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What of two runtimes comes into the tables of the page about moving between them. */
class SwitchPageTest {

  private static Side side(String name, Capabilities.Builder capabilities, FieldPlan... plan) {
    return new Side(
        name, "1.0", capabilities.withTheRest().build(), Map.of("--flag", List.of(plan)));
  }

  @Test
  void onlyWhatDiffersHasARowWithItsReasons() throws IOException {
    Side docker = side("Docker", Capabilities.builder().without(Capability.PODS, "it has none"));
    Side podman = side("Podman", Capabilities.builder().withNote(Capability.GPU, "by name"));

    assertThat(
            SwitchPage.capabilities(docker, podman, CapabilitiesTable.in("docs/capabilities.md")))
        .containsExactlyInAnyOrder(
            "| `pods` | no: it has none | yes |",
            "| `gpu` | yes | yes: by name |",
            "| `health-check` | yes | yes (varies) |",
            "| `attach-history` | yes | yes (varies) |",
            "| `top-arguments` | yes | yes (varies) |",
            "| `cdi-devices` | yes (varies) | yes |");
  }

  @Test
  void plansAreComparedByTheirWords() throws IOException {
    FieldPlan kept = FieldPlan.kept(SpecField.USERNS);
    FieldPlan dropped = FieldPlan.dropped(SpecField.USERNS, "it knows one alone");
    Side docker = side("Docker", Capabilities.builder(), dropped);
    Side podman = side("Podman", Capabilities.builder(), kept);

    assertThat(SwitchPage.plans(docker, podman))
        .containsExactly("| `--flag` | dropped: it knows one alone | kept |");
    assertThat(SwitchPage.plans(podman, podman)).isEmpty();
    assertThat(SwitchPage.tables(docker, podman, CapabilitiesTable.in("docs/capabilities.md")))
        .contains("of Docker 1.0 and Podman 1.0")
        .contains("| asked for | docker | podman |");
  }

  @Test
  void whatOnlyTheMachineLacksIsNoDifferenceBetweenRuntimes() {
    FieldPlan lacking =
        FieldPlan.dropped(SpecField.MEMORY_SWAP, "the daemon's machine cannot enforce it");
    Side docker = side("Docker", Capabilities.builder(), lacking);
    Side podman = side("Podman", Capabilities.builder(), FieldPlan.kept(SpecField.MEMORY_SWAP));

    assertThat(SwitchPage.plans(docker, podman)).isEmpty();
  }
}
