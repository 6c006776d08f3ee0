package dev.fairlead.spi.container;

/**
 * The size of a terminal.
 *
 * @param rows lines of text, 1 or more
 * @param columns characters in a line, 1 or more
 */
public record TerminalSize(int rows, int columns) {

  /** Checks that both are positive. */
  public TerminalSize {
    if (rows < 1 || columns < 1) {
      throw new IllegalArgumentException(
          "a terminal needs at least 1 row and 1 column, not " + rows + " and " + columns);
    }
  }
}
