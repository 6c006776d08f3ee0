package dev.fairlead.app;

import dev.fairlead.spi.container.ContainerSpec;
import dev.fairlead.spi.container.ContainerSpecBuilder;
import dev.fairlead.spi.container.Platform;
import dev.fairlead.spi.container.ProcessSpec;
import dev.fairlead.spi.container.PullPolicy;
import dev.fairlead.spi.container.RestartPolicy;
import dev.fairlead.spi.container.Signal;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What {@code run}, {@code create} and {@code plan} know of a container: docker's own flags. */
final class ContainerOptions {

  @Option(names = "--name", paramLabel = "NAME", description = "Name of the container.")
  @Nullable String name;

  @Option(
      names = {"-i", "--interactive"},
      description = "Keep standard input open.")
  boolean interactive;

  @Option(
      names = {"-t", "--tty"},
      description = "Give the process a terminal.")
  boolean tty;

  @Mixin IdFile idFile = new IdFile();

  @Option(names = "--rm", description = "Remove the container after its end.")
  boolean remove;

  @Option(
      names = {"-e", "--env"},
      paramLabel = "K[=V]",
      description = "Set an environment variable; without a value, take it over from here.")
  List<String> env = new ArrayList<>();

  @Option(
      names = "--env-file",
      paramLabel = "FILE",
      description = "Read environment variables from a file.")
  List<Path> envFiles = new ArrayList<>();

  @Option(
      names = {"-l", "--label"},
      paramLabel = "K[=V]",
      description = "Add a label.")
  List<String> labels = new ArrayList<>();

  @Option(
      names = "--label-file",
      paramLabel = "FILE",
      description = "Read labels from a file, a K=V on each line.")
  List<Path> labelFiles = new ArrayList<>();

  @Option(
      names = "--annotation",
      paramLabel = "K=V",
      description = "Add an annotation, where the runtime tells them from labels.")
  List<String> annotations = new ArrayList<>();

  @Option(
      names = {"-u", "--user"},
      paramLabel = "USER[:GROUP]",
      description = "User of the process.")
  @Nullable String user;

  @Option(
      names = {"-w", "--workdir"},
      paramLabel = "DIR",
      description = "Working directory inside.")
  @Nullable String workdir;

  @Option(
      names = "--entrypoint",
      paramLabel = "PROGRAM",
      description = "Replace the image's entrypoint; empty to clear it.")
  @Nullable String entrypoint;

  @Option(
      names = "--restart",
      paramLabel = "POLICY",
      description = "no, always, unless-stopped, on-failure or on-failure:N.")
  @Nullable String restart;

  @Option(
      names = "--stop-signal",
      paramLabel = "SIGNAL",
      description = "What asks the process to end.")
  @Nullable String stopSignal;

  @Option(
      names = "--stop-timeout",
      paramLabel = "DURATION",
      description = "How long it may take to end; seconds or 1m30s.")
  @Nullable String stopTimeout;

  @Option(names = "--init", description = "Run a small init process that reaps orphans.")
  boolean init;

  @Option(names = "--platform", paramLabel = "OS/ARCH", description = "Platform of the image.")
  @Nullable String platform;

  @Option(
      names = "--pull",
      paramLabel = "WHEN",
      description = "Pull the image: always, missing (the default) or never.")
  String pull = "missing";

  @Option(names = "--pod", paramLabel = "POD", description = "Join a pod.")
  @Nullable String pod;

  @Option(
      names = "--option",
      paramLabel = "BACKEND.K=V",
      description = "A wish that only one runtime knows.")
  List<String> backendOptions = new ArrayList<>();

  @Option(
      names = "--service",
      description =
          "Have the runtime keep it up as a service, under its name in the cluster, where it knows"
              + " services.")
  boolean service;

  @Mixin ResourceOptions resources = new ResourceOptions();

  @Mixin ConnectionOptions connections = new ConnectionOptions();

  @Mixin SecurityOptions security = new SecurityOptions();

  @Mixin HealthOptions health = new HealthOptions();

  @Parameters(index = "0", paramLabel = "IMAGE", description = "The image.")
  String image = "";

  @Parameters(
      index = "1..*",
      arity = "0..*",
      paramLabel = "COMMAND",
      description = "Command and arguments, never split or given to a shell.")
  List<String> command = new ArrayList<>();

  /**
   * Makes the specification.
   *
   * @param here the directory against which relative paths are resolved
   * @param variables the environment variables of this process
   * @return the specification
   * @throws IllegalArgumentException if an option is malformed; the message names it
   */
  ContainerSpec spec(Path here, Map<String, String> variables) {
    ContainerSpecBuilder spec = ContainerSpec.builder(image).command(command);
    Settings.ifGiven(name, spec::name);
    spec.stdin(interactive ? ProcessSpec.Stdin.OPEN_ONCE : ProcessSpec.Stdin.CLOSED).tty(tty);
    spec.autoRemove(remove).init(init);
    envFiles.forEach(
        file -> EnvironmentSyntax.file(here.resolve(file), variables).forEach(spec::env));
    env.forEach(text -> EnvironmentSyntax.variable(text, variables).forEach(spec::env));
    labelFiles.forEach(file -> EnvironmentSyntax.labels(here.resolve(file)).forEach(spec::label));
    labels.forEach(text -> Settings.keyValue(text, "label", spec::label));
    annotations.forEach(text -> Settings.keyValue(text, "annotation", spec::annotation));
    backendOptions.forEach(text -> Settings.keyValue(text, "option", spec::backendOption));
    Settings.ifGiven(user, spec::user);
    Settings.ifGiven(workdir, spec::workingDirectory);
    Settings.ifGiven(
        entrypoint, value -> spec.entrypoint(value.isEmpty() ? List.of() : List.of(value)));
    Settings.ifGiven(restart, value -> spec.restartPolicy(RestartPolicy.parse(value)));
    Settings.ifGiven(stopSignal, value -> spec.stopSignal(Signal.parse(value)));
    Settings.ifGiven(stopTimeout, value -> spec.stopGrace(DurationSyntax.duration(value)));
    Settings.ifGiven(platform, value -> spec.platform(Platform.parse(value)));
    Settings.ifGiven(pod, spec::pod);
    spec.pullPolicy(pullPolicy());
    resources.addTo(spec);
    connections.addTo(spec, here);
    security.addTo(spec, here);
    health.addTo(spec);
    return spec.build();
  }

  /**
   * Adds what can be said only when the runtime is known: each knows its own wishes, and its plan
   * refuses one that it does not know.
   *
   * @param made what was made by {@link #spec}
   * @param runtime id of the runtime
   * @return the specification for that runtime
   */
  ContainerSpec on(String runtime, ContainerSpec made) {
    return service ? made.toBuilder().backendOption(runtime + ".service", "true").build() : made;
  }

  private PullPolicy pullPolicy() {
    return switch (pull.toLowerCase(Locale.ROOT)) {
      case "always" -> PullPolicy.ALWAYS;
      case "missing" -> PullPolicy.IF_NOT_PRESENT;
      case "never" -> PullPolicy.NEVER;
      default ->
          throw new IllegalArgumentException(
              "'" + pull + "' does not say when to pull; use always, missing or never");
    };
  }
}
