package dev.fairlead.spi.log;

import java.time.Instant;
import java.util.EnumSet;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * Which part of a log is wanted.
 *
 * @param streams the streams, not empty; both by default
 * @param follow whether the log goes on while the container runs
 * @param timestamps whether each piece carries its time
 * @param tail only this many last lines, 0 or more; empty for all
 * @param since nothing older than this, inclusive; empty for the beginning
 * @param until nothing newer than this; empty for no end
 * @param run whose output is wanted, where a runtime keeps the runs of a container apart
 */
public record LogOptions(
    Set<StandardStream> streams,
    Follow follow,
    Timestamps timestamps,
    OptionalInt tail,
    Optional<Instant> since,
    Optional<Instant> until,
    Run run) {

  /** Which run of a container that was started again. */
  public enum Run {
    /** The last one, and with it whatever the runtime keeps in the same log. */
    LATEST,
    /**
     * The one before it alone, which has ended, and so cannot be followed. Needs {@link
     * dev.fairlead.spi.Capability#LOG_PREVIOUS}.
     */
    PREVIOUS
  }

  /** Whether a log goes on while its container runs. */
  public enum Follow {
    /** End with what is there now. */
    NO,
    /** Go on until the container ends. */
    YES
  }

  /** Whether pieces carry a time. */
  public enum Timestamps {
    /** Without. */
    NO,
    /** With the runtime's time, as exact as the runtime keeps it. */
    YES
  }

  private static final LogOptions ALL =
      new LogOptions(
          EnumSet.allOf(StandardStream.class),
          Follow.NO,
          Timestamps.NO,
          OptionalInt.empty(),
          Optional.empty(),
          Optional.empty(),
          Run.LATEST);

  /** Checks and copies. */
  public LogOptions {
    streams = Set.copyOf(streams);
    Objects.requireNonNull(follow, "follow");
    Objects.requireNonNull(timestamps, "timestamps");
    Objects.requireNonNull(tail, "tail");
    Objects.requireNonNull(since, "since");
    Objects.requireNonNull(until, "until");
    Objects.requireNonNull(run, "run");
    if (run == Run.PREVIOUS && follow == Follow.YES) {
      throw new IllegalArgumentException(
          "the log of the run before the last one is whole, and cannot be followed");
    }
    if (streams.isEmpty()) {
      throw new IllegalArgumentException("a log needs at least one stream");
    }
    if (tail.isPresent() && tail.getAsInt() < 0) {
      throw new IllegalArgumentException("tail must be 0 or more, but is " + tail.getAsInt());
    }
  }

  /**
   * All that is there now, of both streams, without times.
   *
   * @return the options
   */
  public static LogOptions all() {
    return ALL;
  }

  /**
   * All that is there and all that comes.
   *
   * @return the options
   */
  public static LogOptions following() {
    return ALL.withFollow(Follow.YES);
  }

  /**
   * These options with other streams.
   *
   * @param first one stream
   * @param more others
   * @return a copy
   */
  public LogOptions withStreams(StandardStream first, StandardStream... more) {
    return new LogOptions(EnumSet.of(first, more), follow, timestamps, tail, since, until, run);
  }

  /**
   * These options, followed or not.
   *
   * @param value whether the log goes on
   * @return a copy
   */
  public LogOptions withFollow(Follow value) {
    return new LogOptions(streams, value, timestamps, tail, since, until, run);
  }

  /**
   * These options, with times or without.
   *
   * @param value whether pieces carry a time
   * @return a copy
   */
  public LogOptions withTimestamps(Timestamps value) {
    return new LogOptions(streams, follow, value, tail, since, until, run);
  }

  /**
   * These options, limited to the last lines.
   *
   * @param lines how many, 0 or more
   * @return a copy
   */
  public LogOptions withTail(int lines) {
    return new LogOptions(streams, follow, timestamps, OptionalInt.of(lines), since, until, run);
  }

  /**
   * These options from a time on.
   *
   * @param value the time, inclusive
   * @return a copy
   */
  public LogOptions withSince(Instant value) {
    return new LogOptions(streams, follow, timestamps, tail, Optional.of(value), until, run);
  }

  /**
   * These options up to a time.
   *
   * @param value the time
   * @return a copy
   */
  public LogOptions withUntil(Instant value) {
    return new LogOptions(streams, follow, timestamps, tail, since, Optional.of(value), run);
  }

  /**
   * These options for a run of the container.
   *
   * @param value which
   * @return a copy
   */
  public LogOptions withRun(Run value) {
    return new LogOptions(streams, follow, timestamps, tail, since, until, value);
  }

  /**
   * Whether the log goes on while the container runs.
   *
   * @return true for {@link Follow#YES}
   */
  public boolean follows() {
    return follow == Follow.YES;
  }

  /**
   * Whether pieces carry a time.
   *
   * @return true for {@link Timestamps#YES}
   */
  public boolean timed() {
    return timestamps == Timestamps.YES;
  }
}
