package dev.fairlead.testbed;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;

/** One client's connection, the one to the daemon that belongs to it, and the two ways between. */
final class Link {

  private static final int CHUNK_BYTES = 16 << 10;

  private final SocketChannel client;
  private final SocketChannel daemon;
  private final Course toClient;
  private final Course toDaemon;
  private final BooleanSupplier mute;
  private final CountDownLatch closed = new CountDownLatch(1);
  private final AtomicInteger ways = new AtomicInteger(2);

  Link(
      SocketChannel client,
      SocketChannel daemon,
      Course toClient,
      Course toDaemon,
      BooleanSupplier mute) {
    this.client = client;
    this.daemon = daemon;
    this.toClient = toClient;
    this.toDaemon = toDaemon;
    this.mute = mute;
  }

  /** Sets both ways going. */
  void run(Crew crew, Runnable gone) {
    crew.start(() -> new Way(crew, client, daemon, toDaemon).run(gone));
    crew.start(() -> new Way(crew, daemon, client, toClient).run(gone));
  }

  void close() {
    closed.countDown();
    close(client);
    close(daemon);
  }

  private static void close(SocketChannel channel) {
    try {
      channel.close();
    } catch (IOException e) {
      throw new UncheckedIOException("a socket could not be closed", e);
    }
  }

  /** One direction. */
  private final class Way {

    private final Crew crew;
    private final SocketChannel from;
    private final SocketChannel to;
    private final Course course;
    private final ByteBuffer chunk = ByteBuffer.allocate(CHUNK_BYTES);

    Way(Crew crew, SocketChannel from, SocketChannel to, Course course) {
      this.crew = crew;
      this.from = from;
      this.to = to;
      this.course = course;
    }

    void run(Runnable gone) {
      try {
        boolean open = true;
        for (Course.Step step : course.steps()) {
          open = open && take(step);
        }
        if (open && pass(Long.MAX_VALUE, CHUNK_BYTES)) {
          throw new IllegalStateException("a way without an end");
        }
      } catch (IOException broken) {
        close();
      } finally {
        if (ways.decrementAndGet() == 0) {
          close();
          gone.run();
        }
      }
    }

    /** Takes one step; false if it was the end of this way. */
    private boolean take(Course.Step step) throws IOException {
      if (step instanceof Course.Pass some) {
        return pass(some.bytes(), CHUNK_BYTES);
      }
      if (step instanceof Course.Dribble slow) {
        return dribble(slow);
      }
      if (step instanceof Course.Delay delay) {
        return crew.pause(delay.time());
      }
      if (step instanceof Course.Await gate) {
        return crew.await(gate.gate());
      }
      if (step instanceof Course.Tell tell) {
        tell.whom().run();
        return true;
      }
      end((Course.End) step);
      return false;
    }

    private void end(Course.End end) throws IOException {
      switch (end) {
        case CUT -> close();
        case STALL -> crew.await(closed);
        case HALF_CLOSE -> {
          to.shutdownOutput();
          while (from.read(chunk.clear()) >= 0) {
            // Lost.
          }
        }
      }
    }

    private boolean dribble(Course.Dribble slow) throws IOException {
      for (long left = slow.bytes(); left > 0; ) {
        int piece = (int) Math.min(left, slow.piece());
        if (!pass(piece, piece) || !crew.pause(slow.pause())) {
          return false;
        }
        left -= piece;
      }
      return true;
    }

    /** Passes bytes on; false if the sender ended first, which is passed on too. */
    private boolean pass(long bytes, int atOnce) throws IOException {
      for (long left = bytes; left > 0; ) {
        chunk.clear().limit((int) Math.min(left, atOnce));
        int read = from.read(chunk);
        if (read < 0) {
          to.shutdownOutput();
          return false;
        }
        left -= read;
        chunk.flip();
        while (!mute.getAsBoolean() && chunk.hasRemaining()) {
          to.write(chunk);
        }
      }
      return true;
    }
  }
}
