package dev.fairlead.testbed;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;

/**
 * What becomes of the bytes that go in one direction over one connection: steps, taken one after
 * the other. After the last one the rest is passed on. An immutable value, whose methods return
 * longer copies.
 */
public final class Course {

  /** One step. */
  sealed interface Step {}

  /** Passes so many bytes on, as they come. */
  record Pass(long bytes) implements Step {}

  /** Passes so many bytes on, a few at a time. */
  record Dribble(long bytes, int piece, Duration pause) implements Step {}

  /** Holds back what comes. */
  record Delay(Duration time) implements Step {}

  /** Holds back what comes until somebody opens the gate. */
  record Await(CountDownLatch gate) implements Step {}

  /** Tells somebody that the course has come this far. */
  record Tell(Runnable whom) implements Step {}

  /** How a course may end before the connection does. */
  enum End implements Step {
    CUT,
    STALL,
    HALF_CLOSE
  }

  private static final Course CLEAR = new Course(List.of());

  private final List<Step> steps;

  private Course(List<Step> steps) {
    this.steps = steps;
  }

  /**
   * Everything is passed on.
   *
   * @return the course without a step
   */
  public static Course clear() {
    return CLEAR;
  }

  /**
   * Passes bytes on, cutting what comes at once into two where they end.
   *
   * @param count how many, 0 or more
   * @return a longer course
   */
  public Course pass(long count) {
    return then(new Pass(notNegative(count)));
  }

  /**
   * Passes bytes on in small pieces.
   *
   * @param count how many, 0 or more
   * @param piece how many at a time, 1 or more
   * @param pause the time between two pieces
   * @return a longer course
   */
  public Course dribble(long count, int piece, Duration pause) {
    if (piece < 1) {
      throw new IllegalArgumentException("a piece has a byte or more");
    }
    return then(new Dribble(notNegative(count), piece, Objects.requireNonNull(pause, "pause")));
  }

  /**
   * Holds everything back for a while.
   *
   * @param time how long
   * @return a longer course
   */
  public Course delay(Duration time) {
    return then(new Delay(Objects.requireNonNull(time, "time")));
  }

  /**
   * Holds everything back until a gate opens.
   *
   * @param gate open at zero
   * @return a longer course
   */
  public Course await(CountDownLatch gate) {
    return then(new Await(Objects.requireNonNull(gate, "gate")));
  }

  /**
   * Runs something when it has come this far.
   *
   * @param whom what runs, on the thread that carries the bytes
   * @return a longer course
   */
  public Course tell(Runnable whom) {
    return then(new Tell(Objects.requireNonNull(whom, "whom")));
  }

  /**
   * Breaks the connection, both ways.
   *
   * @return the whole course
   */
  public Course cut() {
    return then(End.CUT);
  }

  /**
   * Passes nothing more on, and takes nothing more in, while the connection stays open.
   *
   * @return the whole course
   */
  public Course stall() {
    return then(End.STALL);
  }

  /**
   * Ends this direction in good order, as if the sender had; what it sends from then on is lost.
   *
   * @return the whole course
   */
  public Course halfClose() {
    return then(End.HALF_CLOSE);
  }

  List<Step> steps() {
    return steps;
  }

  private Course then(Step step) {
    if (!steps.isEmpty() && steps.get(steps.size() - 1) instanceof End) {
      throw new IllegalStateException("the course has ended before");
    }
    List<Step> longer = new ArrayList<>(steps);
    longer.add(step);
    return new Course(List.copyOf(longer));
  }

  private static long notNegative(long count) {
    if (count < 0) {
      throw new IllegalArgumentException("a number of bytes is not negative: " + count);
    }
    return count;
  }

  @Override
  public String toString() {
    return "Course" + steps;
  }
}
