package dev.fairlead.benchmarks.daemon;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;

/**
 * Logs that get a line in each period, the lines of all of them spread over it evenly. One thread
 * writes them all. A line begins with the moment it was sent, as {@link System#nanoTime} of this
 * machine tells it.
 */
final class Follows {

  private static final int MOMENT_DIGITS = 19;

  /** Nine digits of a second, as dockerd writes them. */
  private static final DateTimeFormatter NANOS =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSSSSS'Z '", Locale.ROOT)
          .withZone(ZoneOffset.UTC);

  private record Follower(SocketChannel channel, boolean timed) {}

  private final List<List<Follower>> turns;
  private int next;

  /** Begins to write. */
  Follows(int periodMillis) {
    turns = new java.util.ArrayList<>();
    for (int i = 0; i < periodMillis; i++) {
      turns.add(new CopyOnWriteArrayList<>());
    }
    Thread ticker = new Thread(this::run, "follows-" + periodMillis);
    ticker.setDaemon(true);
    ticker.start();
  }

  /** Adds a connection, which belongs to this from now on and is not to block. */
  synchronized void add(SocketChannel channel, boolean timed) {
    // A stride that shares no factor with the period spreads a few as well as many.
    turns.get((int) ((next++ * 37L) % turns.size())).add(new Follower(channel, timed));
  }

  private void run() {
    long begin = System.nanoTime();
    for (long tick = 0; ; tick++) {
      long due = begin + tick * 1_000_000;
      for (long left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
        LockSupport.parkNanos(left);
      }
      write(turns.get((int) (tick % turns.size())));
    }
  }

  private static void write(List<Follower> followers) {
    for (Iterator<Follower> it = followers.iterator(); it.hasNext(); ) {
      Follower follower = it.next();
      try {
        ByteBuffer chunk = LogBytes.chunk(line(follower.timed()));
        follower.channel().write(chunk);
        if (chunk.hasRemaining()) {
          throw new IOException("a reader of one line in a period does not keep up");
        }
      } catch (IOException gone) {
        followers.remove(follower);
        close(follower.channel());
      }
    }
  }

  private static ByteBuffer line(boolean timed) {
    String time = timed ? time() : "";
    String moment = String.format("%0" + MOMENT_DIGITS + "d ", System.nanoTime());
    return LogBytes.frame(
        (time + moment).getBytes(StandardCharsets.US_ASCII), time.length() + LogBytes.LINE_BYTES);
  }

  private static String time() {
    return NANOS.format(Instant.now());
  }

  private static void close(SocketChannel channel) {
    try {
      channel.close();
    } catch (IOException ignored) {
      // Nothing was to come of it any more.
    }
  }
}
