package dev.fairlead.testbed;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;

/**
 * Lets the answers of several connections arrive in an order of its own: each is held back until
 * those before it have arrived. The connections have to be open at the same time.
 */
public final class Turns {

  private final List<Integer> order;
  private final List<CountDownLatch> gates = new ArrayList<>();

  private Turns(List<Integer> order) {
    this.order = order;
    order.forEach(turn -> gates.add(new CountDownLatch(1)));
    if (!gates.isEmpty()) {
      gates.get(0).countDown();
    }
  }

  /**
   * An order that a seed decides.
   *
   * @param connections how many connections there will be
   * @param seed the same for the same order
   * @return the turns
   */
  public static Turns shuffled(int connections, long seed) {
    List<Integer> order = new ArrayList<>();
    for (int i = 0; i < connections; i++) {
      order.add(i);
    }
    Collections.shuffle(order, new Random(seed));
    return new Turns(order);
  }

  /**
   * The last one first.
   *
   * @param connections how many connections there will be
   * @return the turns
   */
  public static Turns reversed(int connections) {
    List<Integer> order = new ArrayList<>();
    for (int i = connections - 1; i >= 0; i--) {
      order.add(i);
    }
    return new Turns(order);
  }

  /**
   * The course of one connection's answer. It counts as arrived when its first bytes were passed
   * on.
   *
   * @param connection which, from 0 on, in the order in which they were opened
   * @param bytes how many bytes of the answer make it arrive
   * @return the course; a clear one for a connection that is not among them
   */
  public Course of(int connection, long bytes) {
    int turn = order.indexOf(connection);
    if (turn < 0) {
      return Course.clear();
    }
    Course course = Course.clear().await(gates.get(turn)).pass(bytes);
    return turn + 1 < gates.size() ? course.tell(gates.get(turn + 1)::countDown) : course;
  }

  /**
   * The order.
   *
   * @return the numbers of the connections
   */
  public List<Integer> order() {
    return List.copyOf(order);
  }
}
