package dev.fairlead.benchmarks.compare;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * Watches how far a daemon that writes is ahead of a reader: what both sides' buffers and the
 * operating system hold.
 */
final class InFlight implements AutoCloseable {

  /** What a line costs on the wire, with frame and chunk. */
  private static final double OVERHEAD = 114.0 / Tally.LINE_BYTES;

  private final LoopConnection daemon;
  private volatile boolean ended;
  private volatile long most;

  InFlight(Path socket) throws IOException {
    daemon = new LoopConnection(socket);
  }

  void watch(Pace reader) {
    Thread thread =
        new Thread(
            () -> {
              try {
                while (!ended) {
                  // The reader's count is the older one, so this never says too little.
                  long taken = reader.taken();
                  daemon.request("GET", "/written", "", "");
                  String text = new String(daemon.body(), StandardCharsets.US_ASCII);
                  long ahead = Long.parseLong(text) - (long) (taken * OVERHEAD);
                  most = taken == 0 ? most : Math.max(most, ahead);
                  Thread.sleep(20);
                }
              } catch (IOException | InterruptedException gone) {
                ended = true;
              }
            },
            "in-flight");
    thread.setDaemon(true);
    thread.start();
  }

  long most() {
    return most;
  }

  @Override
  public void close() {
    ended = true;
  }
}
