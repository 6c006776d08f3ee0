package dev.fairlead.jobs.internal.start;

import dev.fairlead.core.ContainerRuntime;
import dev.fairlead.jobs.internal.workspace.WorkspaceDirectory;
import dev.fairlead.jobs.internal.workspace.WorkspaceFiles;
import dev.fairlead.jobs.spec.JobSpec;
import dev.fairlead.spi.Capability;
import dev.fairlead.spi.FieldPlan;
import dev.fairlead.spi.SpecField;
import dev.fairlead.spi.container.ContainerSpec;
import dev.fairlead.spi.container.ContainerSpecBuilder;
import dev.fairlead.spi.container.Mount;
import dev.fairlead.spi.error.ErrorContext;
import dev.fairlead.spi.error.InvalidSpecException;
import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.BiConsumer;
import reactor.core.publisher.Mono;

/**
 * The workspace of one attempt to start a job: a volume of the runtime, or a directory of the
 * client's machine, which is mounted into the nodes or, where they are processes of that machine,
 * is there for them as it is.
 */
final class NodeWorkspace {

  private static final int SHORT_MARK = 8;

  private final ContainerRuntime runtime;
  private final JobSpec job;
  private final WorkspaceFiles files;
  private final Optional<WorkspaceDirectory> directory;
  private final boolean onTheMachine;
  private volatile boolean made;

  NodeWorkspace(ContainerRuntime runtime, JobSpec job, String mark, WorkspaceFiles files) {
    this.runtime = runtime;
    this.job = job;
    this.files = files;
    this.onTheMachine = !runtime.capabilities().has(Capability.ISOLATION);
    this.directory =
        place(mark).map(path -> new WorkspaceDirectory(path.normalize(), job.name(), mark));
  }

  private Optional<Path> place(String mark) {
    if (job.workdirBase().isPresent()) {
      return job.workdirBase().map(base -> base.resolve(job.name()));
    }
    boolean none = job.workspace().isEmpty() || runtime.capabilities().has(Capability.VOLUMES);
    return none || !onTheMachine
        ? Optional.empty()
        : Optional.of(
            files
                .temporary()
                .resolve("fairlead-" + job.name() + "-" + mark.substring(0, SHORT_MARK)));
  }

  /** Whether it is a volume of the runtime, which is made as all else there. */
  boolean isVolume() {
    return job.workspace().isPresent() && directory.isEmpty();
  }

  /** Tells all that is made for the job which directory goes with it. */
  void label(BiConsumer<String, String> labels) {
    directory.ifPresent(found -> labels.accept(WorkspaceDirectory.LABEL, found.path().toString()));
  }

  /** Gives a node the workspace, and tells it where that is. */
  void addTo(ContainerSpecBuilder node, String volume) {
    job.workspace()
        .ifPresent(
            inside -> {
              label(node::label);
              boolean asItIs = directory.isPresent() && onTheMachine;
              node.env(
                  JobSpec.WORKSPACE_VARIABLE, asItIs ? directory.get().path().toString() : inside);
              if (!asItIs) {
                node.mount(mount(inside, volume));
              }
            });
  }

  private Mount mount(String inside, String volume) {
    return directory.isPresent()
        ? new Mount.Bind(
            directory.get().path().toString(),
            inside,
            Mount.Access.READ_WRITE,
            Mount.Relabel.NONE,
            Optional.empty())
        : new Mount.NamedVolume(Optional.of(volume), inside, Mount.Access.READ_WRITE);
  }

  /** Refuses what cannot be had, before anything is made. */
  Mono<Void> look(ErrorContext context) {
    if (directory.isEmpty()) {
      return Mono.empty();
    }
    Mono<Void> place = Mono.defer(() -> files.look(directory.get(), context));
    return onTheMachine ? place : canBeMounted(context).then(place);
  }

  private Mono<Void> canBeMounted(ErrorContext context) {
    ContainerSpec node = job.template().toBuilder().mount(mount("/workspace", "")).build();
    return runtime
        .plan(node)
        .flatMapIterable(plan -> plan.dropped())
        .filter(lost -> lost.field() == SpecField.BIND_MOUNTS)
        .next()
        .map(FieldPlan::detail)
        .switchIfEmpty(Mono.fromSupplier(() -> farAway(runtime.endpoint().uri())))
        .filter(why -> !why.isEmpty())
        .flatMap(
            why ->
                Mono.error(
                    new InvalidSpecException(
                        context.withRemedy(
                            "--workspace PATH for a volume, without --workdir-base, or with '' for one that is configured"),
                        "a directory of this machine cannot be the workspace there: " + why,
                        null)));
  }

  private static String farAway(URI endpoint) {
    return WorkspaceFiles.isFar(endpoint)
        ? "it answers at " + endpoint + ", and mounts what is on that machine"
        : "";
  }

  /** Makes the directory, if it is one. */
  Mono<Void> make(ErrorContext context) {
    return Mono.justOrEmpty(directory)
        .flatMap(
            found ->
                files
                    .make(found, job.workdirBase().isEmpty(), context)
                    .doOnSuccess(done -> made = true));
  }

  /** Removes what this attempt made. */
  Mono<Void> takeBack() {
    return Mono.defer(() -> made ? files.remove(directory.orElseThrow(), runtime) : Mono.empty());
  }
}
