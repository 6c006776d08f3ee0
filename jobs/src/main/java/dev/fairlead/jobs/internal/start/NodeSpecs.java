package dev.fairlead.jobs.internal.start;

import dev.fairlead.core.ContainerRuntime;
import dev.fairlead.jobs.internal.found.JobLabels;
import dev.fairlead.jobs.internal.found.ScheduledJobs;
import dev.fairlead.jobs.internal.workspace.WorkspaceFiles;
import dev.fairlead.jobs.spec.InitStep;
import dev.fairlead.jobs.spec.JobSpec;
import dev.fairlead.jobs.spec.PipPackages;
import dev.fairlead.jobs.spec.Rendezvous;
import dev.fairlead.jobs.status.JobPart;
import dev.fairlead.spi.Capabilities;
import dev.fairlead.spi.Capability;
import dev.fairlead.spi.container.ContainerSpec;
import dev.fairlead.spi.container.ContainerSpecBuilder;
import dev.fairlead.spi.container.GpuRequest;
import dev.fairlead.spi.container.NetworkAttachment;
import dev.fairlead.spi.container.Ownership;
import dev.fairlead.spi.job.IndexedJobSpec;
import dev.fairlead.spi.network.NetworkSpec;
import dev.fairlead.spi.volume.VolumeSharing;
import dev.fairlead.spi.volume.VolumeSpec;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** What the containers of one attempt to start a job, and their network, are made from. */
public final class NodeSpecs {

  private final JobSpec job;
  private final Capabilities capabilities;
  private final String mark;
  private final Packaging packaging;
  private final NodeWorkspace workspace;
  private volatile List<GpuRequest> shares = List.of();

  /**
   * For one attempt.
   *
   * @param job the job
   * @param runtime where it is to run
   * @param mark what all that this attempt makes bears
   * @param files makes a workspace on this machine
   */
  public NodeSpecs(JobSpec job, ContainerRuntime runtime, String mark, WorkspaceFiles files) {
    this.job = job;
    this.capabilities = runtime.capabilities();
    this.mark = mark;
    this.packaging = new Packaging(job, capabilities, mark);
    this.workspace = new NodeWorkspace(runtime, job, mark, files);
  }

  Packaging packaging() {
    return packaging;
  }

  /** What all nodes share. */
  NodeWorkspace workspace() {
    return workspace;
  }

  /** Whether the runtime itself makes the nodes. */
  boolean scheduled() {
    return capabilities.has(Capability.INDEXED_JOBS);
  }

  /** One network for each job, where the runtime has networks of its own. */
  boolean hasNetwork() {
    return capabilities.has(Capability.NETWORKS) && !scheduled();
  }

  /** Whether all nodes listen on the ports of one machine. */
  boolean sharesPorts() {
    return !capabilities.has(Capability.ISOLATION);
  }

  String networkName() {
    return job.name() + "-net";
  }

  NetworkSpec network() {
    NetworkSpec.Builder network =
        NetworkSpec.builder(networkName())
            .label(Ownership.JOB, job.name())
            .label(Ownership.ATTEMPT, mark);
    workspace.label(network::label);
    return network.build();
  }

  String volumeName() {
    return job.name() + "-workspace";
  }

  VolumeSpec volume() {
    return VolumeSpec.builder(volumeName())
        .sharing(job.nodes() > 1 ? VolumeSharing.SHARED : VolumeSharing.RUNTIME_DEFAULT)
        .label(Ownership.JOB, job.name())
        .label(Ownership.ATTEMPT, mark)
        .build();
  }

  /** Where the others find rank 0, where that is known before rank 0 runs. */
  Optional<String> knownAddress() {
    if (sharesPorts()) {
      return Optional.of(Rendezvous.LOOPBACK);
    }
    return hasNetwork() && capabilities.has(Capability.NAME_RESOLUTION)
        ? Optional.of(JobSpec.memberName(job.name(), 0))
        : Optional.empty();
  }

  /**
   * Says what each node asks for of GPUs.
   *
   * @param chosen by rank; empty for what the template does
   */
  public void gpus(List<GpuRequest> chosen) {
    shares = chosen;
  }

  private ContainerSpec template(int rank) {
    if (shares.isEmpty()) {
      return job.template();
    }
    return job.template().toBuilder().gpus(shares.get(rank)).build();
  }

  /**
   * What one node is made from.
   *
   * @param rank its rank
   * @param rendezvous what it is told of rank 0
   * @return the specification of its container
   */
  public ContainerSpec node(int rank, Rendezvous rendezvous) {
    ContainerSpec template = template(rank);
    ContainerSpecBuilder node = template.toBuilder().name(JobSpec.memberName(job.name(), rank));
    addTo(node, JobPart.node(rank));
    rendezvous.addTo(node, template, rank, job.nodes());
    return equipped(node);
  }

  /**
   * What all nodes are made from where the runtime itself tells each its rank.
   *
   * @param port where rank 0 is to listen
   * @return the job as the runtime is to have it
   */
  IndexedJobSpec indexedJob(int port) {
    ContainerSpec template = template(0);
    ContainerSpecBuilder node = template.toBuilder();
    workspace.addTo(node, volumeName());
    Rendezvous.addCommonTo(node, template, job.nodes(), port);
    IndexedJobSpec.Builder all =
        IndexedJobSpec.builder(job.name(), equipped(node))
            .nodes(job.nodes())
            .label(Ownership.ATTEMPT, mark)
            .headlessServicePort(port);
    ScheduledJobs.labels(job, stepNames()).forEach(all::label);
    Rendezvous.OF_THE_RANK.forEach(all::indexVariable);
    Rendezvous.OF_THE_ADDRESS.forEach(all::leaderVariable);
    job.timeout().ifPresent(all::timeout);
    return all.build();
  }

  /** What each node gets that does not depend on its rank. */
  private ContainerSpec equipped(ContainerSpecBuilder node) {
    job.script()
        .ifPresent(script -> ScriptLaunch.addTo(node, script, job.template(), sharesPorts()));
    return packaging.addTo(node.build());
  }

  /** What nodes and init steps have in common. */
  private void addTo(ContainerSpecBuilder container, JobPart part) {
    container.label(Ownership.ATTEMPT, mark);
    JobLabels.of(job, stepNames(), part).addTo(container);
    workspace.addTo(container, volumeName());
    if (hasNetwork()) {
      container.network(NetworkAttachment.to(networkName()));
    }
  }

  private List<String> stepNames() {
    return Stream.concat(
            packaging.step().stream().map(pip -> InitStep.PIP),
            job.initSteps().stream().map(InitStep::name))
        .toList();
  }

  /**
   * What is run before any node is made; known when it was found out where packages are to be.
   *
   * @return the init steps, in order
   */
  List<StepSpec> steps() {
    return Stream.concat(
            packaging.step().stream().map(this::pip), job.initSteps().stream().map(this::step))
        .toList();
  }

  private StepSpec pip(PipPackages packages) {
    JobPart part = JobPart.step(InitStep.PIP);
    ContainerSpecBuilder container = step(part);
    packaging.install(container, packages);
    return new StepSpec(part, packages.deadline(), container.build());
  }

  private StepSpec step(InitStep step) {
    JobPart part = JobPart.step(step.name());
    List<String> command = step.command();
    ContainerSpecBuilder container =
        step(part).entrypoint(command.subList(0, 1)).command(command.subList(1, command.size()));
    step.image().ifPresent(image -> container.image(image).withoutImageCredentials());
    ContainerSpec made = container.build();
    return new StepSpec(
        part, step.deadline(), step.image().isEmpty() ? packaging.addToStep(made) : made);
  }

  private ContainerSpecBuilder step(JobPart part) {
    ContainerSpecBuilder container =
        job.template().toBuilder()
            .name(JobSpec.stepName(job.name(), part.step()))
            .withoutGpus()
            .ports(List.of())
            .publishAll(false);
    addTo(container, part);
    return container;
  }
}
