package dev.fairlead.app;

import picocli.CommandLine.Command;

/** What concerns images. */
@Command(
    name = "image",
    description = "Images: fetch, send, make, pack and remove them.",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      ImageListCommand.class,
      ImagePullCommand.class,
      ImagePushCommand.class,
      ImageBuildCommand.class,
      ImageTagCommand.class,
      ImageRemoveCommand.class,
      ImageInspectCommand.class,
      ImageHistoryCommand.class,
      ImageSaveCommand.class,
      ImageLoadCommand.class,
      ImageImportCommand.class,
      ImagePruneCommand.class
    })
final class ImageCommand implements Runnable {

  @Override
  public void run() {
    throw new IllegalArgumentException("a command is missing; see fairlead image --help");
  }
}
