package dev.fairlead.engine;

import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;

/** Names for marks by which something is found again. Unique, and no secret. */
public final class UniqueWord {

  private UniqueWord() {}

  /**
   * The next one, not of a secure random number, which could block.
   *
   * @return 36 letters, digits and hyphens
   */
  public static String next() {
    ThreadLocalRandom random = ThreadLocalRandom.current();
    return new UUID(random.nextLong(), random.nextLong()).toString();
  }
}
