package dev.fairlead.engine;

import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;

/** Names for marks by which something is found again. Unique, and no secret. */
final class UniqueWord {

  private UniqueWord() {}

  /** Not of a secure random number, which could block. */
  static String next() {
    ThreadLocalRandom random = ThreadLocalRandom.current();
    return new UUID(random.nextLong(), random.nextLong()).toString();
  }
}
