package dev.fairlead.jobs.internal.start;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * The scripts, executed by the shell of this machine with an installer that tells what it is asked.
 */
@DisabledOnOs(OS.WINDOWS)
class PipScriptTest {

  /** Installs a package as a file of its name. */
  private static final String STUB =
      """
      #!/bin/sh
      [ "$1 $2 $3" = "-m pip --version" ] && exit 0
      [ "$1 $2 $3 $4" = "-m pip install --target" ] || exit 9
      directory=$5
      shift 5
      for each; do
        [ "$each" = broken ] && { echo "no matching distribution" >&2; exit 4; }
        echo "installing <$each>"
        : > "$directory/$each"
      done
      """;

  @TempDir Path home;

  private Path bin;
  private Path temporary;

  @BeforeEach
  void anInstaller() throws IOException {
    bin = Files.createDirectory(home.resolve("bin"));
    temporary = Files.createDirectory(home.resolve("tmp"));
    program("python3", STUB);
  }

  private void program(String name, String text) throws IOException {
    Path file = Files.writeString(bin.resolve(name), text);
    assertThat(file.toFile().setExecutable(true)).isTrue();
  }

  private record Ended(int code, String out) {}

  private Ended run(String script, String... command) throws Exception {
    List<String> all = new ArrayList<>(List.of("sh", "-c", script, "pip"));
    all.addAll(List.of(command));
    ProcessBuilder builder = new ProcessBuilder(all).redirectErrorStream(true);
    builder.environment().put("PATH", bin + ":/bin:/usr/bin");
    builder.environment().put("TMPDIR", temporary.toString());
    builder.environment().put("PYTHONPATH", "/given");
    Process process = builder.start();
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return new Ended(process.waitFor(), out);
  }

  private List<String> temporaries() throws IOException {
    try (Stream<Path> files = Files.list(temporary)) {
      return files.map(file -> file.getFileName().toString()).toList();
    }
  }

  @Test
  void eachPackageReachesTheInstallerAsItIs() throws Exception {
    List<String> packages = List.of("numpy<2,>=1", "it's", "$(reboot)", "a b");
    Ended ended = run(PipScript.into(temporary.toString(), packages));
    assertThat(ended)
        .isEqualTo(
            new Ended(
                0,
                """
                installing <numpy<2,>=1>
                installing <it's>
                installing <$(reboot)>
                installing <a b>
                """));
    assertThat(temporaries()).containsExactlyInAnyOrderElementsOf(packages);
  }

  @Test
  void theCommandFindsThemFirstAndItsCodeIsTheCode() throws Exception {
    String command = "echo \"$PYTHONPATH\"; ls \"${PYTHONPATH%%:*}\"; echo \"<$1>\"; exit 7";
    for (boolean onTheMachine : List.of(true, false)) {
      Ended ended =
          run(PipScript.before(List.of("numpy"), onTheMachine), "sh", "-c", command, "x", "a  b");
      assertThat(ended.code()).isEqualTo(7);
      assertThat(ended.out().lines())
          .hasSize(4)
          .startsWith("installing <numpy>")
          .endsWith("numpy", "<a  b>");
      assertThat(ended.out().lines().toList().get(1))
          .startsWith(temporary + "/fairlead-packages.")
          .endsWith(":/given");
      assertThat(temporaries()).hasSize(onTheMachine ? 0 : 1);
    }
  }

  @Test
  void aFailureIsToldWithItsCodeAndTheCommandIsNotExecuted() throws Exception {
    for (String script :
        List.of(
            PipScript.into(temporary.toString(), List.of("broken")),
            PipScript.before(List.of("broken"), true))) {
      assertThat(run(script, "echo", "here"))
          .isEqualTo(
              new Ended(
                  4,
                  """
                  no matching distribution
                  fairlead: the packages could not be installed: exit code 4
                  """));
      assertThat(temporaries()).isEmpty();
    }
  }

  @Test
  void whatIsThereOfInstallersIsTaken() throws Exception {
    program("python3", "#!/bin/sh\nexit 1\n");
    program("pip3", "#!/bin/sh\necho \"pip3 $*\"\n");
    program("pip", "#!/bin/sh\necho \"pip $*\"\n");
    String script = PipScript.into("/where", List.of("numpy"));
    assertThat(run(script).out()).isEqualTo("pip3 install --target /where numpy\n");
  }
}
