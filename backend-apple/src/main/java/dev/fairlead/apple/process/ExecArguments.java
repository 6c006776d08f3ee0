package dev.fairlead.apple.process;

import dev.fairlead.apple.making.EnvironmentPlan;
import dev.fairlead.apple.program.Invocation;
import dev.fairlead.spi.container.EnvValue;
import dev.fairlead.spi.exec.ExecSpec;
import dev.fairlead.transport.inside.EndCommand;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The arguments of {@code container exec} (reference, section 2.4). A pure function. */
final class ExecArguments {

  private ExecArguments() {}

  /**
   * The call.
   *
   * @param mark value of the variable by which the command is found again; empty for none
   */
  static Invocation of(String id, ExecSpec spec, Optional<String> mark, Optional<String> host) {
    List<String> words = new ArrayList<>(List.of("exec"));
    if (spec.stdin()) {
      words.add("--interactive");
    }
    if (spec.tty()) {
      words.add("--tty");
    }
    Map<String, EnvValue> env = new LinkedHashMap<>(spec.env());
    mark.ifPresent(
        value -> env.put(EndCommand.VARIABLE, new EnvValue(value, EnvValue.Sensitivity.PLAIN)));
    Invocation environment = EnvironmentPlan.of(env, host);
    words.addAll(environment.arguments());
    spec.user().ifPresent(user -> words.addAll(List.of("--user", user)));
    spec.workingDirectory().ifPresent(path -> words.addAll(List.of("--workdir", path)));
    words.add(id);
    words.addAll(spec.command());
    return new Invocation(words, environment.variables());
  }
}
