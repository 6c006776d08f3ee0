package dev.fairlead.process.internal.supervisor;

import java.io.IOException;
import java.nio.file.Files;
import java.time.Instant;

/** The time of day in the unit of {@link ProcessStatus#start()}. */
final class ProcessClock {

  /** USER_HZ, which is 100 on all of Linux's present architectures, see proc(5). */
  private static final double TICKS_A_SECOND = 100;

  private ProcessClock() {}

  /** Now, rounded up; the largest number if that cannot be told. */
  static long now() {
    if (!ProcessStatus.detailed()) {
      return Instant.now().getEpochSecond() + 1;
    }
    try {
      String uptime = Files.readString(ProcessStatus.PROC.resolve("uptime"));
      double seconds = Double.parseDouble(uptime.substring(0, uptime.indexOf(' ')));
      return (long) Math.ceil(seconds * TICKS_A_SECOND);
    } catch (IOException | NumberFormatException | IndexOutOfBoundsException e) {
      return Long.MAX_VALUE;
    }
  }
}
