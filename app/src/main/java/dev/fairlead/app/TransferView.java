package dev.fairlead.app;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What people see of a transfer: bars on a terminal, otherwise each step once and no running
 * numbers, and nothing where it was not wanted. For one thread at a time.
 */
interface TransferView extends AutoCloseable {

  /** Shows nothing. */
  TransferView NONE = (layer, status, currentBytes, totalBytes) -> {};

  /**
   * Shows a step.
   *
   * @param layer what it concerns; empty for the whole
   * @param status what is happening
   * @param currentBytes how far it is; empty where not told
   * @param totalBytes how far it goes; empty where not told
   */
  void step(
      Optional<String> layer, String status, OptionalLong currentBytes, OptionalLong totalBytes);

  /** Shows how it stood last; what comes afterwards is shown below that. */
  @Override
  default void close() {}

  /**
   * The view that fits where messages go.
   *
   * @param session whose messages they are
   * @param wanted false for {@link #NONE}
   */
  static TransferView of(Session session, boolean wanted) {
    if (!wanted) {
      return NONE;
    }
    Terminal terminal = session.terminal();
    String type = terminal.machine().variable("TERM").orElse("dumb");
    if (!terminal.errIsTerminal() || type.equals("dumb")) {
      return (layer, status, currentBytes, totalBytes) -> {
        if (currentBytes.isEmpty()) {
          session.notice(layer.map(name -> name + ": ").orElse("") + status);
        }
      };
    }
    try {
      return new TransferBoard(terminal.rawErr(), type, OutputDevice.size(terminal.machine()));
    } catch (IOException e) {
      throw new UncheckedIOException("the terminal could not be used", e);
    }
  }
}
