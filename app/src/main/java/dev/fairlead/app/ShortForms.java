package dev.fairlead.app;

import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine;

/** Commands of groups that docker's users know without the group, too. */
final class ShortForms {

  private ShortForms() {}

  /** Adds them, each with a command of its own. */
  static void addTo(CommandLine line) {
    Map<String, RuntimeCommand> commands = new LinkedHashMap<>();
    commands.put("images", new ImageListCommand());
    commands.put("pull", new ImagePullCommand());
    commands.put("push", new ImagePushCommand());
    commands.put("build", new ImageBuildCommand());
    commands.put("tag", new ImageTagCommand());
    commands.put("rmi", new ImageRemoveCommand());
    commands.put("history", new ImageHistoryCommand());
    commands.put("save", new ImageSaveCommand());
    commands.put("load", new ImageLoadCommand());
    commands.put("import", new ImageImportCommand());
    commands.forEach(
        (name, command) -> {
          CommandLine sub = new CommandLine(command);
          sub.getCommandSpec().name(name).aliases(new String[0]);
          line.addSubcommand(name, sub);
        });
  }
}
