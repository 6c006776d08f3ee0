package dev.fairlead.app;

import picocli.CommandLine.Command;

/** What concerns networks. */
@Command(
    name = "network",
    description = "Make, list, inspect, join and remove networks.",
    synopsisSubcommandLabel = "COMMAND")
final class NetworkCommand implements Runnable {

  @Override
  public void run() {
    throw new IllegalArgumentException("a command is missing; see fairlead network --help");
  }
}
