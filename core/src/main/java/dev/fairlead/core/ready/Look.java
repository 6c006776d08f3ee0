package dev.fairlead.core.ready;

/**
 * One look at a container.
 *
 * @param ready whether the condition holds
 * @param seen what was seen, in words
 */
record Look(boolean ready, String seen) {

  static Look ready(String proof) {
    return new Look(true, proof);
  }

  static Look notYet(String seen) {
    return new Look(false, seen);
  }
}
