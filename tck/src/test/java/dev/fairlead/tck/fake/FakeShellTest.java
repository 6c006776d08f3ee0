package dev.fairlead.tck.fake;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fairlead.spi.PlanMode;
import dev.fairlead.spi.container.AttachOptions;
import dev.fairlead.spi.container.ContainerSpec;
import dev.fairlead.tck.Captured;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import reactor.core.publisher.Mono;

class FakeShellTest {

  private final FakeBackend backend = FakeBackend.builder().build();

  private Captured run(String... command) {
    ContainerSpec spec = ContainerSpec.builder("host").command(command).env("NAME", "a b").build();
    return Mono.usingWhen(
            backend.containers().runAttached(spec, PlanMode.STRICT, AttachOptions.output()),
            run -> Captured.of(run.process()),
            run -> run.process().close())
        .block(Duration.ofSeconds(10));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '#',
      ignoreLeadingAndTrailingWhitespace = true,
      quoteCharacter = '`',
      value = {
        "echo one; echo two              # one|two|",
        "false && echo no; echo yes      # yes|",
        "false || echo no || echo more   # no|",
        "true && echo a && echo b        # a|b|",
        "printf '%s-' a 'b c'            # a-b c-",
        "printf \"<$NAME>\"              # <a b>",
        "printf '<$NAME>'                # <$NAME>",
        "printf %s${NAME}x               # a bx",
        "printf '\\101\\n'               # A|",
        "seq 3 5                         # 3|4|5|",
        "false; echo $?                  # 1|",
        "[ a = a ] && echo same          # same|",
        "[ -n '' ] || echo empty         # empty|",
        "sh -c 'exit 3'; echo $?         # 3|",
        "exec echo gone; echo never      # gone|",
        "echo hidden >/dev/null; echo x  # x|"
      })
  void executes(String script, String output) {
    assertThat(run("sh", "-c", script).out()).isEqualTo(output.replace('|', '\n'));
  }

  @Test
  void endsWithTheCodeOfItsLastCommandOrOfExit() {
    assertThat(run("sh", "-c", "true; false").exit().code()).hasValue(1);
    assertThat(run("sh", "-c", "exit 9; echo never").exit().code()).hasValue(9);
    assertThat(run("sh", "-c", "nonsense").exit().code()).hasValue(127);
    assertThat(run("sh", "-c", "nonsense").err()).isEqualTo("sh: nonsense: not found\n");
  }

  @Test
  void passesItsArguments() {
    assertThat(run("sh", "-c", "printf '[%s]' \"$@\"; printf $0", "zero", "a b", "").out())
        .isEqualTo("[a b][]zero");
  }
}
