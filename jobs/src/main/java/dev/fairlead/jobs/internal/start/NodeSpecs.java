package dev.fairlead.jobs.internal.start;

import dev.fairlead.jobs.internal.found.JobLabels;
import dev.fairlead.jobs.internal.found.ScheduledJobs;
import dev.fairlead.jobs.spec.JobSpec;
import dev.fairlead.jobs.spec.Rendezvous;
import dev.fairlead.spi.Capabilities;
import dev.fairlead.spi.Capability;
import dev.fairlead.spi.container.ContainerSpec;
import dev.fairlead.spi.container.ContainerSpecBuilder;
import dev.fairlead.spi.container.GpuRequest;
import dev.fairlead.spi.container.Mount;
import dev.fairlead.spi.container.NetworkAttachment;
import dev.fairlead.spi.container.Ownership;
import dev.fairlead.spi.job.IndexedJobSpec;
import dev.fairlead.spi.network.NetworkSpec;
import dev.fairlead.spi.volume.VolumeSharing;
import dev.fairlead.spi.volume.VolumeSpec;
import java.util.List;
import java.util.Optional;

/** What the containers of one attempt to start a job, and their network, are made from. */
public final class NodeSpecs {

  private final JobSpec job;
  private final Capabilities capabilities;
  private final String mark;
  private volatile List<GpuRequest> shares = List.of();

  /**
   * For one attempt.
   *
   * @param job the job
   * @param capabilities what its runtime can do
   * @param mark what all that this attempt makes bears
   */
  public NodeSpecs(JobSpec job, Capabilities capabilities, String mark) {
    this.job = job;
    this.capabilities = capabilities;
    this.mark = mark;
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
    return NetworkSpec.builder(networkName())
        .label(Ownership.JOB, job.name())
        .label(Ownership.ATTEMPT, mark)
        .build();
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
    ContainerSpecBuilder node =
        template.toBuilder()
            .name(JobSpec.memberName(job.name(), rank))
            .label(Ownership.ATTEMPT, mark);
    JobLabels.of(job, rank).addTo(node);
    rendezvous.addTo(node, template, rank, job.nodes());
    return equipped(node).build();
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
    Rendezvous.addCommonTo(node, template, job.nodes(), port);
    IndexedJobSpec.Builder all =
        IndexedJobSpec.builder(job.name(), equipped(node).build())
            .nodes(job.nodes())
            .label(Ownership.ATTEMPT, mark)
            .headlessServicePort(port);
    ScheduledJobs.labels(job).forEach(all::label);
    Rendezvous.OF_THE_RANK.forEach(all::indexVariable);
    Rendezvous.OF_THE_ADDRESS.forEach(all::leaderVariable);
    job.timeout().ifPresent(all::timeout);
    return all.build();
  }

  /** What each node gets that does not depend on its rank. */
  private ContainerSpecBuilder equipped(ContainerSpecBuilder node) {
    job.script()
        .ifPresent(script -> ScriptLaunch.addTo(node, script, job.template(), sharesPorts()));
    job.workspace()
        .ifPresent(
            path ->
                node.mount(
                    new Mount.NamedVolume(
                        Optional.of(volumeName()), path, Mount.Access.READ_WRITE)));
    if (hasNetwork()) {
      node.network(NetworkAttachment.to(networkName()));
    }
    return node;
  }
}
