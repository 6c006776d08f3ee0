package dev.fairlead.benchmarks.compare;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;

/**
 * A client that does the work. Methods return when the work is done, and fail if its result is not
 * what the daemon gave.
 */
interface Peer extends Closeable {

  /** Reads a log to its end, each piece of it as something that could be kept. */
  void log(String container, Tally tally) throws IOException, InterruptedException;

  /** Follows logs until they are closed. Each line begins with the moment it was sent. */
  Closeable follow(String container, int logs, Latencies lines) throws IOException;

  /** Makes so many calls, so many of them at once. */
  void call(Call call, int count, int atOnce, Latencies each)
      throws IOException, InterruptedException;

  /** Reads a log at a pace of its own; {@code took} is told of each piece, and may block. */
  void slowLog(String container, Pace pace) throws IOException, InterruptedException;

  /** Writes an image's archive to a file. */
  void save(String image, Path file) throws IOException, InterruptedException;

  /** Sends an archive. */
  void load(Path file) throws IOException, InterruptedException;

  /** Pulls, and says how many messages of progress there were. */
  long pull(String image) throws IOException, InterruptedException;

  @Override
  void close() throws IOException;
}
