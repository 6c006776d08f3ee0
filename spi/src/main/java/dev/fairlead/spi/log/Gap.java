package dev.fairlead.spi.log;

import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/**
 * A place in a followed log where output may be missing or doubled, because its continuity could
 * not be proved after a reconnection.
 *
 * @param reason why, in words for people
 * @param since time of the last output before the gap; empty when not known
 */
public record Gap(String reason, Optional<Instant> since) implements LogEvent {

  /** Checks that no part is null. */
  public Gap {
    Objects.requireNonNull(reason, "reason");
    Objects.requireNonNull(since, "since");
  }
}
