package dev.fairlead.docker;

import dev.fairlead.spi.log.LogEvent;
import dev.fairlead.spi.log.OutputFrame;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What came of a log, and how it ended. One thread tells it, others may look. */
final class Arrived {

  private final MessageDigest digest;
  private final List<String> gaps = new ArrayList<>();
  private long bytes;
  private long lines;
  private boolean over;
  private @Nullable Throwable failure;

  Arrived() {
    try {
      digest = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  synchronized void add(LogEvent event) {
    if (event instanceof OutputFrame frame) {
      add(frame.bytes());
    } else {
      gaps.add(event + " after line " + lines);
    }
  }

  synchronized void add(ByteBuffer content) {
    bytes += content.remaining();
    for (int i = content.position(); i < content.limit(); i++) {
      lines += content.get(i) == '\n' ? 1 : 0;
    }
    digest.update(content);
  }

  synchronized void failed(Throwable error) {
    failure = error;
    over = true;
  }

  synchronized void ended() {
    over = true;
  }

  synchronized List<String> gaps() {
    return List.copyOf(gaps);
  }

  synchronized long bytes() {
    return bytes;
  }

  synchronized long lines() {
    return lines;
  }

  synchronized boolean isOver() {
    return over;
  }

  /** Of all that came by now; to be asked for once. */
  synchronized String sha256() {
    return HexFormat.of().formatHex(digest.digest());
  }

  @Override
  public synchronized String toString() {
    return lines + " lines, gaps " + gaps + (over ? ", over, " + failure : "");
  }
}
