package dev.fairlead.app;

import java.util.Map;

/** Jobs of local processes. */
class ProcessJobIT extends JobScenarios {

  @Override
  Cli cli() {
    Cli cli = new Cli(home);
    environment().forEach(cli::with);
    return cli;
  }

  @Override
  Map<String, String> environment() {
    return Map.of(
        "FAIRLEAD_RUNTIME", runtime(), "FAIRLEAD_PROCESS_HOME", home.resolve("state").toString());
  }

  @Override
  String runtime() {
    return "process";
  }

  @Override
  String temporary() {
    return home.toString();
  }
}
