package dev.fairlead.app;

import picocli.CommandLine.Command;

/** What concerns images. */
@Command(
    name = "image",
    description = "List, pull and inspect images.",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {ImageListCommand.class, ImagePullCommand.class, ImageInspectCommand.class})
final class ImageCommand implements Runnable {

  @Override
  public void run() {
    throw new IllegalArgumentException("a command is missing; see fairlead image --help");
  }
}
