package dev.fairlead.apple.process;

import dev.fairlead.apple.program.Invocation;
import dev.fairlead.apple.program.VerbRow;
import dev.fairlead.spi.container.AttachOptions;
import dev.fairlead.spi.container.Signal;
import dev.fairlead.spi.exec.ExecSpec;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Calls that start, signal and execute; each row names where it is written down. */
class ProcessArgumentsTest {

  private static ExecSpec.Builder command() {
    return ExecSpec.builder(List.of("ls", "-l"));
  }

  private static Invocation exec(ExecSpec.Builder spec, String mark) {
    return ExecArguments.of(
        "web", spec.build(), Optional.of(mark).filter(text -> !text.isEmpty()), Optional.empty());
  }

  static List<VerbRow> rows() {
    return List.of(
        new VerbRow(
            "5 start -a", Starting.attached("web", AttachOptions.Input.NO), "start --attach web"),
        new VerbRow(
            "2.4 start -i",
            Starting.attached("web", AttachOptions.Input.YES),
            "start --attach --interactive web"),
        new VerbRow("2.4 exec", exec(command(), ""), "exec web ls -l"),
        new VerbRow(
            "2.4 exec -i -t",
            exec(command().stdin(true).tty(true), ""),
            "exec --interactive --tty web ls -l"),
        new VerbRow(
            "2.4 exec -e",
            exec(command().env("A", "1"), "m"),
            "exec --env A=1 --env FAIRLEAD_EXEC_ID=m web ls -l"),
        new VerbRow(
            "2.4 exec -u -w",
            exec(command().user("0").workingDirectory("/w"), ""),
            "exec --user 0 --workdir /w web ls -l"),
        new VerbRow(
            "2.4 kill -s",
            Invocation.of("kill", "--signal", Stopping.name(Signal.INT), "web"),
            "kill --signal INT web"),
        new VerbRow(
            "2.4 kill by number",
            Invocation.of("kill", "--signal", Stopping.name(Signal.of(40)), "web"),
            "kill --signal 40 web"));
  }

  @ParameterizedTest
  @MethodSource("rows")
  void eachVerbHasItsWords(VerbRow row) {
    row.check();
  }
}
