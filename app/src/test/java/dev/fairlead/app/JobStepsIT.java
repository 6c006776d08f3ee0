package dev.fairlead.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.Parameter;

/** Init steps of jobs on real container runtimes. */
@OnEachRuntime
class JobStepsIT extends JobStepScenarios {

  @Parameter LiveRuntime runtime;

  private final String installer = "installer-" + UUID.randomUUID().toString().substring(0, 8);

  @BeforeEach
  void aRealDaemonIsThere() {
    assertThat(runtime.endpoint()).isNotNull();
  }

  @Override
  Cli cli() {
    return runtime.cli(home);
  }

  @Override
  Map<String, String> environment() {
    return runtime.environment();
  }

  /** Not every runtime has the directories of this machine, and each of them has volumes. */
  @Override
  List<String> seen(Path directory) throws IOException {
    Cli.Result made = cli().run("volume", "create", installer);
    assertThat(made.code()).as(made.toString()).isZero();
    Cli.Result written =
        cli()
            .run(
                "run",
                "--rm",
                "-v",
                installer + ":/installer",
                "-e",
                "TEXT=" + Files.readString(directory.resolve("python3")),
                "busybox",
                "sh",
                "-c",
                "printf %s \"$TEXT\" > /installer/python3 && chmod 755 /installer/python3");
    assertThat(written.code()).as(written.toString()).isZero();
    return List.of("-v", installer + ":/installer", "-e", "PATH=/installer:/bin");
  }

  @AfterEach
  void theInstallerGoes() {
    if (!cli().run("volume", "ls", "-q", "-f", "name=" + installer).out().isEmpty()) {
      Cli.Result removed = cli().run("volume", "rm", installer);
      assertThat(removed.code()).as(removed.toString()).isZero();
    }
  }

  @Override
  boolean shares() {
    return true;
  }

  @Override
  String temporary() {
    return "/tmp";
  }
}
