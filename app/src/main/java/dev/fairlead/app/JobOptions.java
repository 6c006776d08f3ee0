package dev.fairlead.app;

import dev.fairlead.jobs.spec.JobScript;
import dev.fairlead.jobs.spec.JobSpec;
import dev.fairlead.jobs.spec.JobSpecBuilder;
import dev.fairlead.spi.container.ContainerSpec;
import dev.fairlead.spi.container.ContainerSpecBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What {@code job run} knows of a job: what each node is made from, and what is of all of them. */
final class JobOptions {

  private static final int MADE_UP_LETTERS = 6;

  /** No name of an image has an equals sign. */
  private static final String RUNTIME = "^[a-z]+=";

  @Option(
      names = "--name",
      paramLabel = "NAME",
      description = "Name of the job; one is made up without.")
  @Nullable String name;

  @Option(names = "--nodes", paramLabel = "N", description = "How many nodes; 1 by default.")
  int nodes = 1;

  @Option(
      names = "--image",
      paramLabel = "[RUNTIME=]IMAGE",
      description = "The image of all nodes; with a runtime's name before it, of the nodes there.")
  List<String> images = new ArrayList<>();

  @Option(
      names = "--script",
      paramLabel = "FILE",
      description =
          "A script of this machine that each node executes, by its first line, or by python3 or"
              + " sh; what follows are its arguments.")
  @Nullable Path script;

  @Option(
      names = "--workspace",
      paramLabel = "PATH",
      description =
          "A path inside where all nodes see one directory, made for the job and removed with it.")
  @Nullable String workspace;

  @Option(
      names = "--gpus-per-node",
      paramLabel = "N",
      description =
          "GPUs that each node gets for itself, of those of --gpus device=0,1,..., else of all; as"
              + " --gpus N does.")
  @Nullable Integer gpusPerNode;

  @Option(
      names = "--time-limit",
      paramLabel = "DURATION",
      description = "End the job when its nodes take longer, such as 90s or 2h.")
  @Nullable String timeLimit;

  @Option(
      names = "--failure-grace",
      paramLabel = "DURATION",
      description =
          "How long the others may go on when a node has failed; 10s by default. Not where a cluster"
              + " schedules the job.")
  @Nullable String failureGrace;

  @Option(
      names = "--master-port",
      paramLabel = "PORT",
      description =
          "Where rank 0 listens; 29500 by default, or a free port where nodes are processes.")
  @Nullable Integer masterPort;

  @Option(
      names = "--master-wait",
      paramLabel = "DURATION",
      description =
          "How long the others are held back until rank 0 listens; 10s by default, 0 not at all. Not"
              + " where a cluster schedules the job.")
  @Nullable String masterWait;

  @Option(
      names = "--workdir-base",
      paramLabel = "DIR",
      description =
          "A directory of this machine in which the workspace is made, as DIR/NAME; empty for none"
              + " though one is configured.")
  @Nullable String workdirBase;

  @Option(
      names = "--rm",
      negatable = true,
      description = "Remove the job, with all that was made, after its end.")
  @Nullable Boolean remove;

  @Mixin JobPreparationOptions preparation = new JobPreparationOptions();

  @Mixin TemplateOptions template = new TemplateOptions();

  @Mixin ResourceOptions resources = new ResourceOptions();

  @Mixin MountOptions mounts = new MountOptions();

  @Mixin SecurityOptions security = new SecurityOptions();

  @Parameters(
      arity = "0..*",
      paramLabel = "COMMAND",
      description = "Command and arguments of each node, never split or given to a shell.")
  List<String> command = new ArrayList<>();

  /**
   * Makes the specification.
   *
   * @param here the directory against which relative paths are resolved
   * @param variables the environment variables of this process
   * @param configuration what counts where nothing was typed
   * @return the specification
   * @throws IllegalArgumentException if an option is malformed; the message names it
   */
  JobSpec spec(Path here, Map<String, String> variables, Configuration configuration) {
    JobDefaults defaults = new JobDefaults(configuration);
    defaults.addTo(this);
    if (images.isEmpty()) {
      throw new IllegalArgumentException("a job needs an image: --image IMAGE");
    }
    ContainerSpecBuilder node =
        ContainerSpec.builder(images.get(0).replaceFirst(RUNTIME, "")).command(command);
    defaults.addTo(node);
    template.addTo(node, here, variables);
    resources.addTo(node);
    mounts.addTo(node, here);
    security.addTo(node, here);
    JobSpecBuilder job =
        JobSpec.builder(name == null ? madeUpName() : name, node.build()).nodes(nodes);
    Settings.ifGiven(script, file -> job.script(read(here.resolve(file))));
    Settings.ifGiven(workspace, job::workspace);
    if (workdirBase != null && !workdirBase.isEmpty()) {
      job.workdirBase(here.resolve(workdirBase).normalize());
    }
    Settings.ifGiven(gpusPerNode, job::gpusPerNode);
    Settings.ifGiven(timeLimit, text -> job.timeout(DurationSyntax.duration(text)));
    Settings.ifGiven(failureGrace, text -> job.failureGrace(DurationSyntax.duration(text)));
    Settings.ifGiven(masterWait, text -> job.masterWait(DurationSyntax.duration(text)));
    Settings.ifGiven(masterPort, job::masterPort);
    preparation.addTo(job);
    if (Boolean.TRUE.equals(remove)) {
      job.removal(JobSpec.Removal.AFTER_THE_END);
    }
    return job.build();
  }

  /**
   * Chooses the image, which can be said only when the runtime is known.
   *
   * @param runtime id of the runtime
   * @return the image for it; one that is for all runtimes only if none is for this one
   * @throws IllegalArgumentException if all are for other runtimes
   */
  String image(String runtime) {
    return images.stream()
        .filter(text -> text.startsWith(runtime + "="))
        .findFirst()
        .or(() -> images.stream().filter(text -> text.indexOf('=') < 0).findFirst())
        .map(text -> text.replaceFirst(RUNTIME, ""))
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "no --image is for "
                        + runtime
                        + "; add --image "
                        + runtime
                        + "=IMAGE, or --image IMAGE for all others"));
  }

  private static JobScript read(Path file) {
    try {
      if (Files.size(file) > JobScript.MAX_BYTES) {
        throw new IllegalArgumentException(
            "script " + file + " has more than " + JobScript.MAX_BYTES + " bytes");
      }
      return new JobScript(String.valueOf(file.getFileName()), Files.readString(file));
    } catch (NoSuchFileException e) {
      throw new IllegalArgumentException("there is no script " + file, e);
    } catch (IOException e) {
      throw new IllegalArgumentException("script " + file + " cannot be read: " + e, e);
    }
  }

  private static String madeUpName() {
    StringBuilder name = new StringBuilder("job-");
    for (int letter = 0; letter < MADE_UP_LETTERS; letter++) {
      name.append((char) ('a' + ThreadLocalRandom.current().nextInt(26)));
    }
    return name.toString();
  }
}
