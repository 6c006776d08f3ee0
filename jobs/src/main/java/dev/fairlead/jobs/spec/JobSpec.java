package dev.fairlead.jobs.spec;

import dev.fairlead.spi.container.ContainerSpec;
import dev.fairlead.spi.container.GpuRequest;
import dev.fairlead.spi.container.ProcessSpec;
import dev.fairlead.spi.container.RestartPolicy;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What a job is made from: one container for each node, all from the same template. Immutable;
 * built by {@link #builder}.
 *
 * <p>The template says what runs, and what each node may use: image, command, environment, secrets,
 * mounts, processors, memory, GPUs, user, labels, when the image is pulled, and how long a node may
 * take to end when it is asked to. It says nothing of what the job itself decides: name, networks,
 * restarts and removal of the containers, and the variables of {@link Rendezvous}.
 *
 * @param name its name, which is a host name: a-z first, then a-z, 0-9 and hyphens. With {@code
 *     -node-} and the greatest rank behind it, it has at most 63 characters
 * @param nodes how many containers, 1 to {@value #MAX_NODES}
 * @param template what each of them is made from
 * @param script what each of them executes, with the command of the template as its arguments;
 *     empty for the command itself
 * @param workspace an absolute path inside, where each node sees the same directory, which is made
 *     for the job and removed with it; empty for none, and {@value #DEFAULT_WORKSPACE} if only a
 *     base was given. Nodes that are processes of the machine get a directory of it, and what its
 *     path is there; {@value #WORKSPACE_VARIABLE} says it everywhere. Else it is a volume, and
 *     needs {@link dev.fairlead.spi.Capability#VOLUMES}
 * @param workdirBase an absolute path of a directory of the client's machine, in which the
 *     workspace is made under the name of the job, for a runtime on the same machine; empty for a
 *     place that the runtime chooses
 * @param initSteps what has to succeed once, one after the other, before any node is made
 * @param packages Python packages that are installed first; empty for none
 * @param gpusPerNode how many GPUs each node gets for itself, 1 or more: of those that the template
 *     names, else of all that the runtime knows of. Empty for what the template asks for, where a
 *     number is one for each node, too
 * @param timeout how long the job may take from the start of its first node on, positive; empty for
 *     as long as it takes. Init steps have deadlines of their own
 * @param failureGrace how long the other nodes may go on after one has failed, zero or more; 10
 *     seconds by default
 * @param masterPort where rank 0 is to listen, 1 to 65535; empty for {@value
 *     Rendezvous#DEFAULT_PORT}, or for a free port where all nodes share the network of one machine
 * @param masterWait how long the other nodes are held back until rank 0 listens, zero or more; 10
 *     seconds by default
 * @param removal what becomes of the job after its end
 */
public record JobSpec(
    String name,
    int nodes,
    ContainerSpec template,
    Optional<JobScript> script,
    Optional<String> workspace,
    Optional<Path> workdirBase,
    List<InitStep> initSteps,
    Optional<PipPackages> packages,
    OptionalInt gpusPerNode,
    Optional<Duration> timeout,
    Duration failureGrace,
    OptionalInt masterPort,
    Duration masterWait,
    Removal removal) {

  /** As many nodes as a job may have. */
  public static final int MAX_NODES = 1000;

  /** How long the others go on after a failure unless somebody says otherwise. */
  public static final Duration DEFAULT_FAILURE_GRACE = Duration.ofSeconds(10);

  /** How long the others are held back for rank 0 unless somebody says otherwise. */
  public static final Duration DEFAULT_MASTER_WAIT = Duration.ofSeconds(10);

  /** Where nodes see the workspace if only its base was given. */
  public static final String DEFAULT_WORKSPACE = "/workspace";

  /** The variable that tells a node where its workspace is. */
  public static final String WORKSPACE_VARIABLE = "FAIRLEAD_WORKSPACE";

  static final int MAX_HOST_NAME = 63;

  /** What becomes of a job after its end. */
  public enum Removal {
    /** It stays, with its logs, until somebody deletes it. */
    KEEP,
    /** Whoever waits for its end deletes it then, with all that was made for it. */
    AFTER_THE_END
  }

  /** Checks all of it. */
  public JobSpec {
    Objects.requireNonNull(template, "template");
    Objects.requireNonNull(script, "script");
    workspace =
        workdirBase.isPresent() ? workspace.or(() -> Optional.of(DEFAULT_WORKSPACE)) : workspace;
    workdirBase.ifPresent(
        base ->
            refuseIf(
                !base.isAbsolute(),
                "the base of the workspace of job "
                    + name
                    + " is an absolute path of this machine, not '"
                    + base
                    + "'"));
    refuseIf(
        workspace.isPresent() && template.process().env().containsKey(WORKSPACE_VARIABLE),
        decided(name, "the variable " + WORKSPACE_VARIABLE));
    workspace.ifPresent(
        path ->
            refuseIf(
                !path.startsWith("/") || path.equals("/"),
                "the workspace of job "
                    + name
                    + " is an absolute path inside, not '"
                    + path
                    + "'"));
    initSteps = List.copyOf(initSteps);
    InitStepList.check(name, initSteps);
    Objects.requireNonNull(packages, "packages");
    gpusPerNode.ifPresent(count -> refuseIf(count < 1, "a node gets 1 GPU or more, not " + count));
    Objects.requireNonNull(timeout, "timeout");
    Objects.requireNonNull(failureGrace, "failureGrace");
    Objects.requireNonNull(masterPort, "masterPort");
    Objects.requireNonNull(masterWait, "masterWait");
    Objects.requireNonNull(removal, "removal");
    checkName(name);
    refuseIf(
        nodes < 1 || nodes > MAX_NODES,
        "job " + name + " needs 1 to " + MAX_NODES + " nodes, not " + nodes);
    int longest = memberName(name, nodes - 1).length();
    refuseIf(
        longest > MAX_HOST_NAME,
        "job name '"
            + name
            + "' is too long: its last node would have a host name of "
            + longest
            + " characters, and "
            + MAX_HOST_NAME
            + " are the most");
    refuseIf(
        timeout.filter(value -> value.isZero() || value.isNegative()).isPresent(),
        "the timeout of job " + name + " must be positive");
    refuseIf(
        failureGrace.isNegative(), "the grace of job " + name + " after a failure is negative");
    refuseIf(masterWait.isNegative(), "the wait for rank 0 of job " + name + " is negative");
    masterPort.ifPresent(
        port -> refuseIf(port < 1 || port > 65535, "port " + port + " is not from 1 to 65535"));
    checkTemplate(name, nodes, template);
    refuseIf(
        script.isPresent() && template.process().entrypoint().isPresent(),
        "job " + name + " has a script and an entrypoint, and one of them can be executed");
  }

  /**
   * Checks whether a text can be the name of a job; also of one that is looked for.
   *
   * @param name the text
   * @throws IllegalArgumentException if it cannot, in one line
   */
  public static void checkName(String name) {
    refuseIf(
        !name.matches("[a-z]([a-z0-9-]*[a-z0-9])?"),
        "job name '"
            + name
            + "' must be a host name: a-z first, then a-z, 0-9 and hyphens, and no hyphen at the"
            + " end");
  }

  private static void checkTemplate(String job, int nodes, ContainerSpec template) {
    refuseIf(template.name().isPresent(), decided(job, "the names of its containers"));
    refuseIf(template.pod().isPresent(), decided(job, "where its containers are"));
    refuseIf(!template.networking().networks().isEmpty(), decided(job, "its network"));
    refuseIf(template.networking().hostname().isPresent(), decided(job, "the names of its hosts"));
    refuseIf(template.lifecycle().autoRemove(), decided(job, "when its containers are removed"));
    refuseIf(
        !template.lifecycle().restartPolicy().equals(RestartPolicy.NEVER),
        decided(job, "that no container is restarted: another one would have no rank"));
    refuseIf(
        template.process().tty() || template.process().stdin() != ProcessSpec.Stdin.CLOSED,
        "job " + job + " has no terminal and no standard input: its nodes run by themselves");
    refuseIf(
        nodes > 1
            && template.networking().ports().stream().anyMatch(port -> port.hostPort().isPresent()),
        "job " + job + " cannot publish one port of the host for " + nodes + " nodes");
    template.process().env().keySet().stream()
        .filter(Rendezvous.VARIABLES::contains)
        .findFirst()
        .ifPresent(name -> refuseIf(true, decided(job, "the variable " + name)));
  }

  private static String decided(String job, String what) {
    return "job " + job + " itself decides " + what;
  }

  private static void refuseIf(boolean wrong, String words) {
    if (wrong) {
      throw new IllegalArgumentException(words);
    }
  }

  /**
   * How many GPUs each node gets for itself.
   *
   * @return the number; empty if none, or those that the template names
   */
  public OptionalInt gpusOfEachNode() {
    return gpusPerNode.isPresent()
        ? gpusPerNode
        : template
            .devices()
            .gpus()
            .filter(gpus -> gpus.selection() == GpuRequest.Selection.COUNT)
            .map(gpus -> OptionalInt.of(gpus.count()))
            .orElse(OptionalInt.empty());
  }

  /**
   * The name of a container of a job, which is also its name on the job's network.
   *
   * @param job name of the job
   * @param rank its rank, from 0
   * @return for example {@code train-node-3}
   */
  public static String memberName(String job, int rank) {
    return job + "-node-" + rank;
  }

  /**
   * The name of the container of an init step.
   *
   * @param job name of the job
   * @param step name of the step
   * @return for example {@code train-init-fetch}
   */
  public static String stepName(String job, String step) {
    return job + "-init-" + step;
  }

  /**
   * Starts a specification.
   *
   * @param name name of the job
   * @param template what each node is made from
   * @return a builder for a job of one node, for one thread
   */
  public static JobSpecBuilder builder(String name, ContainerSpec template) {
    return new JobSpecBuilder(name, template);
  }

  /**
   * Starts from this specification.
   *
   * @return a builder with all of it set
   */
  public JobSpecBuilder toBuilder() {
    JobSpecBuilder builder =
        new JobSpecBuilder(name, template)
            .nodes(nodes)
            .initSteps(initSteps)
            .failureGrace(failureGrace)
            .masterWait(masterWait)
            .removal(removal);
    script.ifPresent(builder::script);
    workspace.ifPresent(builder::workspace);
    packages.ifPresent(builder::packages);
    workdirBase.ifPresent(builder::workdirBase);
    gpusPerNode.ifPresent(builder::gpusPerNode);
    timeout.ifPresent(builder::timeout);
    masterPort.ifPresent(builder::masterPort);
    return builder;
  }
}
