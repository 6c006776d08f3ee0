package dev.fairlead.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;

/** Processes with a terminal, from a real terminal, on real runtimes. */
@OnEachRuntime
class TerminalIT {

  private static final String PROMPT = "/ # ";

  @Parameter LiveRuntime runtime;
  @TempDir Path home;

  private final String name = "fairlead-tty-" + UUID.randomUUID().toString().substring(0, 8);

  @BeforeEach
  void aRealDaemonAndATerminalAreThere() throws Exception {
    assertThat(runtime.endpoint()).isNotNull();
    PseudoTerminal.assumeThere();
  }

  @AfterEach
  void nothingIsLeftBehind() {
    cli().run("rm", "-f", name);
  }

  private Cli cli() {
    return runtime.cli(home);
  }

  private PseudoTerminal fairlead(String... arguments) throws IOException {
    Map<String, String> environment = new HashMap<>(runtime.environment());
    environment.put("DOCKER_CONFIG", home.toString());
    return PseudoTerminal.of(environment, arguments);
  }

  private String state() {
    return cli().run("ps", "-a", "-f", "name=" + name).out();
  }

  @Test
  void aShellHasPromptSizeAndInterruptsAndItsCodeIsTheEnd() throws Exception {
    try (PseudoTerminal terminal =
        fairlead("run", "-it", "--rm", "--name", name, "busybox", "sh")) {
      terminal.shows(PROMPT).type("stty size\r").shows("30 100");
      terminal.resize(41, 123).typeUntil("stty size\r", "41 123");
      // The shell reads its own line in raw mode: the key counts once the program runs.
      terminal.type("echo at-$((40 + 2)); sleep 600\r").shows("at-42").type("^C");
      terminal.typeUntil("echo code=$?\r", "code=130");
      terminal.type("exit 7\r").ends(7);
    }
  }

  @Test
  void whatIsTypedBeforeTheContainerRunsArrives() throws Exception {
    try (PseudoTerminal terminal =
        fairlead("run", "-it", "--rm", "--name", name, "busybox", "sh")) {
      terminal.type("echo typed-$((40 + 2))\r").shows("typed-42").type("exit\r").ends(0);
    }
  }

  @Test
  void detachKeysLeaveItRunningAndAttachComesBack() throws Exception {
    try (PseudoTerminal terminal = fairlead("run", "-it", "--name", name, "busybox", "sh")) {
      terminal.shows(PROMPT).type("kept=here\r^P^Q").ends(0);
    }
    assertThat(state()).contains("Up");
    try (PseudoTerminal terminal = fairlead("attach", "--detach-keys", "ctrl-x,y", name)) {
      terminal.typeUntil("echo $kept-again\r", "here-again").type("^Xy").ends(0);
    }
    assertThat(state()).contains("Up");
    Files.writeString(home.resolve("config.json"), "{\"detachKeys\": \"ctrl-a\"}");
    try (PseudoTerminal terminal = fairlead("attach", name)) {
      terminal.typeUntil("echo $kept-thrice\r", "here-thrice").type("^A").ends(0);
    }
    assertThat(state()).contains("Up");
  }

  @Test
  void anExecutedCommandHasTheTerminalToo() throws Exception {
    cli().run("run", "-d", "--name", name, "busybox", "sleep", "600");
    try (PseudoTerminal terminal = fairlead("exec", "-it", name, "sh")) {
      terminal.shows(PROMPT).type("stty size\r").shows("30 100");
      terminal.resize(20, 70).typeUntil("stty size\r", "20 70");
      terminal.type("exit 3\r").ends(3);
    }
    try (PseudoTerminal terminal = fairlead("shell", name)) {
      terminal.shows(PROMPT).type("echo shell=$0.\r").shows(Pattern.compile("shell=\\S*sh\\."));
      terminal.type("exit 4\r").ends(4);
    }
  }

  @Test
  void detachKeysLeaveAnExecutedCommandRunning() throws Exception {
    cli().run("run", "-d", "--name", name, "busybox", "sleep", "600");
    try (PseudoTerminal terminal =
        fairlead("exec", "-it", name, "sh", "-c", "echo there; sleep 7777; :")) {
      terminal.shows("there").type("^P^Q").shows("detached; the process goes on");
      terminal.ends(0);
    }
    assertThat(cli().run("exec", name, "ps").out()).contains("sleep 7777");
  }

  @Test
  void aSignalToTheCommandRestoresTheTerminal() throws Exception {
    cli().run("run", "-d", "--name", name, "busybox", "sleep", "600");
    try (PseudoTerminal terminal = fairlead("exec", "-it", name, "sh")) {
      terminal.shows(PROMPT);
      assertThat(terminal.settings()).isNotEqualTo(terminal.before());
      terminal.signal("TERM");
      terminal.ends(143);
    }
    try (PseudoTerminal terminal = fairlead("exec", "-it", name, "sh")) {
      terminal.shows(PROMPT);
      terminal.signal("HUP");
      terminal.ends(129);
    }
  }

  @Test
  void aSignalToARunEndsTheContainerAndRestoresTheTerminal() throws Exception {
    try (PseudoTerminal terminal =
        fairlead("run", "-it", "--rm", "--name", name, "--stop-timeout", "1", "busybox", "sh")) {
      terminal.shows(PROMPT);
      terminal.signal("TERM");
      if (runtime.declares(home, "exit-code-after-the-fact")) {
        terminal.ends(137);
      } else {
        // Where nobody tells how it ended, the code is that of the signal which was sent.
        terminal.ends(137, 143);
      }
    }
    assertThat(state()).doesNotContain(name);
  }

  @Test
  void anErrorRestoresTheTerminal() throws Exception {
    cli().run("run", "-d", "--name", name, "busybox", "sleep", "600");
    try (PseudoTerminal terminal = fairlead("exec", "-it", name, "no-such-program")) {
      terminal.ends(127);
    }
    try (PseudoTerminal terminal = fairlead("exec", "-it", name, "sh")) {
      terminal.shows(PROMPT);
      cli().run("rm", "-f", name);
      if (runtime == LiveRuntime.DOCKER) {
        terminal.ends(137);
      } else {
        // Podman forgets what was executed with its container, and a code is not made up.
        terminal.ends(137, 125);
      }
    }
  }

  @Test
  void aTerminalInsideNeedsOneOutside() {
    Cli.Result run = cli().run("run", "-it", "--rm", "--name", name, "busybox", "true");
    assertThat(run.code()).as(run.toString()).isEqualTo(2);
    assertThat(run.err()).contains("not a TTY").contains("-t");
    assertThat(cli().run("run", "-t", "--rm", "busybox", "echo", "x").out()).isEqualTo("x\r\n");
  }

  @Test
  void aShellReadsAScriptWhereThereIsNoTerminal() throws IOException {
    runtime.requires(home, "stdin-close");
    cli().run("run", "-d", "--name", name, "busybox", "sleep", "600");
    Cli.Result shell =
        cli()
            .input("echo $((6 * 7)); exit 9\n".getBytes(StandardCharsets.UTF_8))
            .run("shell", name);
    assertThat(shell.out()).isEqualTo("42\n");
    assertThat(shell.code()).isEqualTo(9);
  }
}
