package dev.fairlead.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.InputStream;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The command in a real terminal: util-linux {@code script} makes it, and a shell in it tells the
 * terminal's settings before and after, and the exit code.
 */
final class PseudoTerminal implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofSeconds(40);
  private static final Pattern DEVICE = Pattern.compile("device=(/dev/\\S+)");
  private static final Pattern BEFORE = Pattern.compile("before=(\\S+)");
  private static final Pattern AFTER = Pattern.compile("ended=(\\d+) after=(\\S+) end");

  private final Process script;
  private final StringBuilder screen = new StringBuilder();
  private final String device;

  private PseudoTerminal(Process script) {
    this.script = script;
    Thread reader = new Thread(this::read, "screen");
    reader.setDaemon(true);
    reader.start();
    this.device = shows(DEVICE).group(1);
  }

  /** Skips the test where there is no such program. */
  static void assumeThere() throws IOException, InterruptedException {
    String version = "";
    try {
      Process asked = new ProcessBuilder("script", "--version").redirectErrorStream(true).start();
      version = new String(asked.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      asked.waitFor();
    } catch (IOException e) {
      assumeTrue(false, "there is no program script: " + e.getMessage());
    }
    assumeTrue(version.contains("util-linux"), "script is not the one of util-linux");
  }

  /** The command, of 30 rows and 100 columns, with these environment variables. */
  static PseudoTerminal of(Map<String, String> environment, String... arguments)
      throws IOException {
    StringBuilder command = new StringBuilder();
    for (String argument : arguments) {
      command.append(" '").append(argument.replace("'", "'\\''")).append("'");
    }
    String inside =
        "stty rows 30 cols 100; echo \"device=$(tty)\"; echo \"before=$(stty -g)\"; "
            + String.join(" ", Child.command())
            + command
            + "; echo \"ended=$? after=$(stty -g) end\"";
    ProcessBuilder builder =
        new ProcessBuilder("script", "-q", "-f", "-E", "always", "-c", inside, "/dev/null")
            .redirectErrorStream(true)
            .redirectInput(Redirect.PIPE);
    builder.environment().put("SHELL", "/bin/sh");
    builder.environment().put("CLASSPATH", Child.classPath());
    builder.environment().putAll(environment);
    return new PseudoTerminal(builder.start());
  }

  private void read() {
    byte[] chunk = new byte[8192];
    try (InputStream out = script.getInputStream()) {
      for (int length = out.read(chunk); length >= 0; length = out.read(chunk)) {
        show(new String(chunk, 0, length, StandardCharsets.ISO_8859_1));
      }
    } catch (IOException e) {
      show("\n[the terminal cannot be read: " + e.getMessage() + "]\n");
    }
  }

  private synchronized void show(String text) {
    screen.append(text);
  }

  /** Types text; {@code ^C} stands for the control character. */
  PseudoTerminal type(String text) throws IOException {
    StringBuilder plain = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      plain.append(text.charAt(i) == '^' ? (char) (text.charAt(++i) & 31) : text.charAt(i));
    }
    script.getOutputStream().write(plain.toString().getBytes(StandardCharsets.ISO_8859_1));
    script.getOutputStream().flush();
    return this;
  }

  /** Waits until something is on the screen. */
  Matcher shows(Pattern pattern) {
    Instant deadline = Instant.now().plus(PATIENCE);
    while (true) {
      Matcher matcher = pattern.matcher(toString());
      if (matcher.find()) {
        return matcher;
      }
      assertThat(Instant.now()).as("'%s' is on the screen:\n%s", pattern, this).isBefore(deadline);
      LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
    }
  }

  PseudoTerminal shows(String text) {
    shows(Pattern.compile(Pattern.quote(text)));
    return this;
  }

  /** Types a line again and again until something is on the screen. */
  PseudoTerminal typeUntil(String line, String text) throws IOException {
    Instant deadline = Instant.now().plus(PATIENCE);
    while (!toString().contains(text)) {
      assertThat(Instant.now()).as("'%s' is on the screen:\n%s", text, this).isBefore(deadline);
      type(line);
      LockSupport.parkNanos(Duration.ofMillis(300).toNanos());
    }
    return this;
  }

  PseudoTerminal resize(int rows, int columns) throws IOException, InterruptedException {
    Process stty =
        new ProcessBuilder(
                "stty", "-F", device, "rows", String.valueOf(rows), "cols", String.valueOf(columns))
            .inheritIO()
            .start();
    assertThat(stty.waitFor()).isZero();
    return this;
  }

  /** The settings of the terminal as they are now. */
  String settings() throws IOException, InterruptedException {
    Process stty = new ProcessBuilder("stty", "-F", device, "-g").start();
    String settings = new String(stty.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(stty.waitFor()).isZero();
    return settings.strip();
  }

  /** The settings of the terminal as they were before the command. */
  String before() {
    return shows(BEFORE).group(1);
  }

  /** Sends a signal to the command, by its name. */
  void signal(String name) throws IOException, InterruptedException {
    ProcessHandle java =
        script
            .descendants()
            .filter(process -> process.info().command().orElse("").endsWith("/java"))
            .findFirst()
            .orElseThrow();
    Process kill =
        new ProcessBuilder("kill", "-" + name, String.valueOf(java.pid())).inheritIO().start();
    assertThat(kill.waitFor()).isZero();
  }

  /** Waits for the end: with one of these codes, and with the terminal as it was. */
  void ends(Integer... codes) throws InterruptedException {
    Matcher after = shows(AFTER);
    assertThat(Integer.valueOf(after.group(1))).as(toString()).isIn((Object[]) codes);
    assertThat(after.group(2)).as(toString()).isEqualTo(before());
    assertThat(script.waitFor(10, TimeUnit.SECONDS)).isTrue();
  }

  @Override
  public void close() {
    script.descendants().forEach(ProcessHandle::destroyForcibly);
    script.destroyForcibly();
  }

  @Override
  public synchronized String toString() {
    return screen.toString();
  }
}
