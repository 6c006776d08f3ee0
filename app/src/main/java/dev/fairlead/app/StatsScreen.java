package dev.fairlead.app;

import dev.fairlead.spi.container.ContainerId;
import dev.fairlead.spi.container.ContainerInfo;
import dev.fairlead.spi.container.ContainerStats;
import java.io.IOException;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
  private final boolean whole;
  private final Map<ContainerId, List<String>> rows = new LinkedHashMap<>();
  private boolean shown;

  /**
   * Starts without a row.
   *
   * @param out where the table is shown
   * @param width columns of the screen; empty if it goes to none
   * @param terminal whether that is a terminal
   * @param all whether containers that do not run have a row too
   * @param whole whether ids are shown whole
   */
  StatsScreen(
      PrintStream out, Supplier<OptionalInt> width, boolean terminal, boolean all, boolean whole) {
    this.out = out;
    this.width = width;
    this.terminal = terminal;
    this.all = all;
    this.whole = whole;
  }

  /** Takes the last figures of a container; none if it has ended. */
  synchronized void update(ContainerInfo info, Optional<ContainerStats> stats) {
    if (stats.isPresent() || all) {
      rows.put(info.id(), StatsView.row(info, stats, whole));
    } else {
      rows.remove(info.id());
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
    List<List<String>> all = new ArrayList<>();
    all.add(StatsView.HEADING);
    all.addAll(rows.values());
    return Table.lines(all, width).stream().map(line -> line + "\n").collect(Collectors.joining());
  }
}
