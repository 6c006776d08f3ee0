package dev.fairlead.apple.making;

import dev.fairlead.apple.program.Invocation;
import dev.fairlead.spi.Disposition;
import dev.fairlead.spi.FieldPlan;
import dev.fairlead.spi.SpecField;
import dev.fairlead.spi.container.EnvValue;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * How variables get to a process. Plain values are arguments; a secret is handed over in the
 * program's own environment, from where {@code -e NAME} takes it. That would change the program
 * itself where it, or the system that loads it, looks at that name.
 */
public final class EnvironmentPlan {

  /** The name by which values speak of the machine; there is no such name inside (issue 673). */
  static final String HOST_NAME = "host.docker.internal";

  private static final Set<String> STEERING =
      Set.of("PATH", "HOME", "TMPDIR", "USER", "SHELL", "XDG_CONFIG_HOME", "BASH_ENV", "ENV");

  private static final List<String> STEERING_PREFIXES =
      List.of("CONTAINER_", "DYLD_", "LD_", "MALLOC", "XPC_", "BASH_FUNC_", "FAIRLEAD_");

  private EnvironmentPlan() {}

  static FieldPlan fate(Map<String, EnvValue> env) {
    Optional<String> steering =
        env.entrySet().stream()
            .filter(each -> isSecret(each.getValue()) && steers(each.getKey()))
            .map(Map.Entry::getKey)
            .findFirst();
    if (steering.isPresent()) {
      return FieldPlan.dropped(
          SpecField.ENV,
          "a secret goes through the program's own environment, where "
              + steering.get()
              + " means something to itself; give it another name");
    }
    return speaksOfHost(env)
        ? FieldPlan.approximated(
            SpecField.ENV,
            HOST_NAME + " in a value becomes the address of the host, since no name leads there")
        : FieldPlan.kept(SpecField.ENV);
  }

  private static boolean steers(String name) {
    String upper = name.toUpperCase(Locale.ROOT);
    return STEERING.contains(upper) || STEERING_PREFIXES.stream().anyMatch(upper::startsWith);
  }

  private static boolean isSecret(EnvValue value) {
    return value.sensitivity() == EnvValue.Sensitivity.SECRET;
  }

  static boolean speaksOfHost(Map<String, EnvValue> env) {
    return env.values().stream().anyMatch(value -> value.value().contains(HOST_NAME));
  }

  /**
   * Arguments and variables for all of them.
   *
   * @param env the variables of a process
   * @param host the host's address; empty where nobody asked
   * @return a part of a call
   */
  public static Invocation of(Map<String, EnvValue> env, Optional<String> host) {
    List<String> arguments = new ArrayList<>();
    Map<String, String> variables = new HashMap<>();
    env.forEach(
        (name, given) -> {
          String value =
              host.map(address -> given.value().replace(HOST_NAME, address)).orElse(given.value());
          arguments.add("--env");
          if (isSecret(given)) {
            arguments.add(name);
            variables.put(name, value);
          } else {
            arguments.add(name + "=" + value);
          }
        });
    return new Invocation(arguments, variables);
  }

  /**
   * Why variables are refused.
   *
   * @param env the variables of a process
   * @return empty if they are not
   */
  public static Optional<String> refusal(Map<String, EnvValue> env) {
    return Optional.of(fate(env))
        .filter(fate -> fate.disposition() == Disposition.DROPPED)
        .map(FieldPlan::detail);
  }
}
