package dev.fairlead.app;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Init steps of jobs of local processes. */
class ProcessJobStepsIT extends JobStepScenarios {

  @Override
  Cli cli() {
    Cli cli = new Cli(home);
    environment().forEach(cli::with);
    return cli;
  }

  @Override
  Map<String, String> environment() {
    return Map.of(
        "FAIRLEAD_RUNTIME", "process", "FAIRLEAD_PROCESS_HOME", home.resolve("state").toString());
  }

  @Override
  List<String> seen(Path directory) {
    return List.of("-e", "PATH=" + directory + ":/bin:/usr/bin");
  }

  @Override
  boolean shares() {
    return false;
  }

  @Override
  String temporary() {
    return home.toString();
  }
}
