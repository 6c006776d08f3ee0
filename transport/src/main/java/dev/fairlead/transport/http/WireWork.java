package dev.fairlead.transport.http;

import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/**
 * Whose a wire is, and where its work is done: on a strand of a loop, and on a new one for each
 * owner. Touched by the strand only, unless said otherwise.
 */
final class WireWork implements ChannelLoop.Worker {

  private final ChannelLoop loop;

  private WireListener listener = Wire.Unowned.INSTANCE;
  private WireListener last = Wire.Unowned.INSTANCE;
  private volatile Strand strand;
  private volatile @Nullable Former former;

  /** What goes on for the last owner, and what it was for. */
  private record Former(Strand strand, String what) {}

  /** Begins on a strand of the loop. */
  WireWork(ChannelLoop loop, Strand strand) {
    this.loop = loop;
    this.strand = strand;
  }

  /** Where the work of the present owner is done. Any thread. */
  Strand strand() {
    return strand;
  }

  /** Does something as part of the work. Any thread. */
  void execute(Runnable task) {
    strand.execute(task);
  }

  /** Leaves the loop until the wire changes hands, and does something there. Any thread. */
  void goApart(Runnable first) {
    Strand mine = strand;
    mine.execute(
        () -> {
          mine.goApart();
          mine.later(first);
        });
  }

  /** Does something as part of the work after a while. Any thread. */
  Future<?> schedule(Runnable task, long delayNanos) {
    return loop.schedule(() -> strand.execute(task), delayNanos);
  }

  /** Whose the wire is. */
  WireListener listener() {
    return listener;
  }

  /** Says whose it is from now on. */
  void owner(WireListener next) {
    last = listener;
    listener = next;
  }

  /** Leaves what the last owner still does to the strand that it is done on. */
  void changeHands() {
    former = new Former(strand, last.what());
    last = Wire.Unowned.INSTANCE;
    strand = new Strand(loop);
  }

  @Override
  public @Nullable String workOf(Thread thread) {
    if (strand.isWorkOf(thread)) {
      return listener.what();
    }
    Former before = former;
    return before != null && before.strand().isWorkOf(thread) ? before.what() : null;
  }

  @Override
  public void goApart(Thread thread) {
    Strand current = strand;
    if (current.isWorkOf(thread)) {
      current.goApart();
    }
  }
}
