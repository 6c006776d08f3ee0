package dev.fairlead.spi.container;

import java.util.Map;

/**
 * Where the runtime keeps what a container writes.
 *
 * @param name the runtime's name for it, for example {@code json-file}
 * @param options the driver's own options
 */
public record LogDriver(String name, Map<String, String> options) {

  /** Checks and copies. */
  public LogDriver {
    if (name.isBlank()) {
      throw new IllegalArgumentException("a log driver needs a name");
    }
    options = Map.copyOf(options);
  }
}
