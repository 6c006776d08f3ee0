package dev.fairlead.jobs.spec;

import dev.fairlead.spi.container.ContainerSpec;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;

/** Collects a {@link JobSpec}. For one thread; methods return this builder. */
public final class JobSpecBuilder {

  private final String name;
  private ContainerSpec template;
  private int nodes = 1;
  private Optional<JobScript> script = Optional.empty();
  private Optional<String> workspace = Optional.empty();
  private Optional<Path> workdirBase = Optional.empty();
  private List<InitStep> initSteps = List.of();
  private Optional<PipPackages> packages = Optional.empty();
  private OptionalInt gpusPerNode = OptionalInt.empty();
  private Optional<Duration> timeout = Optional.empty();
  private Duration failureGrace = JobSpec.DEFAULT_FAILURE_GRACE;
  private OptionalInt masterPort = OptionalInt.empty();
  private Duration masterWait = JobSpec.DEFAULT_MASTER_WAIT;
  private JobSpec.Removal removal = JobSpec.Removal.KEEP;

  JobSpecBuilder(String name, ContainerSpec template) {
    this.name = Objects.requireNonNull(name, "name");
    this.template = Objects.requireNonNull(template, "template");
  }

  /**
   * Takes another template.
   *
   * @param value what each node is made from
   * @return this builder
   */
  public JobSpecBuilder template(ContainerSpec value) {
    template = value;
    return this;
  }

  /**
   * Sets how many containers the job has.
   *
   * @param value 1 to {@value JobSpec#MAX_NODES}
   * @return this builder
   */
  public JobSpecBuilder nodes(int value) {
    nodes = value;
    return this;
  }

  /**
   * Sets a script that each node executes, with the command of the template as its arguments.
   *
   * @param value the script
   * @return this builder
   */
  public JobSpecBuilder script(JobScript value) {
    script = Optional.of(value);
    return this;
  }

  /**
   * Gives all nodes a directory in common, which is removed with the job.
   *
   * @param value an absolute path inside
   * @return this builder
   */
  public JobSpecBuilder workspace(String value) {
    workspace = Optional.of(value);
    return this;
  }

  /**
   * Sets what has to succeed before any node is made.
   *
   * @param values the steps, in the order in which they are run; none by default
   * @return this builder
   */
  public JobSpecBuilder initSteps(List<InitStep> values) {
    initSteps = List.copyOf(values);
    return this;
  }

  /**
   * Sets which Python packages are installed first.
   *
   * @param value the packages
   * @return this builder
   */
  public JobSpecBuilder packages(PipPackages value) {
    packages = Optional.of(value);
    return this;
  }

  /**
   * Makes the directory that all nodes have in common on this machine, in a directory of one's
   * choice: {@code DIR/NAME} with the name of the job. Nodes see it at {@link #workspace}, else at
   * {@value JobSpec#DEFAULT_WORKSPACE}.
   *
   * @param value an absolute path of a directory that is there
   * @return this builder
   */
  public JobSpecBuilder workdirBase(Path value) {
    workdirBase = Optional.of(value);
    return this;
  }

  /**
   * Gives each node GPUs for itself.
   *
   * @param value how many, 1 or more
   * @return this builder
   */
  public JobSpecBuilder gpusPerNode(int value) {
    gpusPerNode = OptionalInt.of(value);
    return this;
  }

  /**
   * Sets how long the job may take from its start on.
   *
   * @param value positive
   * @return this builder
   */
  public JobSpecBuilder timeout(Duration value) {
    timeout = Optional.of(value);
    return this;
  }

  /**
   * Sets how long the other nodes may go on after one has failed.
   *
   * @param value zero or more
   * @return this builder
   */
  public JobSpecBuilder failureGrace(Duration value) {
    failureGrace = value;
    return this;
  }

  /**
   * Sets where rank 0 is to listen.
   *
   * @param value 1 to 65535
   * @return this builder
   */
  public JobSpecBuilder masterPort(int value) {
    masterPort = OptionalInt.of(value);
    return this;
  }

  /**
   * Sets how long the other nodes are held back until rank 0 listens. When that time is over they
   * are started all the same, and whoever runs the job is told.
   *
   * @param value zero not to wait at all
   * @return this builder
   */
  public JobSpecBuilder masterWait(Duration value) {
    masterWait = value;
    return this;
  }

  /**
   * Sets what becomes of the job after its end.
   *
   * @param value kept by default
   * @return this builder
   */
  public JobSpecBuilder removal(JobSpec.Removal value) {
    removal = value;
    return this;
  }

  /**
   * Ends the collection.
   *
   * @return the specification
   * @throws IllegalArgumentException if something is wrong with it, in one line
   */
  public JobSpec build() {
    return new JobSpec(
        name,
        nodes,
        template,
        script,
        workspace,
        workdirBase,
        initSteps,
        packages,
        gpusPerNode,
        timeout,
        failureGrace,
        masterPort,
        masterWait,
        removal);
  }
}
