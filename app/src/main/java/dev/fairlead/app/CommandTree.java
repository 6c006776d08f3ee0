package dev.fairlead.app;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import picocli.CommandLine;
import picocli.CommandLine.IFactory;
import picocli.CommandLine.Model.CommandSpec;

/**
 * The subcommands, by name. Describing one to picocli costs milliseconds of reflection, and there
 * are dozens: so where the command line plainly calls one of them, only that one is described.
 *
 * @param name what is typed
 * @param type its class
 * @param below its own subcommands
 */
record CommandTree(String name, Class<?> type, List<CommandTree> below) {

  private static final CommandTree ROOT =
      group(
          "fairlead",
          Fairlead.class,
          leaf("doctor", DoctorCommand.class),
          leaf("capabilities", CapabilitiesCommand.class),
          leaf("plan", PlanCommand.class),
          leaf("run", RunCommand.class),
          leaf("create", CreateCommand.class),
          leaf("start", StartCommand.class),
          leaf("stop", StopCommand.class),
          leaf("kill", KillCommand.class),
          leaf("restart", RestartCommand.class),
          leaf("pause", PauseCommand.class),
          leaf("unpause", UnpauseCommand.class),
          leaf("rm", RemoveCommand.class),
          leaf("rename", RenameCommand.class),
          leaf("ps", PsCommand.class),
          leaf("inspect", InspectCommand.class),
          leaf("logs", LogsCommand.class),
          leaf("exec", ExecCommand.class),
          leaf("attach", AttachCommand.class),
          leaf("shell", ShellCommand.class),
          leaf("wait", WaitCommand.class),
          leaf("stats", StatsCommand.class),
          leaf("top", TopCommand.class),
          leaf("port", PortCommand.class),
          leaf("port-forward", PortForwardCommand.class),
          leaf("events", EventsCommand.class),
          leaf("commit", CommitCommand.class),
          leaf("export", ExportCommand.class),
          group(
              "image",
              ImageCommand.class,
              leaf("ls", ImageListCommand.class),
              leaf("pull", ImagePullCommand.class),
              leaf("push", ImagePushCommand.class),
              leaf("build", ImageBuildCommand.class),
              leaf("tag", ImageTagCommand.class),
              leaf("rm", ImageRemoveCommand.class),
              leaf("inspect", ImageInspectCommand.class),
              leaf("history", ImageHistoryCommand.class),
              leaf("save", ImageSaveCommand.class),
              leaf("load", ImageLoadCommand.class),
              leaf("import", ImageImportCommand.class),
              leaf("copy", ImageCopyCommand.class),
              leaf("prune", ImagePruneCommand.class)),
          leaf("images", ImageListCommand.class),
          leaf("pull", ImagePullCommand.class),
          leaf("push", ImagePushCommand.class),
          leaf("build", ImageBuildCommand.class),
          leaf("tag", ImageTagCommand.class),
          leaf("rmi", ImageRemoveCommand.class),
          leaf("history", ImageHistoryCommand.class),
          leaf("save", ImageSaveCommand.class),
          leaf("load", ImageLoadCommand.class),
          leaf("import", ImageImportCommand.class),
          leaf("cp", CopyCommand.class),
          group(
              "volume",
              VolumeCommand.class,
              leaf("create", VolumeCreateCommand.class),
              leaf("ls", VolumeListCommand.class),
              leaf("inspect", VolumeInspectCommand.class),
              leaf("rm", VolumeRemoveCommand.class),
              leaf("prune", VolumePruneCommand.class)),
          group(
              "network",
              NetworkCommand.class,
              leaf("create", NetworkCreateCommand.class),
              leaf("ls", NetworkListCommand.class),
              leaf("inspect", NetworkInspectCommand.class),
              leaf("connect", NetworkConnectCommand.class),
              leaf("disconnect", NetworkDisconnectCommand.class),
              leaf("rm", NetworkRemoveCommand.class),
              leaf("prune", NetworkPruneCommand.class)),
          group(
              "pod",
              PodCommand.class,
              leaf("create", PodCreateCommand.class),
              leaf("ls", PodListCommand.class),
              leaf("inspect", PodInspectCommand.class),
              leaf("start", PodStartCommand.class),
              leaf("stop", PodStopCommand.class),
              leaf("rm", PodRemoveCommand.class)),
          group(
              "job",
              JobCommand.class,
              leaf("run", JobRunCommand.class),
              leaf("ls", JobListCommand.class),
              leaf("status", JobStatusCommand.class),
              leaf("logs", JobLogsCommand.class),
              leaf("wait", JobWaitCommand.class),
              leaf("rm", JobRemoveCommand.class)),
          leaf("completion", CompletionCommand.class),
          leaf("prepare", PrepareCommand.class),
          leaf("__names", NamesCommand.class),
          leaf("__rehearse", RehearseCommand.class),
          leaf("demo", DemoCommand.class));

  /** Options of the root that may stand before a subcommand, and take the word behind them. */
  private static final Set<String> WITH_VALUE =
      Set.of(
          "-r",
          "--runtime",
          "-H",
          "--host",
          "--context",
          "--namespace",
          "-o",
          "--output",
          "--timeout",
          "--plugins");

  /** Options of the root that may stand before a subcommand, and stand alone. */
  private static final Set<String> ALONE = Set.of("--lenient", "--debug", "--create-namespace");

  private static CommandTree leaf(String name, Class<?> type) {
    return new CommandTree(name, type, List.of());
  }

  private static CommandTree group(String name, Class<?> type, CommandTree... below) {
    return new CommandTree(name, type, List.of(below));
  }

  /** All subcommands. */
  static CommandTree whole() {
    return ROOT;
  }

  /**
   * As much of the tree as a command line needs. What cannot be told at a glance, help and mistakes
   * among it, needs all of it.
   */
  static CommandTree neededBy(String... arguments) {
    if (List.of(arguments).stream().anyMatch(word -> word.startsWith("@"))) {
      return ROOT; // picocli puts the words of a file in its place
    }
    int at = 0;
    while (at < arguments.length && arguments[at].startsWith("-")) {
      if (WITH_VALUE.contains(arguments[at])) {
        at += 2;
      } else if (ALONE.contains(arguments[at]) || isAssignment(arguments[at])) {
        at++;
      } else {
        return ROOT;
      }
    }
    return at < arguments.length ? ROOT.only(arguments, at) : ROOT;
  }

  private static boolean isAssignment(String argument) {
    int equals = argument.indexOf('=');
    return equals > 0 && WITH_VALUE.contains(argument.substring(0, equals));
  }

  /** This with nothing below but what is called; all of it if nothing is. */
  private CommandTree only(String[] arguments, int at) {
    Optional<CommandTree> called =
        at < arguments.length
            ? below.stream().filter(sub -> sub.name.equals(arguments[at])).findFirst()
            : Optional.empty();
    return called
        .map(sub -> new CommandTree(name, type, List.of(sub.only(arguments, at + 1))))
        .orElse(this);
  }

  /** Adds what is below to a command that picocli knows. */
  void describeTo(CommandLine line, IFactory factory) {
    for (CommandTree sub : below) {
      CommandLine described = new CommandLine(sub.type, factory);
      CommandSpec spec = described.getCommandSpec();
      if (!spec.name().equals(sub.name)) {
        // A short name for a command of a group; further names are for that one.
        spec.name(sub.name).aliases(new String[0]);
      }
      sub.describeTo(described, factory);
      line.addSubcommand(sub.name, described);
    }
  }
}
