package dev.fairlead.app;

import picocli.CommandLine.Command;

/** What concerns volumes. */
@Command(
    name = "volume",
    description = "Make, list, inspect and remove volumes.",
    synopsisSubcommandLabel = "COMMAND")
final class VolumeCommand implements Runnable {

  @Override
  public void run() {
    throw new IllegalArgumentException("a command is missing; see fairlead volume --help");
  }
}
