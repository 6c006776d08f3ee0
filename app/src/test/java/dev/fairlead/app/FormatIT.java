package dev.fairlead.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fairlead.testing.RealRuntime;
import java.nio.file.Path;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What scripts ask for with {@code --format}, of a real Docker Engine. */
class FormatIT {

  @TempDir Path home;

  private final String name = "fairlead-fmt-" + UUID.randomUUID().toString().substring(0, 8);

  @BeforeEach
  void aContainerRuns() {
    assertThat(RealRuntime.docker()).isNotNull();
    assertThat(
            cli()
                .run("run", "-d", "--name", name, "-l", "test=" + name, "busybox", "sleep", "600")
                .code())
        .isZero();
  }

  @AfterEach
  void nothingIsLeftBehind() {
    cli().run("rm", "-f", name);
  }

  private Cli cli() {
    return new Cli(home).with("DOCKER_HOST", RealRuntime.docker().toString());
  }

  private String ps(String format) {
    Cli.Result result = cli().run("ps", "-f", "label=test=" + name, "--format", format);
    assertThat(result.code()).as(result.toString()).isZero();
    return result.out();
  }

  @Test
  void psPrintsALineForEach() {
    assertThat(ps("{{.Names}}|{{.Image}}|{{.State}}")).isEqualTo(name + "|busybox|running\n");
    assertThat(ps("table {{.Names}}\\t{{.Image}}"))
        .isEqualTo("NAMES" + " ".repeat(name.length() - 2) + "IMAGE\n" + name + "   busybox\n");
    assertThat(ps("table")).startsWith("CONTAINER ID   IMAGE");
    assertThat(ps("json"))
        .startsWith("{\"ID\":\"")
        .contains("\"Names\":\"" + name + "\"")
        .endsWith("}\n");
  }

  @Test
  void anUnknownFieldIsAnErrorThatListsTheOthers() {
    Cli.Result result = cli().run("ps", "--format", "{{.Name}}");
    assertThat(result.code()).isEqualTo(2);
    assertThat(result.err()).contains("no field Name").contains("Names").contains("RunningFor");
    Cli.Result inspect = cli().run("inspect", name, "--format", "{{.State.Status}}");
    assertThat(inspect.code()).isEqualTo(2);
    assertThat(inspect.err()).contains("no field State").contains("state");
  }

  @Test
  void inspectAndImagesTakeTemplatesToo() {
    assertThat(
            cli()
                .run(
                    "inspect",
                    name,
                    "--format",
                    "{{.state}} {{index .labels \"test\"}} {{json .tty}}")
                .out())
        .isEqualTo("running " + name + " false\n");
    assertThat(cli().run("image", "inspect", "busybox", "--format", "{{json .references}}").out())
        .contains("busybox");
    assertThat(cli().run("image", "ls", "--format", "{{.Repository}}:{{.Tag}}").out().lines())
        .contains("busybox:latest");
  }
}
