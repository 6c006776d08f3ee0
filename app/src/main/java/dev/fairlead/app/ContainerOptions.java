package dev.fairlead.app;

import dev.fairlead.spi.container.ContainerSpec;
import dev.fairlead.spi.container.ContainerSpecBuilder;
import dev.fairlead.spi.container.ProcessSpec;
import dev.fairlead.spi.container.RestartPolicy;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
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
      names = "--restart",
      paramLabel = "POLICY",
      description = "no, always, unless-stopped, on-failure or on-failure:N.")
  @Nullable String restart;

  @Option(names = "--pod", paramLabel = "POD", description = "Join a pod.")
  @Nullable String pod;

  @Option(
      names = "--service",
      description =
          "Have the runtime keep it up as a service, under its name in the cluster, where it knows"
              + " services.")
  boolean service;

  @Mixin TemplateOptions template = new TemplateOptions();

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
    spec.autoRemove(remove);
    template.addTo(spec, here, variables);
    Settings.ifGiven(restart, value -> spec.restartPolicy(RestartPolicy.parse(value)));
    Settings.ifGiven(pod, spec::pod);
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
}
