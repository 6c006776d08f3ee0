package dev.fairlead.app;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.nio.channels.SocketChannel;

/**
 * Has Java begin, beside all else, with what nearly every command comes to wait for: a tenth of a
 * short command is spent in opening some dozens of jars, and another in what Java starts for the
 * first Unix socket, random numbers among it. Nothing depends on it: whoever needs these things
 * sooner, or without it, gets them as ever.
 */
final class HeadStart implements Runnable {

  /** Looked for in all jars, since it is in none: so does Reactor, a moment later. */
  private static final String NOWHERE = "META-INF/fairlead/nowhere";

  private HeadStart() {}

  /** Goes on beside the caller, and ends with the process at the latest. */
  static void begin() {
    Thread thread = new Thread(new HeadStart(), "fairlead-head-start");
    thread.setDaemon(true);
    thread.start();
  }

  @Override
  public void run() {
    HeadStart.class.getClassLoader().getResource(NOWHERE);
    try {
      SocketChannel.open(StandardProtocolFamily.UNIX).close();
    } catch (IOException | UnsupportedOperationException e) {
      // There are none here, which those will be told who want one.
    }
  }
}
