package dev.fairlead.process;

import java.io.IOException;
import java.nio.file.Path;

/** A container whose files are there and do not tell what they should. */
final class UnreadableState extends IOException {

  private static final long serialVersionUID = 1L;

  UnreadableState(String id, Path directory, IOException cause) {
    super(
        "its state in "
            + directory
            + " cannot be read ("
            + cause.getMessage()
            + "); fairlead -r process rm -f "
            + id
            + " removes it",
        cause);
  }
}
