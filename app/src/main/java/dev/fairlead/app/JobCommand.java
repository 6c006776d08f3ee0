package dev.fairlead.app;

import picocli.CommandLine.Command;

/** What concerns jobs. */
@Command(
    name = "job",
    description = "Run ranked containers as one job; list, follow, wait for and remove jobs.",
    synopsisSubcommandLabel = "COMMAND")
final class JobCommand implements Runnable {

  @Override
  public void run() {
    throw new IllegalArgumentException("a command is missing; see fairlead job --help");
  }
}
