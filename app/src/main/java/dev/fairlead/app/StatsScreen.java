package dev.fairlead.app;

import dev.fairlead.spi.container.ContainerId;
import dev.fairlead.spi.container.ContainerInfo;
import java.io.IOException;
import java.io.PrintStream;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalInt;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * A table that is shown again and again: in its own place on a terminal, one below the other
 * elsewhere. May be used by several threads.
 */
final class StatsScreen {

  private static final String CLEAR = "\u001b[2J";
  private static final String HOME = "\u001b[H";
  private static final String CLEAR_REST_OF_LINE = "\u001b[K";
  private static final String CLEAR_BELOW = "\u001b[J";

  private final PrintStream out;
  private final Supplier<OptionalInt> width;
  private final boolean terminal;
  private final boolean all;
  private final Columns<StatsView.Sample> columns;
  private final FormatOption format;
  private final Map<ContainerId, StatsView.Sample> samples = new LinkedHashMap<>();
  private boolean shown;

  /**
   * Starts without a row.
   *
   * @param out where the table is shown
   * @param width columns of the screen; empty if it goes to none
   * @param terminal whether that is a terminal
   * @param all whether containers that do not run have a row too
   * @param columns what can be shown of a container
   * @param format which of it is shown
   */
  StatsScreen(
      PrintStream out,
      Supplier<OptionalInt> width,
      boolean terminal,
      boolean all,
      Columns<StatsView.Sample> columns,
      FormatOption format) {
    this.out = out;
    this.width = width;
    this.terminal = terminal;
    this.all = all;
    this.columns = columns;
    this.format = format;
  }

  /** Takes the last figures of a container; none if it has ended. */
  synchronized void update(StatsView.Sample sample) {
    ContainerInfo info = sample.info();
    if (sample.stats().isPresent() || all) {
      samples.put(info.id(), sample);
    } else {
      samples.remove(info.id());
    }
  }

  /** Shows all rows. */
  synchronized void show() {
    String table = table();
    if (terminal) {
      out.print(
          (shown ? "" : CLEAR)
              + HOME
              + table.replace("\n", CLEAR_REST_OF_LINE + "\n")
              + CLEAR_BELOW);
    } else {
      out.print(table);
    }
    shown = true;
    if (out.checkError()) {
      throw WriteFailure.of(1, new IOException("it takes no more"));
    }
  }

  private String table() {
    return Table.lines(columns.table(format, samples.values()), width).stream()
        .map(line -> line + "\n")
        .collect(Collectors.joining());
  }
}
