package dev.fairlead.apple.log;

import dev.fairlead.spi.Capability;
import dev.fairlead.spi.log.LogOptions;
import dev.fairlead.spi.log.StandardStream;
import java.util.Optional;

/** What somebody may ask of a log that the program does not have. */
public final class LogRefusals {

  private LogRefusals() {}

  /**
   * What is lacking for a wish.
   *
   * @param options the wish
   * @return empty if nothing is
   */
  public static Optional<Capability> of(LogOptions options) {
    if (options.streams().size() < StandardStream.values().length) {
      return Optional.of(Capability.LOG_STREAMS_APART);
    }
    if (options.timed()) {
      return Optional.of(Capability.LOG_TIMESTAMPS);
    }
    if (options.since().isPresent() || options.until().isPresent()) {
      return Optional.of(Capability.LOG_RANGE);
    }
    return options.run() == LogOptions.Run.PREVIOUS
        ? Optional.of(Capability.LOG_PREVIOUS)
        : Optional.empty();
  }
}
