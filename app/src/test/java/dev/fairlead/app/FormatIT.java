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
    assertThat(cli().run("inspect", "-f", "{{.name}}", name).out()).isEqualTo(name + "\n");
    assertThat(cli().run("image", "inspect", "busybox", "--format", "{{json .references}}").out())
        .contains("busybox");
    assertThat(cli().run("image", "ls", "--format", "{{.Repository}}:{{.Tag}}").out().lines())
        .contains("busybox:latest");
  }

  @Test
  void volumesNetworksAndStatisticsTakeTemplatesToo() {
    cli().run("volume", "create", "--label", "test=" + name, name);
    try {
      String label = "label=test=" + name;
      assertThat(cli().run("volume", "ls", "-f", label, "--format", "{{.Name}} {{.Labels}}").out())
          .startsWith(name + " ")
          .endsWith(",test=" + name + "\n");
      assertThat(cli().run("volume", "inspect", "-f", "{{.driver}}", name).out())
          .isEqualTo("local\n");
      assertThat(
              cli().run("network", "ls", "-f", "name=bridge", "--format", "{{.Name}} {{.Driver}}"))
          .extracting(Cli.Result::out)
          .isEqualTo("bridge bridge\n");
      assertThat(cli().run("network", "inspect", "-f", "{{.driver}}", "host").out())
          .isEqualTo("host\n");
      assertThat(cli().run("stats", "--no-stream", "--format", "{{.Name}} {{.PIDs}}", name).out())
          .isEqualTo(name + " 1\n");
      assertThat(cli().run("stats", "--no-stream", "--format", "table {{.PIDs}}", name).out())
          .isEqualTo("PIDS\n1\n");
      assertThat(cli().run("volume", "ls", "--format", "{{.Nope}}").code()).isEqualTo(2);
      assertThat(cli().run("network", "ls", "--format", "{{.Nope}}").code()).isEqualTo(2);
      assertThat(cli().run("stats", "--format", "{{.Nope}}").code()).isEqualTo(2);
    } finally {
      cli().run("volume", "rm", name);
    }
  }
}
