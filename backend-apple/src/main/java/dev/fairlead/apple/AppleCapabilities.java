package dev.fairlead.apple;

import dev.fairlead.spi.Capabilities;
import dev.fairlead.spi.Capability;

/** What the program can do, and why not the rest (reference, sections 2, 5 and 7). */
final class AppleCapabilities {

  private static final String NO_VERB = "the program has no verb for it";
  private static final String NO_TERMINAL =
      "the program takes the size of its own terminal, and Java has none to give";

  private AppleCapabilities() {}

  static Capabilities declared() {
    Capabilities.Builder builder =
        Capabilities.builder()
            .with(
                Capability.ISOLATION,
                Capability.CREATE_WITHOUT_START,
                Capability.KILL,
                Capability.KILL_SIGNALS,
                Capability.STOP_OPTIONS,
                Capability.AUTO_REMOVE,
                Capability.ATTACH,
                Capability.ATTACH_STREAMS_APART,
                Capability.ATTACH_BYTES_EXACT,
                Capability.STDIN,
                Capability.STDIN_CLOSE,
                Capability.EXEC_STDIN,
                Capability.EXEC_ENV,
                Capability.EXEC_USER,
                Capability.EXEC_WORKDIR,
                Capability.EXPORT,
                Capability.PORT_PUBLISH,
                Capability.IMAGE_INSPECT,
                Capability.IMAGE_LIST,
                Capability.IMAGE_TAG,
                Capability.IMAGE_REMOVE,
                Capability.IMAGE_LOAD,
                Capability.CONTAINER_PRUNE);
    limited(builder);
    absent(builder);
    return builder.build();
  }

  private static void limited(Capabilities.Builder builder) {
    builder
        .withNote(
            Capability.START_AGAIN,
            "a start that another client makes within the second of the one before is not told"
                + " from it")
        .withNote(Capability.TTY, "without input, and of the size that the program gives it")
        .withNote(Capability.EXEC, "a command that SIGKILL ended is told as interrupted")
        .withNote(Capability.EXEC_TTY, "without input, and of the size that the program gives it")
        .withNote(Capability.EXEC_KILL, "by a shell of the container")
        .withNote(Capability.LOGS, "of the latest run; line ends at both ends are cut off")
        .withNote(Capability.LOG_TAIL, "empty lines do not count")
        .withNote(
            Capability.LOG_FOLLOW,
            "empty lines are left out, and a line that is written in pieces may be several; what"
                + " is lost otherwise is told as a gap when the container has ended")
        .withNote(Capability.STATS, "a sample takes two seconds")
        .withNote(Capability.IMAGE_PULL, "without progress while it lasts")
        .withNote(Capability.IMAGE_SAVE, "of one platform, in the layout of OCI")
        .withNote(Capability.REGISTRY_TRANSPORT, "plain HTTP instead of HTTPS, for pulls")
        .withNote(
            Capability.RANDOM_HOST_PORT,
            "Fairlead chooses it when it makes the container, as the program wants a number")
        .withNote(Capability.VOLUMES, "one running container at a time can have a volume")
        .withNote(Capability.NETWORKS, "needs macOS 26 or newer");
  }

  private static void absent(Capabilities.Builder builder) {
    builder
        .without(
            Capability.DETACH,
            "what a container writes after its client has gone does not reach its log")
        .without(Capability.PAUSE, NO_VERB)
        .without(Capability.RENAME, NO_VERB)
        .without(Capability.RESTART_POLICY, "nobody restarts containers here")
        .without(Capability.HEALTH_CHECK, "nobody runs checks here")
        .without(
            Capability.EXIT_CODE_AFTER_THE_FACT,
            "an exit code is told to the client that started the container attached, and kept"
                + " nowhere")
        .without(Capability.TOP, NO_VERB)
        .without(Capability.TOP_ARGUMENTS, NO_VERB)
        .without(Capability.ATTACH_RUNNING, "the program attaches only when it starts a container")
        .without(Capability.ATTACH_HISTORY, "the program attaches only when it starts a container")
        .without(Capability.RESIZE, NO_TERMINAL)
        .without(Capability.EXEC_PRIVILEGED, "there are no privileges")
        .without(Capability.LOG_STREAMS_APART, "both streams are kept as one")
        .without(Capability.LOG_BYTES_EXACT, "a log has to be UTF-8, and is trimmed")
        .without(Capability.LOG_TIMESTAMPS, "no times are kept")
        .without(Capability.LOG_RANGE, "no times are kept")
        .without(Capability.LOG_PREVIOUS, "each start begins the log anew")
        .without(Capability.EVENTS, "the program has none (issue 484)")
        .without(Capability.EVENT_HISTORY, "the program has none (issue 484)")
        .without(
            Capability.FILE_COPY,
            "the program copies to and from files of the host, which lose their owners; use exec"
                + " with tar")
        .without(Capability.FILE_COPY_STOPPED, "the program copies only while a container runs")
        .without(Capability.COMMIT, "not in the releases that this was made for, 1.0.0 to 1.2.2")
        .without(Capability.PORT_FORWARD, "the program has no connection to lend; publish the port")
        .without(Capability.IMAGE_PUSH, "the program does not tell the digest of what it pushed")
        .without(Capability.REGISTRY_CREDENTIALS, "logins are in the keychain of macOS")
        .without(
            Capability.IMAGE_BUILD,
            "the program builds from a directory and not from an archive; use container build")
        .without(Capability.IMAGE_PRUNE, "the program cannot prune by label or age")
        .without(Capability.IMAGE_HISTORY, "the program tells no sizes of layers")
        .without(Capability.IMAGE_LAYOUT, "the program writes the layout of OCI only")
        .without(Capability.IMAGE_IMPORT, NO_VERB)
        .without(Capability.NETWORK_CONNECT, "a network is chosen when a container is made")
        .without(Capability.NAME_RESOLUTION, "containers find each other by address only")
        .without(Capability.PODS, "each container is a virtual machine of its own")
        .without(Capability.INDEXED_JOBS, "nobody schedules")
        .without(Capability.GPU, "the virtual machine sees no GPU")
        .without(Capability.CDI_DEVICES, "the virtual machine sees no devices of the host");
  }
}
