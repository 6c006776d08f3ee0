package dev.fairlead.spi.container;

import java.util.List;

/**
 * The processes inside a container.
 *
 * @param titles names of the columns
 * @param rows one list of cells for each process, as long as the titles
 */
public record ProcessTable(List<String> titles, List<List<String>> rows) {

  /** Copies. */
  public ProcessTable {
    titles = List.copyOf(titles);
    rows = rows.stream().map(List::copyOf).toList();
  }
}
