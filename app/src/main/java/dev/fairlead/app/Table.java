package dev.fairlead.app;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.function.Supplier;

/** Rows of cells, laid out for people; what does not fit onto their screen is shortened. */
final class Table {

  private static final String GAP = "   ";
  private static final String MORE = "…";

  /** What is never made narrower: an id, a state, a word. */
  private static final int ENOUGH = 14;

  /** Every terminal has this much, so narrower tables need not ask. */
  private static final int SURELY = 40;

  private Table() {}

  /**
   * Lays out rows.
   *
   * @param rows the heading and all others, each with as many cells
   * @param width columns of the screen; empty if nothing is to be shortened
   * @return a line for each row
   */
  static List<String> lines(List<List<String>> rows, Supplier<OptionalInt> width) {
    int[] widths = new int[rows.get(0).size()];
    for (List<String> row : rows) {
      for (int column = 0; column < widths.length; column++) {
        widths[column] = Math.max(widths[column], row.get(column).length());
      }
    }
    if (total(widths) > SURELY) {
      width.get().ifPresent(limit -> fit(widths, limit));
    }
    List<String> lines = new ArrayList<>(rows.size());
    for (List<String> row : rows) {
      lines.add(line(row, widths));
    }
    return lines;
  }

  private static int total(int[] widths) {
    int total = GAP.length() * (widths.length - 1);
    for (int width : widths) {
      total += width;
    }
    return total;
  }

  /** Takes from the widest, as long as it can spare something. */
  private static void fit(int[] widths, int limit) {
    for (int over = total(widths) - limit; over > 0; over--) {
      int widest = 0;
      for (int column = 1; column < widths.length; column++) {
        widest = widths[column] > widths[widest] ? column : widest;
      }
      if (widths[widest] <= ENOUGH) {
        return;
      }
      widths[widest]--;
    }
  }

  private static String line(List<String> row, int[] widths) {
    StringBuilder line = new StringBuilder();
    for (int column = 0; column < widths.length; column++) {
      String cell = row.get(column);
      String shown =
          cell.length() > widths[column] ? cell.substring(0, widths[column] - 1) + MORE : cell;
      line.append(shown);
      if (column < widths.length - 1) {
        line.append(" ".repeat(widths[column] - shown.length())).append(GAP);
      }
    }
    return line.toString().stripTrailing();
  }
}
