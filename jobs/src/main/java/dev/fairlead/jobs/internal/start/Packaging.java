package dev.fairlead.jobs.internal.start;

import dev.fairlead.core.ContainerRuntime;
import dev.fairlead.jobs.spec.InitStep;
import dev.fairlead.jobs.spec.JobSpec;
import dev.fairlead.jobs.spec.PipPackages;
import dev.fairlead.spi.Capabilities;
import dev.fairlead.spi.Capability;
import dev.fairlead.spi.SpecField;
import dev.fairlead.spi.container.ContainerSpec;
import dev.fairlead.spi.container.ContainerSpecBuilder;
import dev.fairlead.spi.container.EnvValue;
import dev.fairlead.spi.container.Mount;
import dev.fairlead.spi.container.Ownership;
import dev.fairlead.spi.error.ErrorContext;
import dev.fairlead.spi.error.InvalidSpecException;
import dev.fairlead.spi.error.OperationUnsupportedException;
import dev.fairlead.spi.image.ImageConfiguration;
import dev.fairlead.spi.image.ImageReference;
import dev.fairlead.spi.volume.VolumeInfo;
import dev.fairlead.spi.volume.VolumeSharing;
import dev.fairlead.spi.volume.VolumeSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import reactor.core.publisher.Mono;

/**
 * Where the packages of a job are: in a volume that all nodes see and an init step fills, or in a
 * directory of each node, which fills it before its command.
 */
final class Packaging {

  /** Where the volume is, in every container that sees it. */
  static final String DIRECTORY = "/fairlead/packages";

  private static final String ROOT = "0";
  private static final String PYTHONPATH = "PYTHONPATH";

  private final JobSpec job;
  private final Capabilities capabilities;
  private final String mark;
  private volatile boolean shared;
  private volatile boolean asRoot;
  private volatile List<String> entrypoint = List.of();
  private volatile List<String> usualCommand = List.of();

  Packaging(JobSpec job, Capabilities capabilities, String mark) {
    this.job = job;
    this.capabilities = capabilities;
    this.mark = mark;
  }

  /** Finds out where they can be, and makes the volume. */
  Mono<Void> prepare(ContainerRuntime runtime, Attempt attempt) {
    if (job.packages().isEmpty()) {
      return Mono.empty();
    }
    Mono<Void> volume =
        capabilities.has(Capability.VOLUMES)
            ? attempt
                .made(
                    "volume " + volumeName(),
                    runtime.volumes().create(volume()).map(VolumeInfo::labels))
                .doOnSuccess(made -> shared = true)
                .onErrorResume(OperationUnsupportedException.class, refused -> Mono.empty())
            : Mono.empty();
    return attempt
        .step("make a volume for packages", volume)
        .then(
            Mono.defer(
                () ->
                    shared
                        ? attempt.step("find out who may install", whoInstalls(runtime))
                        : attempt.step("find out what the image executes", whatIsRun(runtime))));
  }

  /** A volume is root's most often, and the user of the nodes may be somebody else. */
  private Mono<Void> whoInstalls(ContainerRuntime runtime) {
    return runtime
        .plan(job.template().toBuilder().user(ROOT).build())
        .doOnNext(
            plan ->
                asRoot =
                    plan.dropped().stream().noneMatch(field -> field.field() == SpecField.USER))
        .then();
  }

  private String volumeName() {
    return job.name() + "-packages";
  }

  private VolumeSpec volume() {
    return VolumeSpec.builder(volumeName())
        .sharing(job.nodes() > 1 ? VolumeSharing.SHARED : VolumeSharing.RUNTIME_DEFAULT)
        .label(Ownership.JOB, job.name())
        .label(Ownership.ATTEMPT, mark)
        .build();
  }

  /**
   * What comes before a command takes the place of the image's entry point, and so has to call it.
   */
  private Mono<Void> whatIsRun(ContainerRuntime runtime) {
    ContainerSpec template = job.template();
    if (job.script().isPresent()
        || template.process().entrypoint().isPresent()
        || !capabilities.has(Capability.ISOLATION)) {
      return Mono.empty();
    }
    return runtime
        .images()
        .inspect(ImageReference.parse(template.image()))
        .flatMap(image -> Mono.justOrEmpty(image.configuration()))
        .onErrorResume(OperationUnsupportedException.class, untold -> Mono.empty())
        .switchIfEmpty(Mono.error(() -> unknown(runtime, template.image())))
        .doOnNext(this::take)
        .then();
  }

  private void take(ImageConfiguration image) {
    entrypoint = image.entrypoint();
    usualCommand = image.command();
  }

  private static InvalidSpecException unknown(ContainerRuntime runtime, String image) {
    return new InvalidSpecException(
        ErrorContext.of(runtime.id(), "install packages in each node")
            .withRemedy("say it with --entrypoint PROGRAM"),
        "it does not tell the entry point of image " + image + ", which comes after them",
        null);
  }

  /** The step that installs them; empty where there is none. */
  Optional<PipPackages> step() {
    return shared ? job.packages() : Optional.empty();
  }

  /** Makes the container of that step from one that sees nothing of it yet. */
  void install(ContainerSpecBuilder step, PipPackages packages) {
    if (asRoot) {
      step.user(ROOT);
    }
    step.entrypoint(List.of("sh"))
        .command("-c", PipScript.into(DIRECTORY, packages.requirements()), InitStep.PIP)
        .mount(mount(Mount.Access.READ_WRITE));
  }

  /** Has a container find them. */
  ContainerSpec addTo(ContainerSpec node) {
    if (job.packages().isEmpty()) {
      return node;
    }
    return shared ? seeing(node) : installing(node, job.packages().get().requirements());
  }

  /** Has an init step find them, if there is anything to find yet. */
  ContainerSpec addToStep(ContainerSpec step) {
    return shared ? seeing(step) : step;
  }

  private ContainerSpec seeing(ContainerSpec node) {
    Optional<EnvValue> given = Optional.ofNullable(node.process().env().get(PYTHONPATH));
    String path = given.map(value -> DIRECTORY + ":" + value.value()).orElse(DIRECTORY);
    ContainerSpecBuilder seeing = node.toBuilder().mount(mount(Mount.Access.READ_ONLY));
    boolean secret =
        given.filter(value -> value.sensitivity() == EnvValue.Sensitivity.SECRET).isPresent();
    return (secret ? seeing.secretEnv(PYTHONPATH, path) : seeing.env(PYTHONPATH, path)).build();
  }

  private Mount mount(Mount.Access access) {
    return new Mount.NamedVolume(Optional.of(volumeName()), DIRECTORY, access);
  }

  private ContainerSpec installing(ContainerSpec node, List<String> requirements) {
    boolean onTheMachine = !capabilities.has(Capability.ISOLATION);
    List<String> given = node.process().command();
    List<String> command =
        new ArrayList<>(List.of("-c", PipScript.before(requirements, onTheMachine), InitStep.PIP));
    command.addAll(node.process().entrypoint().orElse(entrypoint));
    boolean usual = given.isEmpty() && node.process().entrypoint().isEmpty();
    command.addAll(usual ? usualCommand : given);
    return node.toBuilder().entrypoint(List.of("sh")).command(command).build();
  }
}
