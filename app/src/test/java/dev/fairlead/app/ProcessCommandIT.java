package dev.fairlead.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command on a machine without any runtime: local processes, and only when they are named. */
class ProcessCommandIT {

  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir Path home;

  private Cli cli() {
    return new Cli(home).with("FAIRLEAD_PROCESS_HOME", home.resolve("state").toString());
  }

  @Test
  void aNamedProcessRunsAndItsCodeIsTheCommandsOwn() {
    Cli.Result result =
        cli().run("-r", "process", "run", "host", "sh", "-c", "echo out; echo err >&2; exit 3");
    assertThat(result.code()).as(result.toString()).isEqualTo(3);
    assertThat(result.out()).isEqualTo("out\n");
    assertThat(result.err()).isEqualTo("err\n");
    assertThat(cli().run("-r", "process", "ps", "-a", "-q").out()).isNotEmpty();
  }

  @Test
  void servicesAndForwardedPortsAreRefusedWhereThereAreNone() {
    Cli.Result service = cli().run("-r", "process", "run", "--service", "host", "true");
    assertThat(service.code()).isEqualTo(125);
    assertThat(service.err()).contains("process.service");
    Cli.Result forward = cli().run("-r", "process", "port-forward", "some", "8080:80");
    assertThat(forward.code()).isEqualTo(125);
    assertThat(forward.err()).contains("port-forward");
    assertThat(cli().run("-r", "process", "port-forward", "some", "0").code()).isEqualTo(2);
  }

  @Test
  void withoutANameItIsNeverChosen() {
    Cli.Result result = cli().run("run", "host", "true");
    assertThat(result.code()).isEqualTo(125);
    assertThat(result.err()).contains("docker").contains("process");
    assertThat(result.err().strip().lines()).hasSize(1);
  }

  @Test
  void theDemoFallsBackToItWithAPlainWord() {
    Cli.Result demo = cli().run("demo");
    assertThat(demo.code()).as(demo.toString()).isZero();
    assertThat(demo.out())
        .contains("local processes")
        .contains("line 5 of 5")
        .contains("hello from inside")
        .contains("exit code 5")
        .contains("Nothing is left behind");
    assertThat(cli().run("-r", "process", "ps", "-a", "-q").out()).isEmpty();
  }

  @Test
  void aLaterCommandFindsWhatAnEarlierOneStarted() throws IOException {
    Cli.Result started =
        cli()
            .run(
                "-r",
                "process",
                "run",
                "-d",
                "--name",
                "later",
                "host",
                "sh",
                "-c",
                "echo hello; exec sleep 60");
    assertThat(started.code()).as(started.toString()).isZero();
    assertThat(cli().run("-r", "process", "exec", "later", "sh", "-c", "exit 5").code())
        .isEqualTo(5);
    assertThat(JSON.readTree(cli().run("-r", "process", "-o", "json", "ps").out())).hasSize(1);
    assertThat(cli().run("-r", "process", "stop", "later").out()).isEqualTo("later\n");
    assertThat(cli().run("-r", "process", "logs", "later").out()).isEqualTo("hello\n");
    assertThat(cli().run("-r", "process", "wait", "later").code()).isEqualTo(143);
    assertThat(cli().run("-r", "process", "rm", "later").code()).isZero();
  }

  @Test
  void anImageThatIsNotThisMachineIsRefusedByPlan() {
    Cli.Result result = cli().run("-r", "process", "run", "busybox", "true");
    assertThat(result.code()).isEqualTo(125);
    assertThat(result.err()).contains("image").contains("host");
    assertThat(cli().run("-r", "process", "plan", "busybox", "true").out()).contains("dropped");
  }

  @Test
  void theLogOfAnEarlierRunIsRefusedWhereAllRunsShareOne() {
    Cli.Result result = cli().run("-r", "process", "logs", "--previous", "whatever");
    assertThat(result.code()).isEqualTo(125);
    assertThat(result.err()).contains("log-previous");
  }
}
