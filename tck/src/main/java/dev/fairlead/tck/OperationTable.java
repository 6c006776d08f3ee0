package dev.fairlead.tck;

import dev.fairlead.spi.Backend;
import dev.fairlead.spi.Capabilities;
import dev.fairlead.spi.Capability;
import dev.fairlead.spi.PlanMode;
import dev.fairlead.spi.container.AttachOptions;
import dev.fairlead.spi.container.CommitSpec;
import dev.fairlead.spi.container.ContainerFilter;
import dev.fairlead.spi.container.ContainerId;
import dev.fairlead.spi.container.ContainerSpec;
import dev.fairlead.spi.container.Containers;
import dev.fairlead.spi.container.NetworkAttachment;
import dev.fairlead.spi.container.Signal;
import dev.fairlead.spi.container.StatsMode;
import dev.fairlead.spi.container.StopOptions;
import dev.fairlead.spi.exec.ExecSpec;
import dev.fairlead.spi.image.BuildContext;
import dev.fairlead.spi.image.BuildSpec;
import dev.fairlead.spi.image.ImageFilter;
import dev.fairlead.spi.image.ImageInUse;
import dev.fairlead.spi.image.ImagePruneOptions;
import dev.fairlead.spi.image.ImageReference;
import dev.fairlead.spi.image.Images;
import dev.fairlead.spi.image.ImportSpec;
import dev.fairlead.spi.image.PullOptions;
import dev.fairlead.spi.image.PushOptions;
import dev.fairlead.spi.image.SaveOptions;
import dev.fairlead.spi.log.LogOptions;
import dev.fairlead.spi.log.StandardStream;
import dev.fairlead.spi.network.Disconnect;
import dev.fairlead.spi.network.NetworkFilter;
import dev.fairlead.spi.network.Networks;
import dev.fairlead.spi.pod.PodRemoval;
import dev.fairlead.spi.pod.Pods;
import dev.fairlead.spi.system.EventFilter;
import dev.fairlead.spi.volume.VolumeFilter;
import dev.fairlead.spi.volume.VolumePruneOptions;
import dev.fairlead.spi.volume.Volumes;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;

/** For each capability the operations that need it, asked of things that do not exist. */
final class OperationTable {

  private static final ImageReference NO_IMAGE =
      ImageReference.parse("127.0.0.1:1/fairlead/missing:none");

  private static final ImageReference OTHER_IMAGE = NO_IMAGE.withTag("other");

  /** Of a name of its own, since a daemon may make an image of what came, and do so later. */
  static final ImageReference BROKEN_IMAGE =
      ImageReference.parse("127.0.0.1:1/fairlead/broken:none");

  /** Fails, so that nothing is made of it, but for a daemon that takes what came for all of it. */
  private static final Flux<ByteBuffer> NO_BYTES =
      Flux.error(() -> new IllegalStateException("there is nothing to send"));

  private static final String LABEL = "fairlead.tck.nothing";

  /** One operation with its arguments. */
  @FunctionalInterface
  interface Operation {
    Publisher<?> call();
  }

  private final Map<Capability, List<Operation>> rows = new EnumMap<>(Capability.class);

  private final Capabilities declared;

  private OperationTable(Capabilities declared) {
    this.declared = declared;
  }

  /** The operations, with the specification of a container that cannot be made. */
  static Map<Capability, List<Operation>> of(Backend backend, ContainerSpec impossible) {
    ContainerId missing = ContainerId.of(impossible.name().orElseThrow());
    OperationTable table = new OperationTable(backend.capabilities());
    table.containers(backend.containers(), missing, impossible);
    table.images(backend.images());
    table.volumes(backend.volumes(), missing.value());
    table.networks(backend.networks(), missing);
    table.pods(backend.pods(), missing.value());
    table.row(
        Capability.INDEXED_JOBS,
        () -> backend.indexedJobs().inspect(missing.value()),
        () -> backend.indexedJobs().list(Map.of(LABEL, "none")),
        () -> backend.indexedJobs().watch(missing.value()),
        () -> backend.indexedJobs().remove(missing.value()));
    Instant now = Instant.now();
    table.row(Capability.EVENTS, () -> backend.system().events(EventFilter.all().withUntil(now)));
    table.optional(
        Capability.EVENTS,
        Capability.EVENT_HISTORY,
        () ->
            backend
                .system()
                .events(EventFilter.all().withSince(now.minusSeconds(60)).withUntil(now)));
    return table.rows;
  }

  private void row(Capability capability, Operation... operations) {
    rows.put(capability, List.of(operations));
  }

  /** An option of an operation: only where the operation itself is declared. */
  private void optional(Capability needed, Capability option, Operation... operations) {
    if (declared.has(needed)) {
      row(option, operations);
    }
  }

  private void containers(Containers containers, ContainerId id, ContainerSpec spec) {
    row(Capability.CREATE_WITHOUT_START, () -> containers.create(spec, PlanMode.STRICT));
    row(Capability.START_AGAIN, () -> containers.restart(id, StopOptions.defaults()));
    row(Capability.KILL, () -> containers.kill(id, Signal.KILL));
    row(
        Capability.STOP_OPTIONS,
        () -> containers.stop(id, StopOptions.defaults().withGrace(Duration.ofSeconds(1))),
        () -> containers.stop(id, StopOptions.defaults().withSignal(Signal.INT)));
    row(Capability.PAUSE, () -> containers.pause(id), () -> containers.unpause(id));
    row(Capability.RENAME, () -> containers.rename(id, id + "-b"));
    row(
        Capability.CONTAINER_PRUNE,
        () -> containers.prune(ContainerFilter.all().withLabel(LABEL, "none")));
    optional(Capability.KILL, Capability.KILL_SIGNALS, () -> containers.kill(id, Signal.TERM));
    row(
        Capability.ATTACH,
        () -> containers.startAttached(id, AttachOptions.output()),
        () -> containers.runAttached(spec, PlanMode.STRICT, AttachOptions.output()));
    row(Capability.ATTACH_RUNNING, () -> containers.attach(id, AttachOptions.output()));
    optional(
        Capability.ATTACH_RUNNING,
        Capability.ATTACH_HISTORY,
        () ->
            containers.attach(
                id,
                new AttachOptions(
                    AttachOptions.Input.NO, AttachOptions.History.YES, Optional.empty())));
    logs(containers, id);
    execs(containers, id);
    row(
        Capability.STATS,
        () -> containers.stats(id, StatsMode.ONE_SHOT),
        () -> containers.stats(id, StatsMode.STREAM));
    row(Capability.TOP, () -> containers.top(id), () -> containers.top(id, List.of()));
    optional(
        Capability.TOP,
        Capability.TOP_ARGUMENTS,
        () -> containers.top(id, List.of("-o", "pid,comm")));
    row(Capability.HEALTH_CHECK, () -> containers.health(id));
    row(
        Capability.FILE_COPY,
        () -> containers.copyOut(id, "/"),
        () -> containers.copyIn(id, "/", NO_BYTES));
    row(
        Capability.EXPORT,
        () -> containers.export(id),
        () -> containers.exportTo(id, Channels.newChannel(OutputStream.nullOutputStream())));
    row(Capability.COMMIT, () -> containers.commit(id, CommitSpec.to(NO_IMAGE.toString())));
    row(Capability.PORT_FORWARD, () -> containers.connectPort(id, 80));
  }

  private void logs(Containers containers, ContainerId id) {
    LogOptions all = LogOptions.all();
    row(Capability.LOGS, () -> containers.logs(id, all));
    optional(
        Capability.LOGS,
        Capability.LOG_STREAMS_APART,
        () -> containers.logs(id, all.withStreams(StandardStream.STDERR)));
    optional(
        Capability.LOGS,
        Capability.LOG_TIMESTAMPS,
        () -> containers.logs(id, all.withTimestamps(LogOptions.Timestamps.YES)));
    optional(
        Capability.LOGS,
        Capability.LOG_RANGE,
        () -> containers.logs(id, all.withSince(Instant.EPOCH)),
        () -> containers.logs(id, all.withUntil(Instant.now())));
    optional(Capability.LOGS, Capability.LOG_TAIL, () -> containers.logs(id, all.withTail(1)));
    optional(
        Capability.LOGS, Capability.LOG_FOLLOW, () -> containers.logs(id, LogOptions.following()));
    optional(
        Capability.LOGS,
        Capability.LOG_PREVIOUS,
        () -> containers.logs(id, all.withRun(LogOptions.Run.PREVIOUS)));
  }

  private void execs(Containers containers, ContainerId id) {
    row(Capability.EXEC, () -> containers.exec(id, ExecSpec.of("true")));
    exec(containers, id, Capability.EXEC_STDIN, builder -> builder.stdin(true));
    exec(containers, id, Capability.EXEC_TTY, builder -> builder.tty(true));
    exec(containers, id, Capability.EXEC_ENV, builder -> builder.env("A", "b"));
    exec(containers, id, Capability.EXEC_USER, builder -> builder.user("1"));
    exec(containers, id, Capability.EXEC_WORKDIR, builder -> builder.workingDirectory("/"));
    exec(containers, id, Capability.EXEC_PRIVILEGED, builder -> builder.privileged(true));
  }

  private void exec(
      Containers containers,
      ContainerId id,
      Capability capability,
      UnaryOperator<ExecSpec.Builder> wish) {
    ExecSpec spec = wish.apply(ExecSpec.builder(List.of("true"))).build();
    optional(Capability.EXEC, capability, () -> containers.exec(id, spec));
  }

  private void images(Images images) {
    row(Capability.IMAGE_PULL, () -> images.pull(NO_IMAGE, PullOptions.defaults()));
    row(Capability.IMAGE_PUSH, () -> images.push(NO_IMAGE, PushOptions.defaults()));
    row(
        Capability.IMAGE_BUILD,
        () -> images.build(BuildSpec.builder(BuildContext.tar(NO_BYTES)).build()));
    row(Capability.IMAGE_INSPECT, () -> images.inspect(NO_IMAGE));
    row(Capability.IMAGE_LIST, () -> images.list(ImageFilter.all().withReference(NO_IMAGE)));
    row(Capability.IMAGE_TAG, () -> images.tag(NO_IMAGE, OTHER_IMAGE));
    row(Capability.IMAGE_REMOVE, () -> images.remove(NO_IMAGE, ImageInUse.REFUSE));
    row(
        Capability.IMAGE_PRUNE,
        () ->
            images.prune(
                ImagePruneOptions.of(ImagePruneOptions.Scope.UNNAMED)
                    .withLabels(Map.of(LABEL, "none"))));
    row(Capability.IMAGE_HISTORY, () -> images.history(NO_IMAGE));
    row(
        Capability.IMAGE_SAVE,
        () -> images.save(List.of(NO_IMAGE), SaveOptions.defaults()),
        () ->
            images.saveTo(
                List.of(NO_IMAGE),
                SaveOptions.defaults(),
                Channels.newChannel(OutputStream.nullOutputStream())));
    row(
        Capability.IMAGE_LOAD,
        () -> images.load(NO_BYTES),
        () -> images.loadFrom(Path.of("/dev/null")));
    row(Capability.IMAGE_IMPORT, () -> images.importArchive(NO_BYTES, ImportSpec.to(BROKEN_IMAGE)));
  }

  private void volumes(Volumes volumes, String name) {
    row(
        Capability.VOLUMES,
        () -> volumes.inspect(name),
        () -> volumes.list(VolumeFilter.all().withNames(name)),
        () -> volumes.remove(name),
        () ->
            volumes.prune(
                VolumePruneOptions.of(VolumePruneOptions.Scope.ANONYMOUS)
                    .withLabels(Map.of(LABEL, "none"))));
  }

  private void networks(Networks networks, ContainerId id) {
    row(
        Capability.NETWORKS,
        () -> networks.inspect(id.value()),
        () -> networks.list(NetworkFilter.all().withNames(id.value())),
        () -> networks.remove(id.value()),
        () -> networks.prune(Map.of(LABEL, "none")));
    row(
        Capability.NETWORK_CONNECT,
        () -> networks.connect(id, NetworkAttachment.to(id.value())),
        () -> networks.disconnect(id, id.value(), Disconnect.GRACEFUL));
  }

  private void pods(Pods pods, String name) {
    row(
        Capability.PODS,
        () -> pods.inspect(name),
        () -> pods.start(name),
        () -> pods.stop(name, Duration.ZERO),
        () -> pods.remove(name, PodRemoval.IF_STOPPED),
        () -> pods.stats(name, StatsMode.ONE_SHOT));
  }
}
