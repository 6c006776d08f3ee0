package dev.fairlead.app;

import picocli.CommandLine.Command;

/** What concerns images. */
@Command(
    name = "image",
    description = "Images: fetch, send, make, pack and remove them.",
    synopsisSubcommandLabel = "COMMAND")
final class ImageCommand implements Runnable {

  @Override
  public void run() {
    throw new IllegalArgumentException("a command is missing; see fairlead image --help");
  }
}
