package dev.fairlead.app;

import dev.fairlead.spi.ProbeContext;
import dev.fairlead.spi.container.ContainerSpec;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** The root of the command, with the options that all subcommands share. */
@Command(
    name = "fairlead",
    description = "Drives containers on whatever runtime this machine has.",
    synopsisSubcommandLabel = "COMMAND",
    mixinStandardHelpOptions = false,
    versionProvider = Version.class,
    footerHeading = "%nExit codes:%n",
    footer = {
      "  the container's own for run, exec, attach and wait, the job's for job run and job wait",
      "  2 the command line, or what is configured, is malformed; 125 Fairlead or the runtime failed;",
      "  126, 127 the program inside cannot be executed, was not found; 128+N ended by signal N"
    })
final class Fairlead implements Runnable {

  @Option(
      names = {"-r", "--runtime"},
      scope = ScopeType.INHERIT,
      paramLabel = "NAME",
      description =
          "Runtime to use: docker, process, ... (default: FAIRLEAD_RUNTIME, else what is"
              + " configured, else the best)")
  @Nullable String runtime;

  @Option(
      names = {"-H", "--host"},
      scope = ScopeType.INHERIT,
      paramLabel = "ENDPOINT",
      description = "Where the runtime answers, for example unix:///run/docker.sock")
  @Nullable String host;

  @Option(
      names = "--context",
      scope = ScopeType.INHERIT,
      paramLabel = "NAME",
      description = "Context of the kubeconfig (default: FAIRLEAD_CONTEXT, else the current one)")
  @Nullable String context;

  @Option(
      names = "--namespace",
      scope = ScopeType.INHERIT,
      paramLabel = "NAME",
      description = "Namespace of the cluster (default: FAIRLEAD_NAMESPACE, else the context's)")
  @Nullable String namespace;

  @Option(
      names = "--create-namespace",
      scope = ScopeType.INHERIT,
      description = "Make the namespace if it is not there; nobody removes it again")
  boolean createNamespace;

  @Option(
      names = {"-o", "--output"},
      scope = ScopeType.INHERIT,
      paramLabel = "FORMAT",
      description = "table (the default) or json")
  Output.Format format = Output.Format.table;

  @Option(
      names = "--timeout",
      scope = ScopeType.INHERIT,
      paramLabel = "DURATION",
      description = "How long a call to the runtime may stay unanswered (default: 30s)")
  @Nullable String timeout;

  @Option(
      names = "--lenient",
      scope = ScopeType.INHERIT,
      description = "Accept that the runtime drops what it cannot do; see fairlead plan")
  boolean lenient;

  @Option(names = "--debug", scope = ScopeType.INHERIT, description = "Show stack traces")
  boolean debug;

  @Option(
      names = "--help",
      usageHelp = true,
      scope = ScopeType.INHERIT,
      description = "Show this help and end")
  boolean help;

  @Option(
      names = {"-V", "--version"},
      versionHelp = true,
      description = "Show the version and end")
  boolean version;

  @Option(
      names = "--plugins",
      scope = ScopeType.INHERIT,
      paramLabel = "DIR",
      description = "Directory with further runtimes (default: plugins beside the program)")
  List<String> plugins = new ArrayList<>();

  private final Terminal terminal;
  private @Nullable Configuration configuration;

  Fairlead(Terminal terminal) {
    this.terminal = terminal;
  }

  /** The streams, signals and surroundings that the command works in. */
  Terminal terminal() {
    return terminal;
  }

  /** The machine, on which what these options name is as if variables named it. */
  ProbeContext machine() {
    Map<String, String> variables = new HashMap<>(terminal.machine().environment());
    if (context != null) {
      variables.put("FAIRLEAD_CONTEXT", context);
    }
    if (namespace != null) {
      variables.put("FAIRLEAD_NAMESPACE", namespace);
    }
    if (createNamespace) {
      variables.put("FAIRLEAD_CREATE_NAMESPACE", "true");
    }
    return context == null && namespace == null && !createNamespace
        ? terminal.machine()
        : terminal.machine().withEnvironment(variables);
  }

  /** What is configured, read when it is first asked for. Blocks then. */
  Configuration configuration() {
    if (configuration == null) {
      configuration = Configuration.of(terminal.machine(), terminal.directory());
    }
    return configuration;
  }

  /** The container that options describe. */
  ContainerSpec spec(ContainerOptions options) {
    return options.spec(terminal.directory(), terminal.machine().environment());
  }

  /** Results go here. */
  Output output() {
    return new Output(terminal.out(), format, terminal.width());
  }

  @Override
  public void run() {
    throw new IllegalArgumentException("a command is missing; see fairlead --help");
  }
}
