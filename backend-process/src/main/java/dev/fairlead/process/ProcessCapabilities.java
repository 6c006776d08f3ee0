package dev.fairlead.process;

import dev.fairlead.process.internal.supervisor.ProcessStatus;
import dev.fairlead.spi.Capabilities;
import dev.fairlead.spi.Capability;
import java.util.List;

/** What local processes can do as containers, and why not the rest. */
final class ProcessCapabilities {

  private static final String NO_IMAGES = "there is one image, host, which is this machine";
  private static final String NO_FILES = "a process has no files of its own but the machine's";
  private static final String NO_NETWORK = "processes are on the machine's own network";
  private static final String NO_TERMINAL = "Java cannot open a pseudo-terminal";

  private ProcessCapabilities() {}

  static Capabilities of(List<String> sessionPrefix) {
    Capabilities.Builder builder =
        Capabilities.builder()
            .with(
                Capability.CREATE_WITHOUT_START,
                Capability.START_AGAIN,
                Capability.STOP_OPTIONS,
                Capability.DETACH,
                Capability.RENAME,
                Capability.AUTO_REMOVE,
                Capability.EXIT_CODE_AFTER_THE_FACT,
                Capability.ATTACH,
                Capability.ATTACH_RUNNING,
                Capability.ATTACH_STREAMS_APART,
                Capability.ATTACH_BYTES_EXACT,
                Capability.ATTACH_HISTORY,
                Capability.STDIN,
                Capability.STDIN_CLOSE,
                Capability.EXEC,
                Capability.EXEC_STDIN,
                Capability.EXEC_ENV,
                Capability.EXEC_WORKDIR,
                Capability.EXEC_KILL,
                Capability.LOGS,
                Capability.LOG_STREAMS_APART,
                Capability.LOG_BYTES_EXACT,
                Capability.LOG_TIMESTAMPS,
                Capability.LOG_RANGE,
                Capability.LOG_TAIL,
                Capability.LOG_FOLLOW,
                Capability.IMAGE_INSPECT,
                Capability.IMAGE_LIST,
                Capability.CONTAINER_PRUNE);
    signals(builder, sessionPrefix);
    absent(builder);
    return builder.build();
  }

  private static void signals(Capabilities.Builder builder, List<String> sessionPrefix) {
    String reach =
        sessionPrefix.isEmpty()
            ? "reaches the descendants; without setsid(1) there is no process group to signal"
            : "reaches the whole process tree, not only the first process";
    builder.withNote(Capability.KILL, reach).withNote(Capability.KILL_SIGNALS, reach);

    if (ProcessStatus.detailed()) {
      builder.withNote(Capability.PAUSE, "by SIGSTOP to the whole process tree");
    } else {
      builder.without(
          Capability.PAUSE, "only Linux tells whether all of a process tree stands still");
    }
  }

  private static void absent(Capabilities.Builder builder) {
    builder
        .without(Capability.ISOLATION, "processes see all of this machine")
        .without(Capability.RESTART_POLICY, "nobody is there to restart a process after a reboot")
        .without(Capability.HEALTH_CHECK, "nobody runs checks")
        .without(Capability.TOP, "use ps on this machine")
        .without(Capability.TOP_ARGUMENTS, "use ps on this machine")
        .without(Capability.TTY, NO_TERMINAL)
        .without(Capability.RESIZE, NO_TERMINAL)
        .without(Capability.EXEC_TTY, NO_TERMINAL)
        .without(Capability.EXEC_USER, "processes run as the user who starts them")
        .without(Capability.EXEC_PRIVILEGED, "processes have the rights of the user")
        .without(Capability.LOG_PREVIOUS, "all runs of a container write to one log")
        .without(Capability.STATS, "nobody measures")
        .without(Capability.EVENTS, "no daemon watches over all containers")
        .without(Capability.EVENT_HISTORY, "no daemon watches over all containers")
        .without(Capability.PODS, "processes share all namespaces already")
        .without(Capability.INDEXED_JOBS, "nobody schedules")
        .without(Capability.GPU, "processes see all GPUs of this machine")
        .without(Capability.CDI_DEVICES, "processes see all devices of this machine")
        .without(Capability.VOLUMES, NO_FILES);
    for (Capability capability : Capability.values()) {
      String name = capability.name();
      if (name.startsWith("IMAGE_") || name.startsWith("REGISTRY_")) {
        absentUnlessDeclared(builder, capability, NO_IMAGES);
      } else if (name.startsWith("FILE_COPY") || name.equals("EXPORT") || name.equals("COMMIT")) {
        builder.without(capability, NO_FILES);
      } else if (name.startsWith("NETWORK")
          || name.startsWith("PORT_")
          || name.equals("RANDOM_HOST_PORT")
          || name.equals("NAME_RESOLUTION")) {
        builder.without(capability, NO_NETWORK);
      }
    }
  }

  private static void absentUnlessDeclared(
      Capabilities.Builder builder, Capability capability, String reason) {
    if (capability != Capability.IMAGE_INSPECT && capability != Capability.IMAGE_LIST) {
      builder.without(capability, reason);
    }
  }
}
