package dev.fairlead.apple.program;

import java.util.List;
import java.util.Map;

/**
 * What the program is called with.
 *
 * @param arguments what follows its name
 * @param variables environment variables of its own call, by which secrets get to it: {@code -e
 *     NAME} without a value takes it from there
 */
public record Invocation(List<String> arguments, Map<String, String> variables) {

  /** Copies. */
  public Invocation {
    arguments = List.copyOf(arguments);
    variables = Map.copyOf(variables);
  }

  /**
   * A call without variables.
   *
   * @param arguments what follows its name
   * @return the call
   */
  public static Invocation of(String... arguments) {
    return new Invocation(List.of(arguments), Map.of());
  }

  /** No values of variables: they are secrets. */
  @Override
  public String toString() {
    return "Invocation" + arguments;
  }
}
