package dev.fairlead.app;

import picocli.CommandLine.Command;

/** What concerns pods. */
@Command(
    name = "pod",
    description = "Pods: make, list, inspect, start, stop and remove them.",
    synopsisSubcommandLabel = "COMMAND")
final class PodCommand implements Runnable {

  @Override
  public void run() {
    throw new IllegalArgumentException("a command is missing; see fairlead pod --help");
  }
}
