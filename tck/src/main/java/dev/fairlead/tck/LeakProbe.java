package dev.fairlead.tck;

import java.util.function.LongSupplier;

/**
 * Counts something that a backend holds while it works and gives back afterwards.
 *
 * @param what in words, for example {@code connections to the daemon}
 * @param count how many there are now; idle ones that wait in a pool for the next call do not
 *     count. Called often, from the thread of the test
 */
public record LeakProbe(String what, LongSupplier count) {}
