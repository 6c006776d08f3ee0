package dev.fairlead.benchmarks.compare;

import java.nio.ByteBuffer;

/** The moment of sending that a followed line begins with. */
final class Moment {

  private static final int DIGITS = 19;

  private Moment() {}

  static long since(byte[] line) {
    return since(ByteBuffer.wrap(line));
  }

  /** How long ago the line was sent, in nanoseconds of this machine's clock. */
  static long since(ByteBuffer line) {
    long sent = 0;
    for (int i = 0; i < DIGITS; i++) {
      sent = sent * 10 + line.get(line.position() + i) - '0';
    }
    return System.nanoTime() - sent;
  }
}
