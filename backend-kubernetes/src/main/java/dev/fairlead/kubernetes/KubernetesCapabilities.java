package dev.fairlead.kubernetes;

import dev.fairlead.kubernetes.mapping.StorageClasses;
import dev.fairlead.spi.Capabilities;
import dev.fairlead.spi.Capability;
import java.util.Optional;

/** What pods can do as containers, and why not the rest. */
final class KubernetesCapabilities {

  private static final String NO_IMAGES =
      "nodes have images, and a cluster neither lists nor keeps them";
  private static final String ONE_LOG = "a kubelet keeps both streams in one log";
  private static final String NOT_EXACT = "some nodes replace what is no UTF-8 in their logs";
  private static final String NEEDS_PUBLISHING =
      "a cluster publishes nothing on this machine; a run in the foreground listens itself, and so"
          + " does fairlead port-forward";
  private static final String ONE_NETWORK = "all pods are on the cluster's one network";
  private static final String NO_SETTINGS =
      "a cluster takes nothing but a command; wrap it in env, su or sh";

  /** Since when the end of a pod that was stopped is told with its code. */
  private static final int ENDS_ARE_TOLD = 24;

  /** Since when Jobs have indexes ({@code completionMode: Indexed}) in every cluster. */
  private static final int INDEXED_JOBS = 24;

  /** Since when the channels of streams can be closed one by one (v5.channel.k8s.io). */
  private static final int CHANNELS_V5 = 29;

  private static final String NO_SIGNAL =
      "a kubelet sends a signal only to end a pod; fairlead rm -f ends it at once";

  private KubernetesCapabilities() {}

  static Capabilities of(ClusterTraits traits) {
    ServerVersion version = traits.version();
    Capabilities.Builder builder =
        Capabilities.builder()
            .with(Capability.ISOLATION, Capability.CONTAINER_PRUNE)
            .withNote(
                Capability.RESTART_POLICY,
                "always and unless-stopped as a Deployment; on-failure by the kubelet of its node, which"
                    + " does not count restarts")
            .withNote(
                Capability.GPU,
                "so many of nvidia.com/gpu, or of the option kubernetes.gpu-resource");
    if (version.atLeast(ENDS_ARE_TOLD)) {
      builder.with(Capability.EXIT_CODE_AFTER_THE_FACT);
    } else {
      builder.without(
          Capability.EXIT_CODE_AFTER_THE_FACT,
          "kubelets before 1.24 do not tell how a container ended that was stopped");
    }
    if (version.atLeast(INDEXED_JOBS)) {
      builder.withNote(Capability.INDEXED_JOBS, "as Jobs of batch/v1, with a Service");
    } else {
      builder.without(
          Capability.INDEXED_JOBS, "Jobs with indexes are stable since Kubernetes 1.24");
    }
    life(builder);
    streams(builder, version);
    storage(builder, traits.storage());
    traits
        .unmeasured()
        .ifPresentOrElse(
            reason -> builder.without(Capability.STATS, reason),
            () ->
                builder.withNote(
                    Capability.STATS, "processor and memory, as averages of the cluster's window"));
    rest(builder);
    return builder.build();
  }

  private static void life(Capabilities.Builder builder) {
    builder
        .without(Capability.CREATE_WITHOUT_START, "a pod that is made is started")
        .without(
            Capability.START_AGAIN,
            "a pod that has ended stays so; what is always restarted, or was made with --service, is"
                + " started again in another pod, without the files that it left")
        .without(Capability.KILL, NO_SIGNAL)
        .without(Capability.KILL_SIGNALS, NO_SIGNAL)
        .without(
            Capability.STOP_OPTIONS,
            "a pod is stopped by its image's signal, in the grace period that it was made with")
        .without(Capability.PAUSE, "a kubelet pauses nothing")
        .without(Capability.RENAME, "a pod keeps its name")
        .without(Capability.AUTO_REMOVE, "a pod that has ended stays until somebody deletes it")
        .without(
            Capability.HEALTH_CHECK,
            "a readiness probe is told as ready or not, and not what its checks found")
        .without(Capability.TOP, "use exec and the image's own ps")
        .without(Capability.TOP_ARGUMENTS, "use exec and the image's own ps");
  }

  private static void streams(Capabilities.Builder builder, ServerVersion version) {
    builder
        .with(
            Capability.DETACH,
            Capability.ATTACH_RUNNING,
            Capability.STDIN,
            Capability.RESIZE,
            Capability.EXEC,
            Capability.EXEC_STDIN,
            Capability.EXEC_TTY,
            Capability.LOGS,
            Capability.LOG_TIMESTAMPS,
            Capability.LOG_RANGE,
            Capability.LOG_TAIL,
            Capability.LOG_FOLLOW)
        .withNote(Capability.LOG_PREVIOUS, "while the node keeps it")
        .withNote(
            Capability.ATTACH,
            "output is read from the log, except of a terminal that is typed into")
        .withNote(
            Capability.TTY, "what is written before a client that types is attached is not seen")
        .withNote(Capability.EXEC_KILL, "by a shell in the container")
        .withNote(Capability.FILE_COPY, "by tar in the container")
        .withNote(Capability.PORT_FORWARD, "one side alone of a connection cannot be ended")
        .without(Capability.ATTACH_STREAMS_APART, ONE_LOG)
        .without(Capability.ATTACH_BYTES_EXACT, NOT_EXACT)
        .without(Capability.ATTACH_HISTORY, "an attachment begins where it is made; read the log")
        .without(Capability.LOG_STREAMS_APART, ONE_LOG)
        .without(Capability.LOG_BYTES_EXACT, NOT_EXACT)
        .without(Capability.EXEC_ENV, NO_SETTINGS)
        .without(Capability.EXEC_USER, NO_SETTINGS)
        .without(Capability.EXEC_WORKDIR, NO_SETTINGS)
        .without(Capability.EXEC_PRIVILEGED, NO_SETTINGS);
    if (version.atLeast(CHANNELS_V5)) {
      builder.with(Capability.STDIN_CLOSE);
    } else {
      builder.without(
          Capability.STDIN_CLOSE,
          "servers before 1.29 have no word for it; the input of a run ends with its client");
    }
  }

  private static void storage(Capabilities.Builder builder, StorageClasses storage) {
    if (storage.sight() == StorageClasses.Sight.FORBIDDEN) {
      builder.withNote(
          Capability.VOLUMES, "as claims; this user may not see whether a class meets them");
    } else if (storage.names().isEmpty()) {
      builder.without(Capability.VOLUMES, "the cluster has no class of storage");
    } else {
      builder.withNote(
          Capability.VOLUMES,
          storage
              .chosen(Optional.empty())
              .or(storage::standard)
              .map(name -> "as claims of class " + name)
              .orElse(
                  "as claims; the option kubernetes.storage-class or --driver has to name one"));
    }
  }

  private static void rest(Capabilities.Builder builder) {
    builder
        .withNote(Capability.EVENTS, "of containers, by a watch of their pods")
        .without(Capability.EVENT_HISTORY, "a cluster keeps the states of pods, and not changes")
        .without(Capability.FILE_COPY_STOPPED, "files are copied by a program inside")
        .without(Capability.EXPORT, "a kubelet gives no file systems")
        .without(Capability.COMMIT, "a kubelet makes no images")
        .without(Capability.PORT_PUBLISH, NEEDS_PUBLISHING)
        .without(Capability.RANDOM_HOST_PORT, NEEDS_PUBLISHING)
        .without(Capability.NETWORKS, ONE_NETWORK)
        .without(Capability.NETWORK_CONNECT, ONE_NETWORK)
        .without(Capability.NAME_RESOLUTION, "a pod has no name in the cluster without a service")
        .without(Capability.PODS, "each container is a pod of its own")
        .without(Capability.CDI_DEVICES, "a pod gets devices from device plugins only");
    for (Capability capability : Capability.values()) {
      if (capability.name().startsWith("IMAGE_") || capability.name().startsWith("REGISTRY_")) {
        builder.without(capability, NO_IMAGES);
      }
    }
  }
}
