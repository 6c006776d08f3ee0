package dev.fairlead.engine.simulated;

import java.time.Duration;
import java.util.Random;

/**
 * What happens to one request on its way.
 *
 * @param kind what goes wrong
 * @param way whether the request is late, or the answer
 * @param late by how much
 * @param number a status, or a number of bytes
 */
record Fate(Kind kind, Way way, Duration late, int number) {

  /** Which part of the way takes long. */
  enum Way {
    THERE,
    BACK
  }

  enum Kind {
    /** Nothing. */
    CLEAR,
    /** Nobody listens. */
    REFUSED,
    /** The connection breaks before the daemon has the request. */
    LOST,
    /** The daemon answers an error, and has done nothing. */
    ERROR,
    /** The daemon does what it is asked to, and its answer breaks off. */
    CUT,
    /** The daemon does what it is asked to, and its answer stands still. */
    STALL
  }

  private static final int LATEST_MILLIS = 8000;
  private static final int LONG_MILLIS = 4000;
  private static final int[] ERRORS = {409, 409, 500, 500, 503};
  private static final Fate CLEAR = new Fate(Kind.CLEAR, Way.BACK, Duration.ZERO, 0);

  /** Whether anything may go wrong by it: a short delay must not matter. */
  boolean isFault() {
    return kind != Kind.CLEAR || late.toMillis() >= LONG_MILLIS;
  }

  /**
   * Draws one.
   *
   * @param chance how likely something goes wrong, 0 to 1
   * @param lasts whether the answer may last, so that a body that stands still is no fault of it
   */
  static Fate draw(Random random, double chance, boolean lasts) {
    Duration late = Duration.ofMillis(random.nextInt(4) == 0 ? random.nextInt(LATEST_MILLIS) : 0);
    Way way = Way.values()[random.nextInt(2)];
    if (random.nextDouble() >= chance) {
      return chance == 0 ? CLEAR : new Fate(Kind.CLEAR, way, late, 0);
    }
    Kind kind = Kind.values()[1 + random.nextInt(Kind.values().length - 1)];
    int number =
        switch (kind) {
          case ERROR -> ERRORS[random.nextInt(ERRORS.length)];
          case CUT -> random.nextInt(lasts ? 700 : 400);
          case STALL -> random.nextInt(lasts ? 99 : 400);
          default -> 0;
        };
    return new Fate(kind, way, late, number);
  }
}
