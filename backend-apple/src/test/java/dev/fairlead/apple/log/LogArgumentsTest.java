package dev.fairlead.apple.log;

import dev.fairlead.apple.program.VerbRow;
import dev.fairlead.spi.log.LogOptions;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Calls that read logs; each row names where it is written down. */
class LogArgumentsTest {

  static List<VerbRow> rows() {
    return List.of(
        new VerbRow("5 logs", LogArguments.of("web", LogOptions.all()), "logs web"),
        new VerbRow(
            "5 logs -n", LogArguments.of("web", LogOptions.all().withTail(0)), "logs -n 0 web"),
        new VerbRow(
            "5 logs -f -n", LogArguments.following("web"), "logs --follow -n 2147483647 web"));
  }

  @ParameterizedTest
  @MethodSource("rows")
  void eachVerbHasItsWords(VerbRow row) {
    row.check();
  }
}
