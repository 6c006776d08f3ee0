package dev.fairlead.engine.probe;

import java.util.Objects;

/**
 * What is expected to listen at a place, judged by the place alone: good for advice on how to start
 * it, never for what it is once it answers.
 *
 * @param name as people know it
 * @param start how to start it
 * @param install how to get it, or how to start it where that is the likelier need
 */
public record Product(String name, String start, String install) {

  /** Checks that no part is null. */
  public Product {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(start, "start");
    Objects.requireNonNull(install, "install");
  }

  /**
   * A product that is there if it left a trace, and has to be started.
   *
   * @param name as people know it
   * @param start how to start it
   * @return the product
   */
  public static Product started(String name, String start) {
    return new Product(name, start, start);
  }
}
