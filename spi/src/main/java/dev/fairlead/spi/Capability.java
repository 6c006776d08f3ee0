package dev.fairlead.spi;

import java.util.Locale;

/**
 * Something that runtimes differ in. Running, starting for the first time, stopping, removing,
 * inspecting, listing and waiting are not here: every backend has them.
 */
public enum Capability {
  /** Containers are isolated from the machine that runs them. */
  ISOLATION,
  /** A container can be created and started later, by another process. */
  CREATE_WITHOUT_START,
  /** A container that ended can be started again, with the files it left. */
  START_AGAIN,
  /** A container can be killed and keeps its log and its exit code. */
  KILL,
  /**
   * A stop may have a signal or a grace period that the container's specification does not have.
   */
  STOP_OPTIONS,
  /** A client that is attached may leave: the container and its log go on. */
  DETACH,
  /** Pause and unpause. */
  PAUSE,
  /** Rename an existing container. */
  RENAME,
  /** A container removes itself after its end. */
  AUTO_REMOVE,
  /** The runtime itself restarts a container that ended. */
  RESTART_POLICY,
  /** The runtime itself runs health checks. */
  HEALTH_CHECK,
  /** The exit code of a container can be read by a process that was not there at its end. */
  EXIT_CODE_AFTER_THE_FACT,
  /** Any signal can be sent, not just the ones that end the container. */
  KILL_SIGNALS,
  /** List the processes inside. */
  TOP,
  /** That list can be asked for with arguments of ps. */
  TOP_ARGUMENTS,
  /** Attach to the standard streams of a container. */
  ATTACH,
  /** Attach to a container that runs already. */
  ATTACH_RUNNING,
  /** An attached container keeps standard output and standard error apart. */
  ATTACH_STREAMS_APART,
  /** The output of an attached container has every byte as written, also what is no UTF-8. */
  ATTACH_BYTES_EXACT,
  /** An attachment can begin with what was written before it. */
  ATTACH_HISTORY,
  /** Standard input of a container. */
  STDIN,
  /** Standard input can be ended while output goes on. */
  STDIN_CLOSE,
  /** A terminal inside the container. */
  TTY,
  /** Change the size of that terminal. */
  RESIZE,
  /** Execute a further command in a running container. */
  EXEC,
  /** Standard input of an executed command. */
  EXEC_STDIN,
  /** An executed command in a terminal. */
  EXEC_TTY,
  /** An executed command with environment variables of its own. */
  EXEC_ENV,
  /** An executed command as another user. */
  EXEC_USER,
  /** An executed command in a directory of its own. */
  EXEC_WORKDIR,
  /** An executed command with all privileges. */
  EXEC_PRIVILEGED,
  /** An executed command dies with its children when it is cancelled. */
  EXEC_KILL,
  /** Read what a container wrote. */
  LOGS,
  /** A log keeps standard output and standard error apart; one of them alone needs this too. */
  LOG_STREAMS_APART,
  /** A log has every byte as it was written, also those that are no UTF-8. */
  LOG_BYTES_EXACT,
  /** Each piece of a log has a time. */
  LOG_TIMESTAMPS,
  /** Limit a log to a time range. */
  LOG_RANGE,
  /** Limit a log to its last lines. */
  LOG_TAIL,
  /** Follow a log while it grows. */
  LOG_FOLLOW,
  /** The log of the run before the last one, of a container that was started again. */
  LOG_PREVIOUS,
  /** Usage of processor, memory, network and disk. */
  STATS,
  /** What happens in the runtime, as it happens. */
  EVENTS,
  /** What happened before the subscription. */
  EVENT_HISTORY,
  /** Copy files into and out of a container. */
  FILE_COPY,
  /** Copy files while the container is stopped. */
  FILE_COPY_STOPPED,
  /** The file system of a container as one archive. */
  EXPORT,
  /** Make an image of a container. */
  COMMIT,
  /** Publish ports on the host. */
  PORT_PUBLISH,
  /** The runtime picks a free host port. */
  RANDOM_HOST_PORT,
  /** Reach a container's port through the client's own connection. */
  PORT_FORWARD,
  /** Pull images on request. */
  IMAGE_PULL,
  /** Push images. */
  IMAGE_PUSH,
  /** Credentials for a registry can be given with a call. */
  REGISTRY_CREDENTIALS,
  /** A call can say how a registry is spoken to. */
  REGISTRY_TRANSPORT,
  /** Build images. */
  IMAGE_BUILD,
  /** Inspect one image. */
  IMAGE_INSPECT,
  /** List images. */
  IMAGE_LIST,
  /** Give an image another name. */
  IMAGE_TAG,
  /** Remove images. */
  IMAGE_REMOVE,
  /** Remove images that nobody uses. */
  IMAGE_PRUNE,
  /** The layers of an image. */
  IMAGE_HISTORY,
  /** Images as an archive. */
  IMAGE_SAVE,
  /** The layout of that archive can be chosen. */
  IMAGE_LAYOUT,
  /** Images from an archive. */
  IMAGE_LOAD,
  /** An image from the archive of a file system. */
  IMAGE_IMPORT,
  /** Named volumes. */
  VOLUMES,
  /** Networks. */
  NETWORKS,
  /** Connect and disconnect an existing container. */
  NETWORK_CONNECT,
  /** Containers on one network find each other by name. */
  NAME_RESOLUTION,
  /** Containers that share namespaces. */
  PODS,
  /** Ranked jobs that the runtime itself schedules. */
  INDEXED_JOBS,
  /** Requests for GPUs are honoured. */
  GPU,
  /** Devices by their names of the Container Device Interface. */
  CDI_DEVICES,
  /** Remove all stopped containers at once. */
  CONTAINER_PRUNE;

  /**
   * The name as people and documents see it.
   *
   * @return lower case with hyphens, for example {@code exec-kill}
   */
  public String label() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
