package dev.fairlead.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

/** Nobody can tell from the outside whether picocli was asked. */
class PlainCallTest {

  private static final List<String> COMMANDS =
      List.of("ps", "images", "image ls", "volume ls", "network ls", "inspect", "logs");

  private static String[] words(String line) {
    return line.isEmpty() ? new String[0] : line.split(" ");
  }

  private static CommandLine picocli(Path home) {
    return Main.commandLine(new Fairlead(new Cli(home).terminal()), CommandTree.whole());
  }

  /** The command as picocli makes it; empty if the line is refused, or does something else. */
  private static Optional<Object> parsed(Path home, String line) {
    try {
      CommandLine.ParseResult result = picocli(home).parseArgs(words(line));
      while (result.hasSubcommand()) {
        result = result.subcommand();
      }
      return result.isUsageHelpRequested() || result.isVersionHelpRequested()
          ? Optional.empty()
          : Optional.of(result.commandSpec().userObject());
    } catch (CommandLine.ParameterException e) {
      return Optional.empty();
    }
  }

  /** Each of the commands alone, with a name, and with each of the options that there are. */
  static Stream<String> linesOfAtMostOneWordMore(@TempDir Path home) {
    CommandLine all = picocli(home);
    List<String> options =
        all.getSubcommands().values().stream()
            .flatMap(command -> command.getCommandSpec().options().stream())
            .map(OptionSpec::names)
            .flatMap(Arrays::stream)
            .distinct()
            .toList();
    List<String> further =
        Stream.concat(options.stream(), Stream.of("web", "1f", "x", "ls")).toList();
    return COMMANDS.stream()
        .flatMap(
            command ->
                Stream.concat(
                    Stream.of(command), further.stream().map(word -> command + " " + word)));
  }

  @ParameterizedTest
  @MethodSource("linesOfAtMostOneWordMore")
  void whatIsPlainIsWhatPicocliMakes(String line, @TempDir Path home) {
    Optional<RuntimeCommand> plain = PlainCall.of(words(line));
    if (plain.isPresent()) {
      assertThat(parsed(home, line))
          .hasValueSatisfying(
              command ->
                  assertThat(plain.get())
                      .hasSameClassAs(command)
                      .usingRecursiveComparison()
                      .ignoringFields("spec", "root")
                      .isEqualTo(command));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ps",
        "ps -a",
        "ps --all",
        "ps -q",
        "ps --quiet",
        "images",
        "image ls",
        "volume ls",
        "network ls",
        "inspect web",
        "logs my-web_1.a"
      })
  void mostCallsArePlain(String line) {
    assertThat(PlainCall.of(words(line))).isPresent();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "--help",
        "ps x",
        "ps -aq",
        "ps -a -q",
        "ps --help",
        "ps @file",
        "inspect",
        "inspect -x",
        "inspect a b",
        "inspect @file",
        "inspect \"a\"",
        "logs",
        "logs -f",
        "logs web -f",
        "image",
        "image ls -q",
        "-o json ps",
        "rm web"
      })
  void allElseIsParsed(String line) {
    assertThat(PlainCall.of(words(line))).isEmpty();
  }

  @Test
  void failuresAreToldAsAlways(@TempDir Path home) {
    Cli cli = new Cli(home).with("DOCKER_HOST", "unix://" + home.resolve("nobody"));
    Cli.Result plain = cli.run("inspect", "web");
    Cli.Result parsed = cli.run("inspect", "web", "--timeout", "30s");
    assertThat(plain.code()).isEqualTo(parsed.code()).isEqualTo(ExitCodes.FAILED);
    assertThat(plain.err()).isEqualTo(parsed.err()).contains("nobody");
  }
}
