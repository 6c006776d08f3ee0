package dev.fairlead.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fairlead.testing.RealRuntime;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which things lists hold, and the short names of docker, on a real Docker Engine. */
class ListIT {

  @TempDir Path home;

  private final String name = "fairlead-list-" + UUID.randomUUID().toString().substring(0, 8);
  private final String ended = name + "-ended";
  private final String runs = name + "-runs";

  @BeforeEach
  void oneHasEndedAndOneRuns() {
    assertThat(RealRuntime.docker()).isNotNull();
    assertThat(cli().run("tag", "busybox", name + ":1").code()).isZero();
    String[] first = {"run", "--name", ended, "-l", "test=" + name, "-v", name + ":/data"};
    assertThat(cli().run(with(first, "busybox", "sh", "-c", "exit 3")).code()).isEqualTo(3);
    String[] second = {"run", "-d", "--name", runs, "-l", "test=" + name, "-p", "127.0.0.1::80"};
    String[] healthy = with(second, "--health-cmd", "true", "--health-interval", "1h");
    Cli.Result result = cli().run(with(healthy, name + ":1", "sleep", "600"));
    assertThat(result.code()).as(result.toString()).isZero();
  }

  @AfterEach
  void nothingIsLeftBehind() {
    cli().run("rm", "-f", ended, runs);
    cli().run("volume", "rm", "-f", name);
    cli().run("rmi", "-f", name + ":1", name + ":2");
  }

  private static String[] with(String[] line, String... more) {
    List<String> all = new ArrayList<>(List.of(line));
    all.addAll(List.of(more));
    return all.toArray(String[]::new);
  }

  private Cli cli() {
    return new Cli(home).with("DOCKER_HOST", RealRuntime.docker().toString());
  }

  /** What is listed, without what their names have in common. */
  private String ps(String... options) {
    String[] line = {"ps", "-f", "label=test=" + name, "--format", "{{.Names}}"};
    Cli.Result result = cli().run(with(line, options));
    assertThat(result.code()).as(result.toString()).isZero();
    return String.join(" ", result.out().replace(name + "-", "").split("\n"));
  }

  @Test
  void filtersAreThoseOfDocker() {
    Map<String, String> found =
        Map.ofEntries(
            Map.entry("exited=3", "ended"),
            Map.entry("exited=0", ""),
            Map.entry("ancestor=busybox", "ended"),
            Map.entry("ancestor=" + name + ":1", "runs"),
            Map.entry("health=none", "ended"),
            Map.entry("network=bridge", "runs ended"),
            Map.entry("network=none", ""),
            Map.entry("volume=" + name, "ended"),
            Map.entry("volume=/data", "ended"),
            Map.entry("expose=80", "runs"),
            Map.entry("expose=80/udp", ""),
            Map.entry("publish=80", ""),
            Map.entry("name=-ru", "runs"),
            Map.entry("since=" + ended, "runs"),
            Map.entry("before=" + runs, "ended"));
    found.forEach(
        (filter, names) -> assertThat(ps("-a", "-f", filter)).as(filter).isEqualTo(names));
  }

  @Test
  void severalValuesOfOneKeyAreAlternatives() {
    assertThat(ps("-f", "status=running", "-f", "status=exited")).isEqualTo("runs ended");
    assertThat(ps("-a", "-f", "exited=3", "-f", "exited=4")).isEqualTo("ended");
    assertThat(ps("-a", "-f", "exited=3", "-f", "health=healthy")).isEmpty();
    String id = cli().run("ps", "-q", "-f", "name=" + runs).out().strip();
    assertThat(ps("-f", "id=" + id)).isEqualTo("runs");
    String port = cli().run("port", runs, "80").out().replaceFirst(".*:", "").strip();
    assertThat(ps("-f", "publish=" + port)).isEqualTo("runs");
  }

  @Test
  void theNewestOnesAreListedWhetherTheyRunOrNot() {
    cli().run("stop", "-t", "0", runs);
    assertThat(ps()).isEmpty();
    assertThat(ps("-l")).isEqualTo("runs");
    assertThat(ps("-n", "2")).isEqualTo("runs ended");
    assertThat(ps("-n", "0")).isEmpty();
  }

  @Test
  void whatMakesNoSenseIsAnErrorOfTheCommandLine() {
    for (String filter :
        List.of("exited=x", "health=well", "publish=x", "no=1", "name=(", "status=odd", "id=")) {
      Cli.Result result = cli().run("ps", "-f", filter);
      assertThat(result.code()).as(filter).isEqualTo(2);
      assertThat(result.err().lines()).as(filter).hasSize(1);
    }
  }

  @Test
  void imagesAreListedByNameAndLabel() {
    cli().run("tag", "busybox", name + ":2");
    String both = name + ":1\n" + name + ":2\n";
    String[] format = {"--format", "{{.Repository}}:{{.Tag}}"};
    assertThat(cli().run(with(format, "images", name)).code()).isEqualTo(2);
    assertThat(cli().run(with(new String[] {"images", name}, format)).out().lines().sorted())
        .containsExactly(both.split("\n"));
    assertThat(cli().run(with(new String[] {"image", "ls", name + ":2"}, format)).out())
        .isEqualTo(name + ":2\n");
    String[] referenced = {"images", "-f", "reference=" + name + ":1"};
    assertThat(cli().run(with(referenced, format)).out()).isEqualTo(name + ":1\n");
    assertThat(cli().run("images", "-f", "label=no.such.label=x", "-q").out()).isEmpty();
    assertThat(cli().run("images", "-f", "dangling=true", name).out().lines()).hasSize(1);
    assertThat(cli().run("images", "-f", "dangling=maybe").code()).isEqualTo(2);
    assertThat(cli().run("images", "--no-trunc", name + ":1").out()).contains("sha256:");
  }

  @Test
  void aContainerTakesAnotherName() {
    assertThat(cli().run("rename", runs, runs + "-2").code()).isZero();
    assertThat(ps()).isEqualTo("runs-2");
    assertThat(cli().run("rename", runs + "-2", ended).err()).contains(ended);
    assertThat(cli().run("rename", runs + "-2", runs).code()).isZero();
  }

  @Test
  void anIdIsWrittenToAFileThatWasNotThere() throws IOException {
    String[] line = {"--cidfile", "id", "--rm", "busybox", "true"};
    assertThat(cli().run(with(new String[] {"run"}, line)).code()).isZero();
    assertThat(Files.readString(home.resolve("id"))).matches("[0-9a-f]{64}");
    Cli.Result again = cli().run(with(new String[] {"run"}, line));
    assertThat(again.code()).isEqualTo(2);
    assertThat(again.err()).contains("exists");
    Files.delete(home.resolve("id"));
    String id = cli().run(with(new String[] {"create"}, line)).out().strip();
    assertThat(Files.readString(home.resolve("id"))).isEqualTo(id);
    cli().run("rm", id);
    Files.delete(home.resolve("id"));
    id = cli().run(with(new String[] {"run", "-d"}, line)).out().strip();
    assertThat(Files.readString(home.resolve("id"))).isEqualTo(id);
  }

  @Test
  void commandsOfTheGroupImageHaveDockersShortNames() {
    String help = cli().run("--help").out();
    List<String> commands =
        List.of(
            "images", "pull", "push", "build", "tag", "rmi", "history", "save", "load", "import");
    for (String command : commands) {
      assertThat(help).containsPattern("\n  " + command + "  ");
      assertThat(cli().run(command, "--help").out()).startsWith("Usage: fairlead " + command + " ");
    }
    assertThat(cli().run("history", "-q", name + ":1").code()).isZero();
    assertThat(cli().run("save", "-o", "x.tar", name + ":1").code()).isZero();
    assertThat(cli().run("load", "-i", "x.tar").out()).contains(name + ":1");
  }

  @Test
  void imagesAreNotPrunedWithoutAWord() {
    Cli.Result result = cli().run("image", "prune", "-a");
    assertThat(result.code()).isEqualTo(2);
    assertThat(result.err()).contains("also those with a name", "-f");
  }
}
